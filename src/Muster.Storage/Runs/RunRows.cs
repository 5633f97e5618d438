using System.Data.Common;
using Muster.Core.Planning;
using Muster.Engine.Notifications;
using Muster.Engine.Runs;
using Muster.Storage.Inbox;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

/// <summary>Reads and writes rows of runs, in whatever transaction they belong to.</summary>
internal static class RunRows
{
    public static Task<List<Run>> ListAsync(SqlSession session, RunFilter filter, CancellationToken cancellationToken)
    {
        var (connection, within, outcome, trigger, changed, from, to) = Words(filter);
        return session.RowsAsync(
            $"""
            SELECT id, connection, verb, actor, started_at, ended_at, outcome, read_in_full, plan_hash, revision, message, decided_by,
                decision_reason, detail, plan
            FROM run WHERE workspace = {Database.Workspace} AND id < {filter.Before ?? long.MaxValue}
                AND ({connection} = -1 OR connection = {connection}) AND ({outcome} = -1 OR outcome = {outcome})
                AND ({changed} = 0 OR (revision IS NOT NULL AND ended_at >= {from} AND ended_at <= {to}))
                AND ({within} = '' OR {within} LIKE '%,' || connection || ',%')
                AND ({trigger} = -1 OR {trigger} = CASE WHEN verb = {RunTriggers.Drift} THEN {RunTrigger.Drift} WHEN actor = {RunTriggers.Schedule} THEN {RunTrigger.Schedule}
                    WHEN actor = {NotifiedSync.Actor} THEN {RunTrigger.Notification} WHEN actor LIKE '_% (token %)' THEN {RunTrigger.Api} ELSE {RunTrigger.Person} END)
            ORDER BY id DESC LIMIT {filter.Limit}
            """,
            Map,
            cancellationToken
        );
    }

    public static async Task<long> CountAsync(SqlSession session, RunFilter filter, CancellationToken cancellationToken)
    {
        var (connection, within, outcome, trigger, changed, from, to) = Words(filter);
        return await session.NumberAsync(
                $"""
                SELECT count(*) FROM run WHERE workspace = {Database.Workspace}
                    AND ({connection} = -1 OR connection = {connection}) AND ({outcome} = -1 OR outcome = {outcome})
                    AND ({changed} = 0 OR (revision IS NOT NULL AND ended_at >= {from} AND ended_at <= {to}))
                    AND ({within} = '' OR {within} LIKE '%,' || connection || ',%')
                    AND ({trigger} = -1 OR {trigger} = CASE WHEN verb = {RunTriggers.Drift} THEN {RunTrigger.Drift} WHEN actor = {RunTriggers.Schedule} THEN {RunTrigger.Schedule}
                        WHEN actor = {NotifiedSync.Actor} THEN {RunTrigger.Notification} WHEN actor LIKE '_% (token %)' THEN {RunTrigger.Api} ELSE {RunTrigger.Person} END)
                """,
                cancellationToken
            ) ?? 0;
    }

    /// <summary>What syncs brought; see <see cref="IRunJournal.ArrivalsAsync"/>.</summary>
    public static async Task<IReadOnlyList<RunArrival>> ArrivalsAsync(
        SqlSession session,
        int connection,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var rows = await session.RowsAsync(
            $"""
            SELECT run.ended_at, run.detail, (SELECT earlier.started_at FROM run AS earlier
                WHERE earlier.workspace = {Database.Workspace} AND earlier.connection = run.connection AND earlier.id < run.id
                    AND earlier.verb = 'sync' AND earlier.outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held})
                ORDER BY earlier.id DESC LIMIT 1)
            FROM run WHERE run.workspace = {Database.Workspace} AND run.connection = {connection} AND run.verb = 'sync'
                AND run.outcome = {RunOutcome.Applied} AND run.decided_by IS NULL AND run.ended_at > {since}
            ORDER BY run.id DESC LIMIT {limit}
            """,
            row => (At: row.Instant(0), Detail: RunDetail.Decode(row.GetString(1)), Before: row.InstantOrNull(2)),
            cancellationToken
        );
        return
        [
            .. rows.Where(row => row.Before is not null)
                .Select(row => new RunArrival(
                    row.Detail.ToldAt ?? row.Before!.Value,
                    row.At,
                    row.Detail.Counts.Total,
                    row.Detail.ToldAt is not null
                )),
        ];
    }

    public static async Task<Run?> FindAsync(SqlSession session, long id, CancellationToken cancellationToken) =>
        await ListAsync(session, new RunFilter { Before = id + 1, Limit = 1 }, cancellationToken) is [var run] && run.Id == id ? run : null;

