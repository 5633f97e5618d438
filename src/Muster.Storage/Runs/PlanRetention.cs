using Muster.Engine.Plans;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

/// <summary>Keeps the table of plans from growing without end; called whenever a plan is stored, so that nothing else needs to run.</summary>
internal static class PlanRetention
{
    public static async Task EnforceAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            UPDATE stored_plan SET body = NULL
            WHERE workspace = {Database.Workspace} AND body IS NOT NULL AND made_at < {now - PlanKeeping.Steps}
                AND state NOT IN ({PlanState.Ready}, {PlanState.Held})
            """,
            cancellationToken
        );
        await session.ExecuteAsync(
            $"""
            DELETE FROM stored_plan WHERE workspace = {Database.Workspace} AND run IS NULL AND id <= (
                SELECT id FROM stored_plan WHERE workspace = {Database.Workspace} AND run IS NULL
                ORDER BY id DESC LIMIT 1 OFFSET {PlanKeeping.NewestWithoutRun})
            """,
            cancellationToken
        );
    }
}
