using Muster.Engine.Connections;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Server.Runs;

namespace Muster.Server.Connections;

/// <summary>The last attempt to read a directory, which did not get to its end. Runs that fail say so themselves; this is about attempts that are no run, such as a plan.</summary>
/// <param name="At">When.</param>
/// <param name="Why">Why, for people.</param>
/// <param name="Link">Where to look.</param>
internal sealed record FailedRead(DateTimeOffset At, string Why, string Link)
{
    /// <summary>The failure that no read has made up for since; null for none.</summary>
    /// <param name="muster">Where plans are kept.</param>
    /// <param name="live">Work of this server: most faults of a read leave nothing else behind. Null where there is none.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="runs">Its latest runs.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<FailedRead?> FindAsync(
        MusterInstance muster,
        LiveRuns? live,
        Connection connection,
        IReadOnlyList<Run> runs,
        CancellationToken cancellationToken
    )
    {
        var plans = await muster.Database.Plans.ListAsync(new PlanFilter(connection.Key, null, null, 1), cancellationToken);
        var attempts = (live?.Reads(connection.Key) ?? []).Select(Attempt).Concat(plans.Select(Attempt)).Concat(runs.Select(Attempt));
        return attempts.OfType<(DateTimeOffset At, FailedRead? Failure)>().OrderBy(attempt => attempt.At).LastOrDefault().Failure;
    }

    private static (DateTimeOffset, FailedRead?)? Attempt(LiveRun work) =>
        work.State switch
        {
            { EndedAt: { } at, NotRead: true, Failure: { } why } => (at, new(at, why, $"/live/{work.Number}")),
            { EndedAt: { } at, Failure: null, Pages: > 0 } => (at, null),
            _ => null,
        };

    private static (DateTimeOffset, FailedRead?)? Attempt(StoredPlan plan) =>
        plan.State == PlanState.IncompleteRead ? (plan.MadeAt, new(plan.MadeAt, plan.Message ?? "", $"/plans/{plan.Id}"))
        : plan.Verb == "plan" ? (plan.MadeAt, null)
        : null;

    private static (DateTimeOffset, FailedRead?)? Attempt(Run run) =>
        run is { Spending.Requests: > 0, Outcome: RunOutcome.Applied or RunOutcome.NoChanges or RunOutcome.Held, EndedAt: { } at }
            ? (at, null)
            : null;
}
