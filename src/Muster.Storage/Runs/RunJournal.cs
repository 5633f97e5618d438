using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Storage.Auditing;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

internal sealed class RunJournal(Database database) : IRunJournal
{
    private const int Several = 500;

    public async Task<Run> BeginAsync(int? connection, string verb, string actor, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        var now = database.Clock.GetUtcNow();
        await FailAbandonedAsync(session, now, lease, cancellationToken);
        var last = await session.NumberAsync($"SELECT max(id) FROM run WHERE workspace = {Database.Workspace}", cancellationToken);
        var run = new Run
        {
            Id = (last ?? 0) + 1,
            Connection = connection,
            Verb = verb,
            Actor = actor,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
        };
        await RunRows.InsertAsync(session, run, lease, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return run;
    }

    public async Task ReachAsync(long run, RunPhase phase, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        if (await RunRows.FindAsync(session, run, cancellationToken) is not { Outcome: RunOutcome.Running } running)
            return;
        await session.ExecuteAsync(
            $"""
            UPDATE run SET detail = {RunDetail.Encode(running with { Phase = phase })}
            WHERE workspace = {Database.Workspace} AND id = {run} AND outcome = {RunOutcome.Running}
            """,
            cancellationToken
        );
        await session.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<RunArrival>> ArrivalsAsync(
        int connection,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RunRows.ArrivalsAsync(session, connection, since, limit, cancellationToken);
    }

    public async Task EndAsync(Run run, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        if (!await RunRows.UpdateAsync(session, Ended(run), null, cancellationToken))
            return;
        if (run.Outcome == RunOutcome.Rejected)
            await DiscardPlanAsync(session, run, cancellationToken);
        var action = run.Outcome == RunOutcome.Rejected ? AuditActions.RunRejected : "run.ended";
        await AuditAsync(session, database.Clock, run, run.DecidedBy ?? run.Actor, action, null, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task<Run> HoldAsync(Run run, SyncPlan plan, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        await SupersedeAsync(session, database.Clock, run, cancellationToken);
        var stored = await PlanRows.InsertAsync(session, RunPlan.Held(run, plan, database.Clock.GetUtcNow()), plan, cancellationToken);
        await PlanRows.SupersedeAsync(session, run.Connection, stored.Id, heldToo: true, cancellationToken);
        var held = run with { Outcome = RunOutcome.Held, PlanHash = plan.Hash, Plan = stored.Id };
        await RunRows.UpdateAsync(session, Ended(held), new RecentRemovals(0, 0), cancellationToken);
        await AuditAsync(session, database.Clock, held, run.Actor, AuditActions.RunHeld, PlanDigest.Of(stored), cancellationToken);
        await session.CommitAsync(cancellationToken);
        return held;
    }

    public async Task<SyncPlan?> HeldPlanAsync(long run, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RunRows.FindAsync(session, run, cancellationToken) is { Outcome: RunOutcome.Held, Plan: { } plan }
            ? await PlanRows.StepsAsync(session, plan, cancellationToken)
            : null;
    }

    public async Task<Run?> FindAsync(long run, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RunRows.FindAsync(session, run, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<long, RunPeople>> PeopleAsync(IReadOnlyCollection<long> runs, CancellationToken cancellationToken)
    {
        var people = new Dictionary<long, RunPeople>();
        await using var model = database.Model();
        foreach (var some in runs.Distinct().Chunk(Several))
        {
            var rows = model
                .Set<RunRow>()
                .Where(row => row.Workspace == model.Workspace && some.Contains(row.Id))
                .Select(row => new
                {
                    row.Id,
                    row.Actor,
                    row.DecidedBy,
                });
            await foreach (var row in database.RowsAsync(rows, cancellationToken))
                people[row.Id] = new RunPeople(row.Actor, row.DecidedBy);
        }
        return people;
    }

    public async Task<IReadOnlyList<Run>> ListAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RunRows.ListAsync(session, filter, cancellationToken);
    }

    public async Task<long> CountAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RunRows.CountAsync(session, filter, cancellationToken);
    }

    public async Task<bool> HasReadInFullSinceAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.NumberAsync(
            $"""
            SELECT 1 FROM run
            WHERE workspace = {Database.Workspace} AND started_at >= {since} AND connection = {connection} AND read_in_full = {true}
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held})
            LIMIT 1
            """,
            cancellationToken
        )
            is not null;
    }

    public async Task<RecentRemovals> RecentRemovalsAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RecentRemovalsAsync(session, connection, since, cancellationToken);
    }

    /// <summary>The same in somebody else's transaction.</summary>
    public static async Task<RecentRemovals> RecentRemovalsAsync(
        SqlSession session,
        int connection,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        await session.FirstAsync(
            $"""
            SELECT coalesce(sum(removals_stated), 0), coalesce(sum(removals_inferred), 0) FROM run
            WHERE workspace = {Database.Workspace} AND connection = {connection} AND outcome = {RunOutcome.Applied}
                AND decided_by IS NULL AND ended_at >= {since}
                AND revision > coalesce((
                    SELECT max(revision) FROM run
                    WHERE workspace = {Database.Workspace} AND connection = {connection} AND outcome = {RunOutcome.Applied}
                        AND decided_by IS NOT NULL), 0)
            """,
            row => new RecentRemovals(row.GetInt32(0), row.GetInt32(1)),
            cancellationToken
        ) ?? new RecentRemovals(0, 0);

    private static async Task DiscardPlanAsync(SqlSession session, Run run, CancellationToken cancellationToken)
    {
        if (run is { Plan: { } plan, EndedAt: { } at })
            await PlanRows.DecideAsync(
                session,
                plan,
                PlanState.Discarded,
                run.Id,
                at,
                run.DecidedBy ?? run.Actor,
                run.DecisionReason,
                null,
                cancellationToken
            );
    }

    /// <summary>Ends the runs that dead processes left behind: the lease is ours, so whoever began those is gone.</summary>
    private async Task FailAbandonedAsync(SqlSession session, DateTimeOffset now, Lease lease, CancellationToken cancellationToken)
    {
        var abandoned = await session.RowsAsync(
            $"SELECT id FROM run WHERE workspace = {Database.Workspace} AND outcome = {RunOutcome.Running} AND fence < {lease.Fence}",
            row => row.GetInt64(0),
            cancellationToken
        );
        foreach (var id in abandoned)
        {
            await session.ExecuteAsync(
                $"""
                UPDATE run SET outcome = {RunOutcome.Failed}, ended_at = {now},
                    message = {"The process ended before the run did. Nothing was changed by it; run it again."}
                WHERE workspace = {Database.Workspace} AND id = {id}
                """,
                cancellationToken
            );
            await AuditAsync(
                session,
                database.Clock,
                await StoredAsync(session, id, cancellationToken),
                "muster",
                "run.ended",
                null,
                cancellationToken
            );
        }
    }

    /// <summary>Ends the runs whose plans a later one takes the place of; call it while those plans still wait.</summary>
    public static async Task SupersedeAsync(SqlSession session, TimeProvider clock, Run by, CancellationToken cancellationToken)
    {
        var older = await session.RowsAsync(
            $"""
            SELECT id FROM run WHERE workspace = {Database.Workspace} AND outcome = {RunOutcome.Held} AND id <> {by.Id} AND id IN (
                SELECT run FROM stored_plan
                WHERE workspace = {Database.Workspace} AND state IN ({PlanState.Ready}, {PlanState.Held}) AND run IS NOT NULL
                    AND coalesce(connection, 0) = {by.Connection ?? 0})
            """,
            row => row.GetInt64(0),
            cancellationToken
        );
        var message = $"Run {by.Id} made a later plan, which took its place.";
        foreach (var id in older)
        {
            await session.ExecuteAsync(
                $"""
                UPDATE run SET outcome = {RunOutcome.Superseded}, message = {message}
                WHERE workspace = {Database.Workspace} AND id = {id}
                """,
                cancellationToken
            );
            await AuditAsync(
                session,
                clock,
                await StoredAsync(session, id, cancellationToken),
                "muster",
                "run.superseded",
                null,
                cancellationToken
            );
        }
    }

    private static async Task<Run> StoredAsync(SqlSession session, long id, CancellationToken cancellationToken) =>
        (await RunRows.FindAsync(session, id, cancellationToken))!;

    private Run Ended(Run run) => run.EndedAt is null ? run with { EndedAt = database.Clock.GetUtcNow() } : run;

    private static async Task AuditAsync(
        SqlSession session,
        TimeProvider clock,
        Run run,
        string actor,
        string action,
        string? digest,
        CancellationToken cancellationToken
    )
    {
        var seal = await RunSeal.OfAsync(session, run.Id, cancellationToken);
        await AuditChain.AppendAsync(
            session,
            clock.GetUtcNow(),
            actor,
            action,
            $"run {run.Id}",
            AuditDetail.Json(
                ("run", run.Id),
                ("outcome", run.Outcome.ToString()),
                ("planId", run.Plan),
                ("plan", run.PlanHash),
                ("planDigest", digest),
                ("steps", run.Counts.Total),
                ("reason", run.DecisionReason),
                ("guards", run.Held.Count == 0 ? null : string.Join(' ', run.Held.Select(trip => trip.Guard))),
                (RowDigest.Name, seal.Digest),
                (RunSeal.LastName, seal.Last)
            ),
            cancellationToken
        );
    }
}
