using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Muster.Engine.Inbox;
using Muster.Storage.Sql;

namespace Muster.Storage.Inbox;

/// <summary>Reads rows of the inbox, and adds to their history.</summary>
internal static class ProblemRows
{
    public static Task<List<(string Cause, InboxProblem Problem)>> AllAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"""
            SELECT id, connection, cause, code, subject, count, effect, fix, first_seen, last_seen, last_run, resolved_at, snoozed_until, snoozed,
                (SELECT max(e.at) FROM problem_event e WHERE e.workspace = problem.workspace AND e.problem = problem.id AND e.what IN ('appeared', 'returned'))
            FROM problem WHERE workspace = {Database.Workspace} ORDER BY last_seen DESC, id
            """,
            row => (row.GetString(2), Map(row)),
            cancellationToken
        );

    public static Task<List<InboxProblem>> PageAsync(SqlSession session, ProblemFilter filter, CancellationToken cancellationToken)
    {
        var (state, within, connection, code, ids, subject) = Words(filter);
        // Behind the place where the page before ended; from the first where there was none.
        var (seen, id) = filter.After is { } after ? (after.LastSeen.ToUnixTimeMilliseconds(), after.Id) : (long.MaxValue, 0);
        var (byNumber, below) = (filter.ByNumber ? 1 : 0, filter.After?.Id ?? long.MaxValue);
        return session.RowsAsync(
            $"""
            SELECT id, connection, cause, code, subject, count, effect, fix, first_seen, last_seen, last_run, resolved_at, snoozed_until, snoozed,
                (SELECT max(e.at) FROM problem_event e WHERE e.workspace = problem.workspace AND e.problem = problem.id AND e.what IN ('appeared', 'returned'))
            FROM problem WHERE workspace = {Database.Workspace}
                AND (({byNumber} = 1 AND id < {below}) OR ({byNumber} = 0 AND (last_seen < {seen} OR (last_seen = {seen} AND id > {id}))))
                AND ({state} = -1 OR {state} = CASE
                    WHEN resolved_at IS NOT NULL THEN 2 WHEN coalesce(snoozed_until, 0) > {filter.At} THEN 1 ELSE 0 END)
                AND ({connection} = -1 OR connection = {connection}) AND ({code} = '' OR lower(code) = {code})
                AND ({within} = '' OR {within} LIKE '%,' || connection || ',%')
                AND ({ids} = '' OR {ids} LIKE '%,' || id || ',%') AND ({subject} = '' OR subject = {subject})
            ORDER BY CASE WHEN {byNumber} = 1 THEN id ELSE last_seen END DESC, id LIMIT {filter.Limit}
            """,
            Map,
            cancellationToken
        );
    }

    public static async Task<long> CountAsync(SqlSession session, ProblemFilter filter, CancellationToken cancellationToken)
    {
        var (state, within, connection, code, ids, subject) = Words(filter);
        return await session.NumberAsync(
                $"""
                SELECT count(*) FROM problem WHERE workspace = {Database.Workspace}
                    AND ({state} = -1 OR {state} = CASE
                        WHEN resolved_at IS NOT NULL THEN 2 WHEN coalesce(snoozed_until, 0) > {filter.At} THEN 1 ELSE 0 END)
                    AND ({connection} = -1 OR connection = {connection}) AND ({code} = '' OR lower(code) = {code})
                    AND ({within} = '' OR {within} LIKE '%,' || connection || ',%')
                    AND ({ids} = '' OR {ids} LIKE '%,' || id || ',%') AND ({subject} = '' OR subject = {subject})
                """,
                cancellationToken
            ) ?? 0;
    }

    public static Task<InboxProblem?> FindAsync(SqlSession session, long id, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"""
            SELECT id, connection, cause, code, subject, count, effect, fix, first_seen, last_seen, last_run, resolved_at, snoozed_until, snoozed,
                (SELECT max(e.at) FROM problem_event e WHERE e.workspace = problem.workspace AND e.problem = problem.id AND e.what IN ('appeared', 'returned'))
            FROM problem WHERE workspace = {Database.Workspace} AND id = {id}
            """,
            Map,
            cancellationToken
        );

    /// <summary>State and connection as numbers, -1 for any; several connections or numbers as a text; the kind in lower case and the subject, empty for any.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Compared with what the database lowers.")]
    private static (int State, string Within, int Connection, string Code, string Ids, string Subject) Words(ProblemFilter filter) =>
        (
            (int?)filter.State ?? -1,
            AnyOf.Text(filter.Within),
            filter.Connection ?? -1,
            filter.Code?.ToLowerInvariant() ?? "",
            AnyOf.Text(filter.Ids),
            filter.Subject ?? ""
        );

    public static async Task<Dictionary<string, InboxProblem>> OfConnectionAsync(
        SqlSession session,
        int connection,
        CancellationToken cancellationToken
    ) =>
        (await AllAsync(session, cancellationToken))
            .Where(row => row.Problem.Connection == connection)
            .ToDictionary(row => row.Cause, row => row.Problem, StringComparer.Ordinal);

    public static Task<InboxProblem?> OfCauseAsync(SqlSession session, int connection, string cause, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"""
            SELECT id, connection, cause, code, subject, count, effect, fix, first_seen, last_seen, last_run, resolved_at, snoozed_until, snoozed,
                (SELECT max(e.at) FROM problem_event e WHERE e.workspace = problem.workspace AND e.problem = problem.id AND e.what IN ('appeared', 'returned'))
            FROM problem WHERE workspace = {Database.Workspace} AND connection = {connection} AND cause = {cause}
            """,
            Map,
            cancellationToken
        );

    public static async Task<long> NextIdAsync(SqlSession session, CancellationToken cancellationToken) =>
        1 + (await session.NumberAsync($"SELECT max(id) FROM problem WHERE workspace = {Database.Workspace}", cancellationToken) ?? 0);

    public static async Task AddEventAsync(SqlSession session, long problem, ProblemEvent happened, CancellationToken cancellationToken)
    {
        var last = await session.NumberAsync(
            $"SELECT max(number) FROM problem_event WHERE workspace = {Database.Workspace} AND problem = {problem}",
            cancellationToken
        );
        await session.ExecuteAsync(
            $"""
            INSERT INTO problem_event (workspace, problem, number, at, what, run, actor, text)
            VALUES ({Database.Workspace}, {problem}, {(last ?? 0)
                + 1}, {happened.At}, {happened.What}, {happened.Run}, {happened.Actor}, {happened.Text})
            """,
            cancellationToken
        );
    }

    public static Task<List<ProblemEvent>> EventsAsync(SqlSession session, long problem, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"""
            SELECT at, what, run, actor, text FROM problem_event
            WHERE workspace = {Database.Workspace} AND problem = {problem} ORDER BY number
            """,
            row => new ProblemEvent(row.Instant(0), row.GetString(1), row.NumberOrNull(2), row.GetString(3), row.TextOrNull(4)),
            cancellationToken
        );

    private static InboxProblem Map(DbDataReader row) =>
        new()
        {
            Id = row.GetInt64(0),
            Connection = row.GetInt32(1),
            Code = row.GetString(3),
            Subject = row.GetString(4),
            Count = row.GetInt32(5),
            Effect = row.GetString(6),
            Fix = row.GetString(7),
            FirstSeen = row.Instant(8),
            LastSeen = row.Instant(9),
            LastRun = row.GetInt64(10),
            ResolvedAt = row.InstantOrNull(11),
            SnoozedUntil = row.InstantOrNull(12),
            Snoozed = row.TextOrNull(13),
            Since = row.InstantOrNull(14) ?? row.Instant(8),
        };
}
