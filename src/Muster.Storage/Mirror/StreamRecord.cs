using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>What is stored about one stream: up to where it was read, how, and how many objects that brought.</summary>
internal sealed record StreamRecord(
    string? Binding,
    string? Link,
    DateTimeOffset? LinkedAt,
    StreamCertificate Certificate,
    int Objects,
    string? InterruptedBy
)
{
    public static readonly StreamRecord None = new(null, null, null, StreamCertificate.NotRead, 0, null);

    public static async Task<StreamRecord> LoadAsync(
        SqlSession session,
        int connection,
        DirectoryStream stream,
        CancellationToken cancellationToken
    ) =>
        await session.FirstAsync(
            $"""
            SELECT binding, link, linked_at, complete, in_full, present_before, present_after, missing, objects, interrupted_by
            FROM delta_link WHERE workspace = {Database.Workspace} AND connection = {connection} AND stream = {stream}
            """,
            row => new StreamRecord(
                row.TextOrNull(0),
                row.TextOrNull(1),
                row.InstantOrNull(2),
                new StreamCertificate(row.Flag(3), row.Flag(4), row.GetInt32(5), row.GetInt32(6), row.GetInt32(7)),
                row.GetInt32(8),
                row.TextOrNull(9)
            ),
            cancellationToken
        ) ?? None;

    /// <summary>Stores the outcome of a complete round.</summary>
    public Task SaveAsync(SqlSession session, int connection, DirectoryStream stream, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO delta_link (workspace, connection, stream, binding, link, linked_at, complete, in_full, present_before,
                present_after, missing, objects)
            VALUES ({Database.Workspace}, {connection}, {stream}, {Binding}, {Link}, {LinkedAt}, {Certificate.Complete}, {Certificate.InFull},
                {Certificate.PresentBefore}, {Certificate.PresentAfter}, {Certificate.Missing}, {Objects})
            ON CONFLICT (workspace, connection, stream) DO UPDATE SET binding = excluded.binding, link = excluded.link,
                linked_at = excluded.linked_at, complete = excluded.complete, in_full = excluded.in_full,
                present_before = excluded.present_before, present_after = excluded.present_after, missing = excluded.missing,
                objects = excluded.objects, interrupted_by = NULL, interrupted_at = NULL
            """,
            cancellationToken
        );

    /// <summary>Counts objects that another stream was the first to mention.</summary>
    public static Task AddObjectsAsync(
        SqlSession session,
        int connection,
        DirectoryStream stream,
        int more,
        CancellationToken cancellationToken
    ) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO delta_link (workspace, connection, stream, complete, in_full, present_before, present_after, missing, objects)
            VALUES ({Database.Workspace}, {connection}, {stream}, 0, 0, 0, 0, 0, {more})
            ON CONFLICT (workspace, connection, stream) DO UPDATE SET objects = delta_link.objects + excluded.objects
            """,
            cancellationToken
        );

    /// <summary>Notes that a round was broken off: what the mirror holds is whole, but older than the attempt.</summary>
    public static Task InterruptAsync(
        SqlSession session,
        int connection,
        DirectoryStream stream,
        string reason,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO delta_link (workspace, connection, stream, complete, in_full, present_before, present_after, missing, objects,
                interrupted_by, interrupted_at)
            VALUES ({Database.Workspace}, {connection}, {stream}, 0, 0, 0, 0, 0, 0, {reason}, {at})
            ON CONFLICT (workspace, connection, stream) DO UPDATE SET complete = 0, interrupted_by = excluded.interrupted_by,
                interrupted_at = excluded.interrupted_at
            """,
            cancellationToken
        );
}
