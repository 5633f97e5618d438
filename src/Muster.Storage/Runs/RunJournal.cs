using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

internal sealed class RunJournal(Database database) : IRunJournal
{
    public async Task<Run> BeginAsync(int? connection, string verb, string actor, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, database.Clock, cancellationToken);
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

    public async Task EndAsync(Run run, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, database.Clock, cancellationToken);
        await RunRows.UpdateAsync(session, Ended(run), null, cancellationToken);
        await DropPlanAsync(session, run.Id, cancellationToken);
        var action = run.Outcome == RunOutcome.Rejected ? "run.rejected" : "run.ended";
        await AuditAsync(session, run, run.DecidedBy ?? run.Actor, action, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task HoldAsync(Run run, SyncPlan plan, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, database.Clock, cancellationToken);
        await SupersedeAsync(session, run, cancellationToken);
        var held = run with { Outcome = RunOutcome.Held, PlanHash = plan.Hash };
        await RunRows.UpdateAsync(session, Ended(held), new RecentRemovals(0, 0), cancellationToken);
        await session.ExecuteAsync(
            $"""
            INSERT INTO plan (workspace, run, hash, body) VALUES ({Database.Workspace}, {run.Id}, {plan.Hash}, {PlanCodec.Encode(plan)})
            ON CONFLICT (workspace, run) DO UPDATE SET hash = excluded.hash, body = excluded.body
            """,
            cancellationToken
        );
        await AuditAsync(session, held, run.Actor, "run.held", cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task<SyncPlan?> HeldPlanAsync(long run, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var stored = await session.FirstAsync(
            $"""
            SELECT p.hash, p.body FROM plan p JOIN run r ON r.workspace = p.workspace AND r.id = p.run
            WHERE p.workspace = {Database.Workspace} AND p.run = {run} AND r.outcome = {RunOutcome.Held}
            """,
            row => (Hash: row.GetString(0), Body: row.Bytes(1)),
            cancellationToken
        );
        if (stored.Body is null)
            return null;
        var plan = PlanCodec.Decode(stored.Body, run);
        return plan.Hash == stored.Hash ? plan : throw PlanCodec.Differs(run);
    }

    public async Task<Run?> FindAsync(long run, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RunRows.FindAsync(session, run, cancellationToken);
    }

    public async Task<IReadOnlyList<Run>> ListAsync(long? before, int limit, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RunRows.ListAsync(session, before ?? long.MaxValue, limit, cancellationToken);
    }

    public async Task<RecentRemovals> RecentRemovalsAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.FirstAsync(
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
    }

    /// <summary>Removes the plan of a run that is decided.</summary>
    public static Task DropPlanAsync(SqlSession session, long run, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"DELETE FROM plan WHERE workspace = {Database.Workspace} AND run = {run}", cancellationToken);

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
            await AuditAsync(session, (await RunRows.FindAsync(session, id, cancellationToken))!, "muster", "run.ended", cancellationToken);
        }
    }

    private async Task SupersedeAsync(SqlSession session, Run by, CancellationToken cancellationToken)
    {
        var older = await session.RowsAsync(
            $"""
            SELECT id FROM run WHERE workspace = {Database.Workspace} AND outcome = {RunOutcome.Held} AND id <> {by.Id}
                AND coalesce(connection, 0) = {by.Connection ?? 0}
            """,
            row => row.GetInt64(0),
            cancellationToken
        );
        await session.ExecuteAsync(
            $"""
            DELETE FROM plan WHERE workspace = {Database.Workspace} AND run IN (
                SELECT id FROM run WHERE workspace = {Database.Workspace} AND outcome = {RunOutcome.Held}
                    AND id <> {by.Id} AND coalesce(connection, 0) = {by.Connection ?? 0})
            """,
            cancellationToken
        );
        var message = $"Run {by.Id} made a later plan, which is held in its place.";
        await session.ExecuteAsync(
            $"""
            UPDATE run SET outcome = {RunOutcome.Superseded}, message = {message}
            WHERE workspace = {Database.Workspace} AND outcome = {RunOutcome.Held} AND id <> {by.Id}
                AND coalesce(connection, 0) = {by.Connection ?? 0}
            """,
            cancellationToken
        );
        foreach (var id in older)
            await AuditAsync(
                session,
                (await RunRows.FindAsync(session, id, cancellationToken))!,
                "muster",
                "run.superseded",
                cancellationToken
            );
    }

    private Run Ended(Run run) => run.EndedAt is null ? run with { EndedAt = database.Clock.GetUtcNow() } : run;

    private async Task AuditAsync(SqlSession session, Run run, string actor, string action, CancellationToken cancellationToken)
    {
        var seal = await RunSeal.OfAsync(session, run.Id, cancellationToken);
        await AuditChain.AppendAsync(
            session,
            database.Clock.GetUtcNow(),
            actor,
            action,
            $"run {run.Id}",
            AuditDetail.Json(
                ("run", run.Id),
                ("outcome", run.Outcome.ToString()),
                ("plan", run.PlanHash),
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
