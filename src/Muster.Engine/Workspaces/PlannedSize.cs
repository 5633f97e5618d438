using Muster.Core.Planning;

namespace Muster.Engine.Workspaces;

/// <summary>Tells whoever makes a plan when a workspace could not hold what it would come to. The transaction that carries it out looks again.</summary>
/// <param name="workspaces">The workspaces.</param>
/// <param name="workspace">Number of the one that plans are made for.</param>
public sealed class PlannedSize(IWorkspaceStore workspaces, int workspace)
{
    /// <summary>Looks at a plan.</summary>
    /// <exception cref="WorkspaceLimitException">It would make the workspace larger than it may be.</exception>
    public async Task CheckAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var limits = await workspaces.LimitsAsync(workspace, cancellationToken);
        if (limits == WorkspaceLimits.None)
            return;
        var (_, before) = await workspaces.SizeAsync(workspace, cancellationToken);
        if (After(plan, before).Passed(limits, before) is { } passed)
            throw new WorkspaceLimitException(
                $"{passed} The plan was not kept, and nothing was changed. Whoever runs this installation can set another limit, with the verb 'workspace limits'."
            );
    }

    private static WorkspaceUse After(SyncPlan plan, WorkspaceUse before) =>
        before with
        {
            Users =
                before.Users
                + plan.Users.Count(step => step is UserStep.Create or UserStep.CreateLocal or UserStep.Reactivate)
                - plan.Users.Count(step => step is UserStep.Suspend),
            Groups =
                before.Groups + plan.Groups.Count(step => step is GroupStep.Create) - plan.Groups.Count(step => step is GroupStep.Retire),
            // What ends with a group is in no step of its own; then the transaction alone can tell.
            Memberships = plan.Groups.Any(step => step is GroupStep.Retire)
                ? before.Memberships
                : before.Memberships + plan.Memberships.Sum(change => (long)change.Additions.Length - change.Removals.Length),
        };
}
