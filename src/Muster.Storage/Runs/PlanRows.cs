using System.Data.Common;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Reading;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

/// <summary>Reads and writes rows of stored plans, in whatever transaction they belong to.</summary>
internal static class PlanRows
{
    /// <summary>Stores a plan, with its steps where it has any.</summary>
    /// <exception cref="StoredDataException">The steps take away what the reads behind them do not bear out (INV-2).</exception>
    public static async Task<StoredPlan> InsertAsync(
        SqlSession session,
        StoredPlan plan,
        SyncPlan? steps,
        CancellationToken cancellationToken
    )
    {
        if (steps is not null && UnreadGrounds.Of(steps, steps.Basis.Read) is { } unread)
            throw Invariants.Broken("INV-2", $"A plan is not stored: {unread}");
        var last = await session.NumberAsync($"SELECT max(id) FROM stored_plan WHERE workspace = {Database.Workspace}", cancellationToken);
        // What waits must be kept whole; of what is done already, a first sync of millions would be kept twice.
        var body = steps is not null && (plan.Waits || steps.Counts.Total <= PlanKeeping.MostSteps) ? PlanCodec.Encode(steps) : null;
        var stored = plan with { Id = (last ?? 0) + 1, HasSteps = body is not null };
        await session.ExecuteAsync(
            $"""
            INSERT INTO stored_plan (workspace, id, connection, run, state, verb, hash, based_on, made_at, made_by, expires_at, decided_at, decided_by,
                decision_reason, message, detail, body)
            VALUES ({Database.Workspace}, {stored.Id}, {stored.Connection}, {stored.Run}, {stored.State}, {stored.Verb}, {stored.Hash}, {stored.BasedOn},
                {stored.MadeAt}, {stored.MadeBy}, {stored.ExpiresAt}, {stored.DecidedAt}, {stored.DecidedBy}, {stored.DecisionReason}, {stored.Message},
                {PlanDetail.Encode(stored)}, {body})
            """,
            cancellationToken
        );
        await PlanRetention.EnforceAsync(session, stored.MadeAt, cancellationToken);
        return stored;
    }

    public static Task<List<StoredPlan>> ListAsync(
        SqlSession session,
        PlanFilter filter,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var state = filter.State is { } wanted ? (int)wanted : -1;
        var within = AnyOf.Text(filter.Within);
        return session.RowsAsync(
            $"""
            SELECT id, connection, run, CASE WHEN state IN ({PlanState.Ready}, {PlanState.Held}) AND expires_at <= {now} THEN {PlanState.Expired} ELSE state END,
                verb, hash, based_on, made_at, made_by, expires_at, decided_at, decided_by, decision_reason, message, detail, CASE WHEN body IS NULL THEN 0 ELSE 1 END
            FROM stored_plan
            WHERE workspace = {Database.Workspace} AND id < {filter.Before ?? long.MaxValue}
                AND ({filter.Connection ?? -1} = -1 OR connection = {filter.Connection ?? -1})
                AND ({within} = '' OR {within} LIKE '%,' || connection || ',%')
                AND ({state} = -1 OR {state} = CASE WHEN state IN ({PlanState.Ready}, {PlanState.Held}) AND expires_at <= {now} THEN {PlanState.Expired} ELSE state END)
            ORDER BY id DESC LIMIT {filter.Limit}
            """,
            Map,
            cancellationToken
        );
    }

    public static async Task<long> CountAsync(
        SqlSession session,
        PlanFilter filter,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var state = filter.State is { } wanted ? (int)wanted : -1;
        var within = AnyOf.Text(filter.Within);
        return await session.NumberAsync(
                $"""
                SELECT count(*) FROM stored_plan WHERE workspace = {Database.Workspace}
                    AND ({filter.Connection ?? -1} = -1 OR connection = {filter.Connection ?? -1})
                    AND ({within} = '' OR {within} LIKE '%,' || connection || ',%')
                    AND ({state} = -1 OR {state} = CASE WHEN state IN ({PlanState.Ready}, {PlanState.Held}) AND expires_at <= {now} THEN {PlanState.Expired} ELSE state END)
                """,
                cancellationToken
            ) ?? 0;
    }

