using Muster.Core.Planning;
using Muster.Engine.Syncing;

namespace Muster.Engine.Runs;

/// <summary>Keeps every run, and the plans that wait for a person.</summary>
public interface IRunJournal
{
    /// <summary>Notes that a run begins, and marks runs that a dead process left behind as failed.</summary>
    Task<Run> BeginAsync(int? connection, string verb, string actor, Lease lease, CancellationToken cancellationToken);

    /// <summary>Notes how far a run is, so that other processes can tell; nothing when it has ended.</summary>
    Task ReachAsync(long run, RunPhase phase, Lease lease, CancellationToken cancellationToken);

    /// <summary>Notes how a run ended; the plan of a rejected one is discarded. Applied runs are ended by <c>IPlatformStore.ApplyAsync</c> in its own transaction.</summary>
    Task EndAsync(Run run, Lease lease, CancellationToken cancellationToken);

    /// <summary>Ends a run as held and stores its plan whole; older plans of the same connection that wait, and the runs that hold them, become superseded.</summary>
    /// <returns>The run as stored, with the number of its plan.</returns>
    Task<Run> HoldAsync(Run run, SyncPlan plan, Lease lease, CancellationToken cancellationToken);

    /// <summary>The plan of a held run; null when the run is not held.</summary>
    Task<SyncPlan?> HeldPlanAsync(long run, CancellationToken cancellationToken);

    /// <summary>One run; null when there is none with that number.</summary>
    Task<Run?> FindAsync(long run, CancellationToken cancellationToken);

    /// <summary>Who stood behind some runs, by number; those that there are not are left out.</summary>
    Task<IReadOnlyDictionary<long, RunPeople>> PeopleAsync(IReadOnlyCollection<long> runs, CancellationToken cancellationToken);

    /// <summary>The latest runs, newest first.</summary>
    /// <param name="before">Only runs with a smaller number; null for the newest.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<Run>> ListAsync(long? before, int limit, CancellationToken cancellationToken) =>
        ListAsync(new RunFilter { Before = before, Limit = limit }, cancellationToken);

    /// <summary>The latest runs that fit, newest first.</summary>
    Task<IReadOnlyList<Run>> ListAsync(RunFilter filter, CancellationToken cancellationToken);

    /// <summary>How many runs fit, wherever a page of them begins.</summary>
    Task<long> CountAsync(RunFilter filter, CancellationToken cancellationToken);

    /// <summary>Whether a run of a connection that began since an instant read its directory in full and to the end.</summary>
    Task<bool> HasReadInFullSinceAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>What the latest syncs of a connection brought that nobody had to approve, without the first, which brought no changes.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="since">Only those that ended after it.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<RunArrival>> ArrivalsAsync(int connection, DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>Removals that syncs applied by themselves since an instant, not counting what a person approved or anything before the last approval.</summary>
    Task<RecentRemovals> RecentRemovalsAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>Removals of a stretch of time, by what they rested on.</summary>
public sealed record RecentRemovals(int Stated, int Inferred);

/// <summary>Who stood behind a run.</summary>
/// <param name="Actor">Who or what began it.</param>
/// <param name="DecidedBy">Who approved or rejected it; null where nobody did.</param>
public sealed record RunPeople(string Actor, string? DecidedBy);

/// <summary>Which runs to list; what is not said fits.</summary>
public sealed record RunFilter
{
    /// <summary>Key of a connection.</summary>
    public int? Connection { get; init; }

    /// <summary>Only runs of one of the connections with these keys; null for all, those of no connection too.</summary>
    public IReadOnlyList<int>? Within { get; init; }

    /// <summary>How they ended.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>What began them.</summary>
    public RunTrigger? Trigger { get; init; }

    /// <summary>Only runs that changed something and ended in this stretch of time, both ends included; null for all.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Changed { get; init; }

    /// <summary>Only runs with a smaller number; null for the newest. It does not count.</summary>
    public long? Before { get; init; }

    /// <summary>At most this many. It does not count.</summary>
    public int Limit { get; init; } = int.MaxValue;
}
