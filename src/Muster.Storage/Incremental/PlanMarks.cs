using Muster.Core.Incremental;
using Muster.Engine.Incremental;
using Muster.Storage.Sql;

namespace Muster.Storage.Incremental;

/// <summary>Marks as rows, written in the transaction that applies or settles the plan they are about.</summary>
internal static class PlanMarks
{
    public static Task<PlanningMark?> FindAsync(SqlSession session, int connection, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"""
            SELECT mirror_version, revision, configuration, at, full_at, run, kept_back, planner FROM plan_mark
            WHERE workspace = {Database.Workspace} AND connection = {connection}
            """,
            row => new PlanningMark
            {
                MirrorVersion = row.GetInt64(0),
                Revision = row.GetInt64(1),
                Configuration = row.GetString(2),
                At = row.Instant(3),
                FullAt = row.Instant(4),
                Run = row.GetInt64(5),
                KeptBack = row.Flag(6),
                Planner = row.GetInt32(7),
            },
            cancellationToken
        );

    /// <summary>Takes the mark away: the next plan is full.</summary>
    public static Task ForgetAsync(SqlSession session, int connection, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"DELETE FROM plan_mark WHERE workspace = {Database.Workspace} AND connection = {connection}",
            cancellationToken
        );

    public static async Task KeepAsync(SqlSession session, int connection, PlanningMark mark, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO plan_mark (workspace, connection, mirror_version, revision, configuration, at, full_at, run, kept_back, planner)
            VALUES ({Database.Workspace}, {connection}, {mark.MirrorVersion}, {mark.Revision}, {mark.Configuration}, {mark.At}, {mark.FullAt},
                {mark.Run}, {mark.KeptBack}, {mark.Planner})
            ON CONFLICT (workspace, connection) DO UPDATE SET mirror_version = excluded.mirror_version, revision = excluded.revision,
                configuration = excluded.configuration, at = excluded.at, full_at = excluded.full_at, run = excluded.run,
                kept_back = excluded.kept_back, planner = excluded.planner
            """,
            cancellationToken
        );
        await KeepDueAsync(session, connection, mark, cancellationToken);
    }

    /// <summary>Replaces the due instants of those the plan was about; the rest stand until they have passed.</summary>
    private static async Task KeepDueAsync(SqlSession session, int connection, PlanningMark mark, CancellationToken cancellationToken)
    {
        if (mark.DueOf is not { } users)
            await session.ExecuteAsync(
                $"DELETE FROM due_instant WHERE workspace = {Database.Workspace} AND connection = {connection}",
                cancellationToken
            );
        else
        {
            await session.ExecuteAsync(
                $"""
                DELETE FROM due_instant WHERE workspace = {Database.Workspace} AND connection = {connection}
                    AND (at <= {mark.At} OR kind <> {DueKind.DirectoryUser})
                """,
                cancellationToken
            );
            foreach (var user in users.AsList)
                await session.ExecuteAsync(
                    $"""
                    DELETE FROM due_instant WHERE workspace = {Database.Workspace} AND connection = {connection}
                        AND kind = {DueKind.DirectoryUser} AND key = {user}
                    """,
                    cancellationToken
                );
        }
        session.InsertAll(
            "due_instant",
            ["workspace", "connection", "at", "kind", "key"],
            mark.Due.Where(due => due.At > mark.At).Distinct().OrderBy(due => due.At),
            (row, due) => row.Integer(connection).Integer(due.At.ToUnixTimeMilliseconds()).Integer((int)due.Kind).Integer(due.Key)
        );
    }
}
