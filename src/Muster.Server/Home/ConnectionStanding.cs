using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Server.Connections;
using Muster.Server.Runs;

namespace Muster.Server.Home;

/// <summary>Health of a connection, the worst last.</summary>
internal enum Health
{
    /// <summary>Nothing speaks against it.</summary>
    Healthy,

    /// <summary>It works, and something should be looked at.</summary>
    Attention,

    /// <summary>It was never run.</summary>
    NeverRun,

    /// <summary>A guard rail holds a plan.</summary>
    Held,

    /// <summary>The last run failed.</summary>
    Failing,
}

/// <summary>A connection and how it stands.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Health">The worst that is true of it.</param>
/// <param name="Last">Its latest run; null for none.</param>
/// <param name="ReadAt">When a run last read its directory to the end; null for never.</param>
/// <param name="Waiting">Its latest plan that waits; null for none.</param>
/// <param name="FailedRead">The attempt to read that failed last, if no read has made up for it since; null otherwise.</param>
internal sealed record ConnectionStanding(
    Connection Connection,
    Health Health,
    Run? Last,
    DateTimeOffset? ReadAt,
    StoredPlan? Waiting,
    FailedRead? FailedRead
)
{
    private const int RunsLookedAt = 50;

    /// <summary>Looks at one.</summary>
    /// <param name="muster">Where it is kept.</param>
    /// <param name="live">Work of this server.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="problems">All problems that stand.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<ConnectionStanding> LoadAsync(
        MusterInstance muster,
        LiveRuns live,
        Connection connection,
        IReadOnlyCollection<InboxProblem> problems,
        CancellationToken cancellationToken
    )
    {
        var filter = new RunFilter { Connection = connection.Key, Limit = RunsLookedAt };
        var runs = await muster.Database.Runs.ListAsync(filter, cancellationToken);
        var held = await PlanAsync(muster, connection, PlanState.Held, cancellationToken);
        var ready = await PlanAsync(muster, connection, PlanState.Ready, cancellationToken);
        var last = runs.FirstOrDefault(run => run.Outcome != RunOutcome.Running);
        var read = runs.FirstOrDefault(run =>
            run is { Spending.Requests: > 0, Outcome: RunOutcome.Applied or RunOutcome.NoChanges or RunOutcome.Held }
        );
        var failedRead = await FailedRead.FindAsync(muster, live, connection, runs, cancellationToken);
        return new ConnectionStanding(
            connection,
            last?.Outcome is RunOutcome.Failed or RunOutcome.Incomplete ? Health.Failing
                : held is not null ? Health.Held
                : failedRead is not null ? Health.Attention
                : runs.Count == 0 ? Health.NeverRun
                : problems.Any(problem => problem.Connection == connection.Key) || connection.HasUnappliedConfiguration ? Health.Attention
                : Health.Healthy,
            last,
            read?.EndedAt,
            held is null || ready?.Id > held.Id ? ready : held,
            failedRead
        );
    }

    private static async Task<StoredPlan?> PlanAsync(
        MusterInstance muster,
        Connection connection,
        PlanState state,
        CancellationToken cancellationToken
    ) =>
        await muster.Database.Plans.ListAsync(new PlanFilter(connection.Key, state, null, 1), cancellationToken) is [var plan, ..]
            ? plan
            : null;
}
