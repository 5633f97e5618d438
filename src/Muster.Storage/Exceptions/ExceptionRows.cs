using System.Data.Common;
using Muster.Core.Platform;
using Muster.Engine.Exceptions;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Exceptions;

/// <summary>Reads and writes versions of exceptions, in whatever transaction they belong to.</summary>
internal static class ExceptionRows
{
    /// <summary>The exceptions that stand now.</summary>
    public static Task<List<ExceptionVersion>> CurrentAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"""
            SELECT id, group_key, user_key, relation, kind, reason, author, began_at, ends_at, from_revision, to_revision, ended_at, ended_by, end_reason
            FROM exception WHERE workspace = {Database.Workspace} AND to_revision IS NULL ORDER BY id
            """,
            Map,
            cancellationToken
        );

    /// <summary>Every version of every exception, by id and age: the order in which digests are made.</summary>
    public static Task<List<ExceptionVersion>> AllAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"""
            SELECT id, group_key, user_key, relation, kind, reason, author, began_at, ends_at, from_revision, to_revision, ended_at, ended_by, end_reason
            FROM exception WHERE workspace = {Database.Workspace} ORDER BY id, from_revision
            """,
            Map,
            cancellationToken
        );

    /// <summary>First number not yet used.</summary>
    public static async Task<long> NextIdAsync(SqlSession session, CancellationToken cancellationToken) =>
        1 + (await session.NumberAsync($"SELECT max(id) FROM exception WHERE workspace = {Database.Workspace}", cancellationToken) ?? 0);

    public static Task InsertAsync(SqlSession session, MembershipException exception, long revision, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO exception (workspace, id, from_revision, group_key, user_key, relation, kind, reason, author, began_at, ends_at)
            VALUES ({Database.Workspace}, {exception.Id}, {revision}, {exception.Group}, {exception.User}, {exception.Relation}, {exception.Kind},
                {exception.Reason}, {exception.Author}, {exception.From}, {exception.Until})
            """,
            cancellationToken
        );

    /// <returns>False when the exception does not stand.</returns>
    public static async Task<bool> CloseAsync(
        SqlSession session,
        long id,
        long revision,
        ExceptionEnded? ended,
        CancellationToken cancellationToken
    ) =>
        await session.ExecuteAsync(
            $"""
            UPDATE exception SET to_revision = {revision}, ended_at = {ended?.At}, ended_by = {ended?.By}, end_reason = {ended?.Reason}
            WHERE workspace = {Database.Workspace} AND id = {id} AND to_revision IS NULL
            """,
            cancellationToken
        ) == 1;

    /// <summary>Everything an exception says, for its digest.</summary>
    public static void WriteTo(ByteWriter writer, MembershipException exception)
    {
        writer.Number(exception.Id);
        writer.Number(exception.Group);
        writer.Number(exception.User);
        writer.Number(((int)exception.Relation * 2) + (int)exception.Kind);
        writer.Text(exception.Reason);
        writer.Text(exception.Author);
        writer.Number(exception.From.ToUnixTimeMilliseconds());
        writer.Number(exception.Until is { } until ? until.ToUnixTimeMilliseconds() : -1);
    }

    private static ExceptionVersion Map(DbDataReader row) =>
        new(
            new MembershipException(
                row.GetInt64(0),
                row.GetInt32(1),
                row.GetInt32(2),
                (MembershipRelation)row.GetInt32(3),
                (ExceptionKind)row.GetInt32(4),
                row.GetString(5),
                row.GetString(6),
                row.Instant(7),
                row.InstantOrNull(8)
            ),
            row.GetInt64(9),
            row.NumberOrNull(10),
            // Any of the three is the end of one, so that verification sees each of them.
            row.IsDBNull(11)
            && row.IsDBNull(12)
            && row.IsDBNull(13)
                ? null
                : new ExceptionEnded(row.InstantOrNull(11) ?? DateTimeOffset.UnixEpoch, row.TextOrNull(12) ?? "", row.TextOrNull(13) ?? "")
        );
}