    public static async Task<StoredPlan?> FindAsync(SqlSession session, long id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await ListAsync(session, new PlanFilter(null, null, id + 1, 1), now, cancellationToken) is [var plan] && plan.Id == id
            ? plan
            : null;

    /// <summary>The steps, checked against the hash they were stored with.</summary>
    public static async Task<SyncPlan?> StepsAsync(SqlSession session, long id, CancellationToken cancellationToken)
    {
        var stored = await session.FirstAsync(
            $"SELECT hash, body FROM stored_plan WHERE workspace = {Database.Workspace} AND id = {id} AND body IS NOT NULL",
            row => (Hash: row.TextOrNull(0), Body: row.Bytes(1)),
            cancellationToken
        );
        if (stored.Body is null)
            return null;
        var steps = PlanCodec.Decode(stored.Body, id);
        return steps.Hash == stored.Hash ? steps : throw PlanCodec.Differs(id);
    }

    /// <summary>The hash a plan was stored with.</summary>
    public static Task<string?> HashAsync(SqlSession session, long id, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"SELECT hash FROM stored_plan WHERE workspace = {Database.Workspace} AND id = {id}",
            row => row.TextOrNull(0),
            cancellationToken
        );

    /// <summary>Notes what became of a plan that waits.</summary>
    /// <returns>False when it does not wait any more.</returns>
    public static async Task<bool> DecideAsync(
        SqlSession session,
        long id,
        PlanState state,
        long? run,
        DateTimeOffset at,
        string actor,
        string? reason,
        string? message,
        CancellationToken cancellationToken
    ) =>
        await session.ExecuteAsync(
            $"""
            UPDATE stored_plan SET state = {state}, run = coalesce({run}, run), decided_at = {at}, decided_by = {actor}, decision_reason = {reason},
                message = coalesce({message}, message)
            WHERE workspace = {Database.Workspace} AND id = {id} AND state IN ({PlanState.Ready}, {PlanState.Held})
            """,
            cancellationToken
        ) == 1;

    /// <summary>Lets a later plan take the place of those of its connection that wait.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="connection">Key of the connection; null for changes without one.</param>
    /// <param name="later">Number of the later plan.</param>
    /// <param name="heldToo">Whether plans that a run holds are superseded too.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public static Task SupersedeAsync(SqlSession session, int? connection, long later, bool heldToo, CancellationToken cancellationToken)
    {
        var message = $"Plan {later} took its place.";
        return session.ExecuteAsync(
            $"""
            UPDATE stored_plan SET state = {PlanState.Superseded}, message = {message}
            WHERE workspace = {Database.Workspace} AND state IN ({PlanState.Ready}, {PlanState.Held}) AND id <> {later}
                AND coalesce(connection, 0) = {connection ?? 0} AND (run IS NULL OR {heldToo} = 1)
            """,
            cancellationToken
        );
    }

    private static StoredPlan Map(DbDataReader row)
    {
        var detail = PlanDetail.Decode(row.GetString(14));
        return new StoredPlan
        {
            Id = row.GetInt64(0),
            Connection = row.IntOrNull(1),
            Run = row.NumberOrNull(2),
            State = (PlanState)row.GetInt32(3),
            Verb = row.GetString(4),
            Hash = row.TextOrNull(5),
            BasedOn = row.NumberOrNull(6),
            MadeAt = row.Instant(7),
            MadeBy = row.GetString(8),
            ExpiresAt = row.InstantOrNull(9),
            DecidedAt = row.InstantOrNull(10),
            DecidedBy = row.TextOrNull(11),
            DecisionReason = row.TextOrNull(12),
            Message = row.TextOrNull(13),
            HasSteps = row.Flag(15),
            Basis = detail.Basis,
            Origin = detail.Origin?.Value,
            Counts = detail.Counts,
            Held = detail.Held,
            Problems = [.. detail.Problems.Select(problem => problem.Problem)],
            Decisions = detail.Decisions,
            Unread = detail.Unread,
        };
    }
}
