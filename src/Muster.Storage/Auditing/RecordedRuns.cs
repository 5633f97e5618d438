using Muster.Engine.Runs;

namespace Muster.Storage.Auditing;

/// <summary>What the audit log says about the rows of runs: the digest that was recorded when each last changed.</summary>
/// <remarks>The first entry with a digest says which runs there were before; those that are never recorded are from a version that did not.</remarks>
internal sealed class RecordedRuns
{
    private readonly Dictionary<long, string> _digests = [];
    private long? _older;

    /// <summary>Runs that are recorded and were not checked.</summary>
    public IEnumerable<long> Unused => _digests.Keys;

    public void Take(long run, string digest, long last)
    {
        _digests[run] = digest;
        _older ??= last;
    }

    /// <summary>Compares a row. What was recorded before U+0000 counted as U+2400 agrees with the very text it was made of, and with no other.</summary>
    public void Check(long run, RunOutcome outcome, string digest, Func<string> asKept, Action<string> fault)
    {
        if (_digests.Remove(run, out var recorded))
        {
            if (recorded != digest && recorded != asKept())
                fault($"Run {run}: what is stored is not what the audit log recorded.");
        }
        else if (run > _older && outcome != RunOutcome.Running)
            fault($"Run {run} has ended, and the audit log does not have its end.");
    }
}
