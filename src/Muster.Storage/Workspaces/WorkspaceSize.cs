using Muster.Core.Platform;
using Muster.Engine.Workspaces;
using Muster.Storage.Sql;

namespace Muster.Storage.Workspaces;

/// <summary>How much the workspace of a transaction holds, and may hold.</summary>
internal sealed class WorkspaceSize(SqlSession session)
{
    private WorkspaceLimits _limits = WorkspaceLimits.None;
    private WorkspaceUse _before = new(0, 0, 0, 0);

    public Task<WorkspaceLimits> LimitsAsync(CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"SELECT limit_users, limit_groups, limit_memberships, limit_connections FROM workspace WHERE workspace = {Database.Workspace}",
            row => new WorkspaceLimits(row.IntOrNull(0), row.IntOrNull(1), row.NumberOrNull(2), row.IntOrNull(3)),
            cancellationToken
        )!;

    public async Task<WorkspaceUse> UseAsync(CancellationToken cancellationToken) =>
        new(
            await CountAsync($"SELECT count(*) FROM app_user WHERE workspace = {Database.Workspace} AND active = 1", cancellationToken),
            await CountAsync(
                $"SELECT count(*) FROM app_group_version WHERE workspace = {Database.Workspace} AND to_revision IS NULL AND link <> {LinkState.Retired}",
                cancellationToken
            ),
            await CountAsync(
                $"SELECT coalesce(sum(count), 0) FROM group_members WHERE workspace = {Database.Workspace}",
                cancellationToken
            ),
            await CountAsync($"SELECT count(*) FROM connection WHERE workspace = {Database.Workspace}", cancellationToken)
        );

    /// <summary>Looks before anything is written. Nothing is counted where there are no limits.</summary>
    public async Task BeforeAsync(CancellationToken cancellationToken)
    {
        _limits = await LimitsAsync(cancellationToken);
        if (_limits != WorkspaceLimits.None)
            _before = await UseAsync(cancellationToken);
    }

    /// <summary>Refuses what was written when it makes the workspace larger than it may be.</summary>
    /// <exception cref="WorkspaceLimitException">It does; the transaction must not be committed.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_limits != WorkspaceLimits.None && (await UseAsync(cancellationToken)).Passed(_limits, _before) is { } passed)
            throw new WorkspaceLimitException(
                $"{passed} Nothing was changed. Whoever runs this installation can set another limit, with the verb 'workspace limits'."
            );
    }

    private async Task<long> CountAsync(FormattableString sql, CancellationToken cancellationToken) =>
        await session.NumberAsync(sql, cancellationToken) ?? 0;
}
