using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>Uses up evidence of departures and "changed" marks once a plan that covered everything knew of them.</summary>
internal static class Settlement
{
    /// <summary>Settles a connection, unless its mirror has moved on since the plan was made.</summary>
    public static async Task WriteAsync(SqlSession session, int connection, long mirrorVersion, CancellationToken cancellationToken)
    {
        var settled = await session.ExecuteAsync(
            $"""
            UPDATE connection SET settled_version = {mirrorVersion}
            WHERE workspace = {Database.Workspace} AND key = {connection} AND mirror_version = {mirrorVersion}
            """,
            cancellationToken
        );
        if (settled > 0)
            await session.ExecuteAsync(
                $"DELETE FROM directory_edges WHERE workspace = {Database.Workspace} AND connection = {connection} AND standing IN (1, 2)",
                cancellationToken
            );
    }
}
