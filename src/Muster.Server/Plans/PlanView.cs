using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Connections;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>A stored plan with everything its page shows.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Sheet">Its steps laid out; null when they are not kept.</param>
/// <param name="Connection">Name of its connection; null for none.</param>
/// <param name="SecondPerson">Why this person may not release it, for having made it; null when nothing speaks against it.</param>
/// <param name="Newer">The latest plan of the same connection that waits, when this one does not; null for none.</param>
internal sealed record PlanView(StoredPlan Plan, PlanSheet? Sheet, string? Connection, string? SecondPerson, long? Newer)
{
    private const int RunsLookedAt = 500;
    private const int RunsShown = 5;

    /// <summary>Runs of its connection that changed something since, when it cannot be applied any more; the latest first.</summary>
    public IReadOnlyList<Run> Since { get; private init; } = [];

    /// <summary>That its connection only observes, so that it is not applied; null where it may be.</summary>
    public Observing? Observes { get; private init; }

    /// <summary>Whether it can be compared with one made now.</summary>
    public bool CanBeCompared =>
        Plan.Waits || (Plan is { State: PlanState.Expired or PlanState.Superseded, Origin: not null } && Sheet is not null);

    /// <summary>Whether rows can be taken out of it.</summary>
    public bool CanBeCut => Plan is { Waits: true, Origin: not null } && Sheet is not null;

    /// <summary>Loads it; null when there is no such plan.</summary>
    public static async Task<PlanView?> LoadAsync(
        MusterInstance muster,
        PlanSheets sheets,
        long id,
        Caller? caller,
        Texts T,
        CancellationToken cancellationToken
    )
    {
        if (await muster.Database.Plans.FindAsync(id, cancellationToken) is not { } plan)
            return null;
        var sheet = plan.Counts.Total == 0 ? null : await sheets.OfAsync(plan, T, cancellationToken);
        var connection = (await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(candidate =>
            candidate.Key == plan.Connection
        );
        string? second = null;
        if (plan.State == PlanState.Held && connection is not null && caller is not null)
        {
            var asked = await muster.Policies.AsksSecondPersonAsync(connection.Key, plan.MadeAt, cancellationToken);
            var runs = asked ? await muster.Database.Runs.ListAsync(null, RunsLookedAt, cancellationToken) : [];
            second = Engine.Plans.SecondPerson.Refusal(
                plan,
                asked,
                connection,
                caller.Name,
                Engine.Plans.SecondPerson.Others(runs, caller.Name)
            );
        }
        return new PlanView(plan, sheet, connection?.Name, second, plan.Waits ? null : await NewerAsync(muster, plan, cancellationToken))
        {
            Observes = plan.Waits ? await Observing.OfAsync(muster, connection?.Key, cancellationToken) : null,
            Since = plan.State is PlanState.Expired or PlanState.Superseded ? await SinceAsync(muster, plan, cancellationToken) : [],
        };
    }

    private static async Task<IReadOnlyList<Run>> SinceAsync(MusterInstance muster, StoredPlan plan, CancellationToken cancellationToken)
    {
        var filter = new RunFilter
        {
            Connection = plan.Connection,
            Outcome = RunOutcome.Applied,
            Limit = RunsShown,
        };
        return [.. (await muster.Database.Runs.ListAsync(filter, cancellationToken)).Where(run => run.EndedAt > plan.MadeAt)];
    }

    private static async Task<long?> NewerAsync(MusterInstance muster, StoredPlan plan, CancellationToken cancellationToken)
    {
        foreach (var state in new[] { PlanState.Ready, PlanState.Held })
            if (
                await muster.Database.Plans.ListAsync(new(plan.Connection, state, null, 1), cancellationToken) is [var waits]
                && waits.Id > plan.Id
            )
                return waits.Id;
        return null;
    }
}