    /// <summary>Connection, outcome and trigger as numbers, -1 for any; several connections as a text; whether only what changed something fits, and when.</summary>
    private static (int Connection, string Within, int Outcome, int Trigger, int Changed, DateTimeOffset From, DateTimeOffset To) Words(
        RunFilter filter
    ) =>
        (
            filter.Connection ?? -1,
            AnyOf.Text(filter.Within),
            (int?)filter.Outcome ?? -1,
            (int?)filter.Trigger ?? -1,
            filter.Changed is null ? 0 : 1,
            filter.Changed?.From ?? default,
            filter.Changed?.To ?? default
        );

    public static Task InsertAsync(SqlSession session, Run run, Lease lease, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO run (workspace, id, connection, verb, actor, fence, started_at, outcome, read_in_full, removals_stated,
                removals_inferred, detail)
            VALUES ({Database.Workspace}, {run.Id}, {run.Connection}, {run.Verb}, {run.Actor}, {lease.Fence}, {run.StartedAt},
                {run.Outcome}, {run.Full}, 0, 0, {RunDetail.Encode(run)})
            """,
            cancellationToken
        );

    /// <summary>Stores how a run ended, and brings the inbox of problems up to date with what it saw. A run that was applied stays applied, whatever went wrong afterwards (INV-15).</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="run">The run.</param>
    /// <param name="removals">Memberships it removed; null to leave what its applying noted.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>False when the run was applied already and did not end so; nothing is stored then.</returns>
    public static async Task<bool> UpdateAsync(SqlSession session, Run run, RecentRemovals? removals, CancellationToken cancellationToken)
    {
        var stored = await session.ExecuteAsync(
            $"""
            UPDATE run SET ended_at = {run.EndedAt}, outcome = {run.Outcome}, read_in_full = {run.Full}, plan_hash = {run.PlanHash},
                plan = coalesce({run.Plan}, plan),
                revision = {run.Revision}, message = {run.Message}, decided_by = {run.DecidedBy}, decision_reason = {run.DecisionReason},
                removals_stated = coalesce({removals?.Stated}, removals_stated),
                removals_inferred = coalesce({removals?.Inferred}, removals_inferred), detail = {RunDetail.Encode(run)}
            WHERE workspace = {Database.Workspace} AND id = {run.Id} AND (outcome <> {RunOutcome.Applied} OR {run.Outcome} = {RunOutcome.Applied})
            """,
            cancellationToken
        );
        if (stored == 0)
            return false;
        await new ProblemInbox(session, run.EndedAt ?? run.StartedAt).UpdateAsync(run, cancellationToken);
        return true;
    }

    /// <summary>Removals that count towards the rolling limits: those a sync decided by itself, not those that follow a person's change of a link or an exception.</summary>
    public static RecentRemovals RemovalsOf(SyncPlan plan)
    {
        int stated = 0,
            inferred = 0;
        foreach (var change in plan.Memberships)
        foreach (var removal in change.Removals)
            if (
                removal.Cause
                is RemovalCause.LinkChanged
                    or RemovalCause.Excluded
                    or RemovalCause.ExceptionEnded
                    or RemovalCause.InDirectory
            )
                continue;
            else if (removal.Evidence == Evidence.Stated)
                stated++;
            else
                inferred++;
        return new RecentRemovals(stated, inferred);
    }

    private static Run Map(DbDataReader row)
    {
        var detail = RunDetail.Decode(row.GetString(13));
        return new Run
        {
            Id = row.GetInt64(0),
            Connection = row.IntOrNull(1),
            Verb = row.GetString(2),
            Actor = row.GetString(3),
            StartedAt = row.Instant(4),
            EndedAt = row.InstantOrNull(5),
            Outcome = (RunOutcome)row.GetInt32(6),
            Full = row.Flag(7),
            Plan = row.NumberOrNull(14),
            PlanHash = row.TextOrNull(8),
            Revision = row.NumberOrNull(9),
            Message = row.TextOrNull(10),
            DecidedBy = row.TextOrNull(11),
            DecisionReason = row.TextOrNull(12),
            Counts = detail.Counts,
            Held = detail.Held,
            Problems = [.. detail.Problems.Select(problem => problem.Problem)],
            Decisions = detail.Decisions ?? [],
            Spending = detail.Spending,
            Seconds = detail.Seconds,
            Planning = detail.Planning,
            Reason = (RunReason)detail.Reason,
            Verified = detail.Verified,
            Configuration = detail.Configuration,
            Phase = detail.Phase,
            ToldAt = detail.ToldAt,
        };
    }
}
