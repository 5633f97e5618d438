using Muster.Entra.Http;

namespace Muster.Testing.Fleet;

/// <summary>A run at work: it reads both streams page by page, plans on its node, and stores in the database.</summary>
internal sealed class FleetRun
{
    /// <summary>Graph's table of costs has nothing on change streams, so each page is 1, as the reader reckons.</summary>
    private const int UnitsOfPage = 1;

    private readonly Chain _users;
    private readonly Chain _groups;
    private double _node;
    private double _database;
    private Pace? _pace;

    /// <param name="workspace">The workspace.</param>
    /// <param name="full">Whether it reads in full.</param>
    /// <param name="now">Seconds since the start.</param>
    /// <param name="costs">What it takes.</param>
    public FleetRun(FleetWorkspace workspace, bool full, double now, FleetCosts costs)
    {
        Workspace = workspace;
        (Seen, workspace.Unseen) = (workspace.Unseen, []);
        var (users, groups) = workspace.Pages(full, Seen.Count);
        (_users, _groups) = (new(users, now), new(groups, now));
        var read = full ? workspace.Users + workspace.Memberships : 0;
        _node = costs.NodeSeconds(workspace.Groups, Seen.Count, read);
        _database = costs.DatabaseSeconds(workspace.Groups, Seen.Count, read);
    }

    public FleetWorkspace Workspace { get; }

    /// <summary>When the changes happened that it makes visible.</summary>
    public List<double> Seen { get; }

    /// <summary>Whether a request was repeated as often as it may be.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Goes on for a step of time.</summary>
    /// <param name="step">The step, with what it has of each resource.</param>
    /// <returns>When it ended, in seconds since the start; null when it has not.</returns>
    public double? GoOn(FleetStep step)
    {
        var at = step.From;
        if (_users.Left + _groups.Left > 0)
        {
            Read(step);
            if (IsGivenUp)
                return step.To;
            if (_users.Left + _groups.Left > 0)
                return null;
        }
        at = Math.Max(at, Math.Max(_users.At, _groups.At));
        return at < step.To && step.Node.Take(ref _node, ref at, step.To) && step.Database.Take(ref _database, ref at, step.To) ? at : null;
    }

    private void Read(FleetStep step)
    {
        for (var sent = true; sent && !IsGivenUp; )
            sent = Send(_users, step) | Send(_groups, step);
    }

    /// <summary>Asks for the next page of a stream, unless the last has not come yet or the reader slows down.</summary>
    private bool Send(Chain chain, FleetStep step)
    {
        if (chain.Left == 0 || chain.At >= step.To || _pace?.Next() > TimeSpan.Zero)
            return false;
        var (share, retryAfter) = step.Budgets.Take(Workspace.Units, Workspace.UnitLimit, UnitsOfPage, step.Clock.GetUtcNow());
        if (share > Pace.Told)
            (_pace ??= new(step.Clock)).Used(share);
        if (retryAfter is null)
        {
            chain.Answered(step.Latency);
            return true;
        }
        if (step.Rules.Wait(chain.Attempt, retryAfter, chain.Waited, answered: true) is not { } wait)
            IsGivenUp = true;
        else
        {
            chain.Refused(wait, step.From);
            _pace!.Stop(wait);
        }
        return false;
    }

    /// <summary>Pages of one stream, each asked for when the one before has come.</summary>
    private sealed class Chain(long pages, double from)
    {
        public long Left { get; private set; } = pages;

        /// <summary>When the last answer came, or will have come.</summary>
        public double At { get; private set; } = from;

        public int Attempt { get; private set; } = 1;

        public TimeSpan Waited { get; private set; }

        public void Answered(double latency)
        {
            (Left, At) = (Left - 1, At + latency);
            (Attempt, Waited) = (1, TimeSpan.Zero);
        }

        public void Refused(TimeSpan wait, double now)
        {
            At = now + wait.TotalSeconds;
            (Attempt, Waited) = (Attempt + 1, Waited + wait);
        }
    }
}
