using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

internal sealed class PlanStore(Database database) : IPlanStore
{
    public async Task<StoredPlan> AddAsync(StoredPlan plan, SyncPlan? steps, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        var stored = await PlanRows.InsertAsync(session, plan, steps, cancellationToken);
        if (steps is { CoversAll: true })
            await PlanRows.SupersedeAsync(session, plan.Connection, stored.Id, heldToo: false, cancellationToken);
        // What nothing can come of is not worth an entry for ever: scripts ask for plans every minute.
        if (stored.Waits)
            await AuditAsync(session, stored, stored.MadeBy, AuditActions.PlanMade, null, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return stored;
    }

    public async Task<StoredPlan?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await PlanRows.FindAsync(session, id, database.Clock.GetUtcNow(), cancellationToken);
    }

    public async Task<SyncPlan?> StepsAsync(long id, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await PlanRows.StepsAsync(session, id, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredPlan>> ListAsync(PlanFilter filter, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await PlanRows.ListAsync(session, filter, database.Clock.GetUtcNow(), cancellationToken);
    }

    public async Task<long> CountAsync(PlanFilter filter, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await PlanRows.CountAsync(session, filter, database.Clock.GetUtcNow(), cancellationToken);
    }

    public async Task<bool> DiscardAsync(long id, string actor, string reason, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        var now = database.Clock.GetUtcNow();
        if (await PlanRows.FindAsync(session, id, now, cancellationToken) is not { Waits: true, Run: null } plan)
            return false;
        await PlanRows.DecideAsync(session, id, PlanState.Discarded, null, now, actor, reason, null, cancellationToken);
        await AuditAsync(session, plan, actor, AuditActions.PlanDiscarded, reason, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return true;
    }

    public async Task HoldAsync(
        long id,
        IReadOnlyList<GuardTrip> trips,
        IReadOnlyList<Decision> decisions,
        string actor,
        Lease lease,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        if (await PlanRows.FindAsync(session, id, database.Clock.GetUtcNow(), cancellationToken) is not { State: PlanState.Ready } plan)
            return;
        var rules = plan.Decisions.Where(decision => decision.Kind is not (DecisionKind.GuardPassed or DecisionKind.GuardTripped));
        var held = plan with { State = PlanState.Held, Held = trips, Decisions = [.. decisions, .. rules] };
        await session.ExecuteAsync(
            $"""
            UPDATE stored_plan SET state = {held.State}, detail = {PlanDetail.Encode(held)}
            WHERE workspace = {Database.Workspace} AND id = {id}
            """,
            cancellationToken
        );
        await AuditAsync(session, held, actor, AuditActions.PlanHeld, null, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    private Task<long> AuditAsync(
        SqlSession session,
        StoredPlan plan,
        string actor,
        string action,
        string? reason,
        CancellationToken cancellationToken
    ) =>
        AuditChain.AppendAsync(
            session,
            database.Clock.GetUtcNow(),
            actor,
            action,
            $"plan {plan.Id}",
            AuditDetail.Json(
                ("planId", plan.Id),
                ("plan", plan.Hash),
                ("planDigest", PlanDigest.Of(plan)),
                ("state", plan.State.ToString()),
                ("basedOn", plan.BasedOn),
                ("steps", plan.Counts.Total),
                ("reason", reason),
                ("guards", plan.Held.Count == 0 ? null : string.Join(' ', plan.Held.Select(trip => trip.Guard)))
            ),
            cancellationToken
        );
}
