using Muster.Engine.Watching;
using Muster.Storage.Sql;

namespace Muster.Storage.History;

internal sealed class WorkspaceMarks(Database database) : IWorkspaceMarks
{
    public async Task<WorkspaceMark> NowAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.FirstAsync(
                $"""
                SELECT state.revision, state.audit_entries, newest.id, newest.outcome,
                    (SELECT max(plan.id) FROM stored_plan plan WHERE plan.workspace = state.workspace)
                FROM workspace state LEFT JOIN run newest ON newest.workspace = state.workspace
                    AND newest.id = (SELECT max(each.id) FROM run each WHERE each.workspace = state.workspace)
                WHERE state.workspace = {Database.Workspace}
                """,
                row => new WorkspaceMark(row.GetInt64(0), row.GetInt64(1), row.NumberOrNull(2), row.NumberOrNull(3), row.NumberOrNull(4)),
                cancellationToken
            ) ?? new(0, 0, null, null, null);
    }
}
