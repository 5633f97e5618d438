using Muster.Engine.Connections;
using Muster.Engine.Runs;
using Muster.Engine.Scheduling;
using Muster.Engine.Workspaces;

namespace Muster.Engine.Nodes;

/// <summary>Who serves, who writes, and what waits.</summary>
/// <param name="Nodes">The processes that serve the workspace.</param>
/// <param name="Lease">Who holds the right to write in it; null for nobody.</param>
/// <param name="Queue">Its connections that are due or carried out by their schedule.</param>
public sealed record NodeReport(IReadOnlyList<ShownNode> Nodes, LeaseOutcome.Taken? Lease, IReadOnlyList<QueuedConnection> Queue)
{
    /// <summary>Looks it up as whoever runs the installation sees it.</summary>
    /// <remarks>From another workspace than the first what a process does for others is not told: its work is that of all, and its address belongs to whoever runs it.</remarks>
    public static async Task<NodeReport> LoadAsync(
        INodeStore nodes,
        IWorkspaceStore workspaces,
        int workspace,
        ILeaseStore leases,
        IScheduleSlots slots,
        IConnectionStore connections,
        CancellationToken cancellationToken
    )
    {
        var isFirst = workspace == Workspace.First;
        var names = (await workspaces.ListAsync(cancellationToken)).ToDictionary(one => one.Number, one => one.Name);
        var shown = (await nodes.ListAsync(cancellationToken))
            .Where(node => isFirst || node.Identity.Serves is not { } other || other == workspace)
            .Select(node => new ShownNode(node, node.Identity.Serves is { } one ? names.GetValueOrDefault(one, "") : null, isFirst))
            .ToList();
        var board = await slots.LookAsync(cancellationToken);
        var known = (await connections.ListAsync(cancellationToken)).ToDictionary(one => one.Key, one => one.Name);
        return new(
            shown,
            await leases.HolderAsync(cancellationToken),
            [
                .. board
                    .Connections.Where(slot => slot.Holder is not null || slot.Due <= board.Now)
                    .Select(slot => new QueuedConnection(
                        known.GetValueOrDefault(slot.Connection, ""),
                        slot.Holder?.Due ?? slot.Due!.Value,
                        slot.Holder?.Words,
                        slot.Holder is { IsDead: true }
                    ))
                    .OrderBy(queued => queued.Due),
            ]
        );
    }
}

/// <summary>A process that serves, as far as it is shown.</summary>
/// <param name="Node">The process.</param>
/// <param name="Workspace">Name of the workspace that it serves; null for all of them.</param>
/// <param name="IsWhole">Whether where it listens and how much it does is told too.</param>
public sealed record ShownNode(Node Node, string? Workspace, bool IsWhole)
{
    /// <summary>Where it listens; null where that is not told.</summary>
    public string? Address => IsWhole ? Node.Identity.Address : null;

    /// <summary>What it does; null where that is not told.</summary>
    public NodeWork? Work => IsWhole ? Node.Work : null;
}

/// <summary>A connection whose time has come.</summary>
/// <param name="Connection">Its name.</param>
/// <param name="Due">The time.</param>
/// <param name="Holder">The process that carries it out, in words; null while it waits for one.</param>
/// <param name="IsLeft">Whether that process counts as dead, so that another one goes on with it.</param>
public sealed record QueuedConnection(string Connection, DateTimeOffset Due, string? Holder, bool IsLeft);
