using Muster.Engine.Incremental;
using Muster.Storage.Incremental;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>Uses up evidence of departures and "changed" marks once a plan that covered everything knew of them.</summary>
internal static class Settlement
{
    /// <summary>Settles a connection and keeps what later plans start from, unless its mirror has moved on since the plan was made.</summary>
    public static async Task WriteAsync(
        SqlSession session,
        int connection,
        long mirrorVersion,
        PlanningMark? mark,
        CancellationToken cancellationToken
    )
    {
        var settled = await session.ExecuteAsync(
            $"""
            UPDATE connection SET settled_version = {mirrorVersion}
            WHERE workspace = {Database.Workspace} AND key = {connection} AND mirror_version = {mirrorVersion}
            """,
            cancellationToken
        );
        if (settled == 0)
            return;
        await session.ExecuteAsync(
            $"DELETE FROM directory_edges WHERE workspace = {Database.Workspace} AND connection = {connection} AND standing IN (1, 2, 3)",
            cancellationToken
        );
        await (
            mark is null
                ? PlanMarks.ForgetAsync(session, connection, cancellationToken)
                : PlanMarks.KeepAsync(session, connection, mark, cancellationToken)
        );
    }
}
