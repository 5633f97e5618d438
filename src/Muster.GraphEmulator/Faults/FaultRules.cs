using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.Faults;

/// <summary>The rules in force, with how often each was met.</summary>
internal sealed class FaultRules
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private long _added;

    /// <summary>Old answers, for rules that send them.</summary>
    public FaultMemory Memory { get; } = new();

    /// <summary>Whether there are any.</summary>
    public bool Any
    {
        get
        {
            lock (_lock)
                return _entries.Count > 0;
        }
    }

    public void Add(IEnumerable<FaultRule> rules)
    {
        lock (_lock)
            _entries.AddRange(rules.Select(rule => new Entry(rule, ++_added)));
    }

    /// <returns>Whether there was a rule of that number.</returns>
    public bool Remove(long number)
    {
        lock (_lock)
            return _entries.RemoveAll(entry => entry.Number == number) > 0;
    }

    public void Clear()
    {
        lock (_lock)
            _entries.Clear();
        Memory.Forget();
    }

    public IReadOnlyList<object> Show()
    {
        lock (_lock)
            return
            [
                .. _entries.Select(entry => new
                {
                    entry.Number,
                    Effect = FaultWords.Of(entry.Rule),
                    entry.Rule,
                    entry.Met,
                    entry.Applied,
                }),
            ];
    }

    /// <summary>The first rule that hits a request, if any; a rule that is only passed counts that.</summary>
    public FaultRule? Hit(string method, string target)
    {
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                if (entry.Rule.Matches(method, target) && entry.Take())
                    return entry.Rule;
            }
            return null;
        }
    }

    private sealed class Entry(FaultRule rule, long number)
    {
        private readonly SeededRandom _random = new(rule.Seed, "fault");

        /// <summary>Counts from 1; never given again.</summary>
        public long Number { get; } = number;

        public FaultRule Rule { get; } = rule;

        public int Met { get; private set; }

        public int Applied { get; private set; }

        public bool Take()
        {
            Met++;
            if (Met <= Rule.Skip || Applied >= (Rule.Times ?? int.MaxValue))
                return false;
            if (Rule.Probability < 1 && !_random.Chance(Rule.Probability))
                return false;
            Applied++;
            return true;
        }
    }
}
