using System.Data.Common;
using Muster.Engine.Inbox;
using Muster.Storage.Sql;

namespace Muster.Storage.Inbox;

/// <summary>Reads rows of the inbox, and adds to their history.</summary>
internal static class ProblemRows
{
    public static Task<List<(string Cause, InboxProblem Problem)>> AllAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"""
            SELECT id, connection, cause, code, subject, count, effect, fix, first_seen, last_seen, last_run, resolved_at, snoozed_until, snoozed
            FROM problem WHERE workspace = {Database.Workspace} ORDER BY last_seen DESC, id
            """,
            row => (row.GetString(2), Map(row)),
            cancellationToken
        );

    public static async Task<Dictionary<string, InboxProblem>> OfConnectionAsync(
        SqlSession session,
        int connection,
        CancellationToken cancellationToken
    ) =>
        (await AllAsync(session, cancellationToken))
            .Where(row => row.Problem.Connection == connection)
            .ToDictionary(row => row.Cause, row => row.Problem, StringComparer.Ordinal);

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
        };
}
