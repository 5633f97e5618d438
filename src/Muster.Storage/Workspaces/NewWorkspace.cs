using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Workspaces;

/// <summary>The rows that every workspace begins with.</summary>
internal static class NewWorkspace
{
    /// <param name="session">A transaction of the workspace.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task MakeAsync(SqlSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO workspace (workspace, revision, next_connection, next_directory_user, next_directory_group, next_directory_other, next_user,
                next_group, users, groups, membership_rows, sub_groups, audit_entries, audit_head)
            VALUES ({Database.Workspace}, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, {AuditChain.FirstHash})
            """,
            cancellationToken
        );
        await session.ExecuteAsync(
            $"INSERT INTO lease (workspace, fence, process, process_started, since, renewed_at) VALUES ({Database.Workspace}, 0, 0, 0, 0, 0)",
            cancellationToken
        );
    }
}
