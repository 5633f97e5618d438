using Muster.Engine.Nodes;
using Muster.Server.Nodes;

namespace Muster.Server.Api;

/// <summary>Who serves, who writes, and what waits.</summary>
/// <param name="Nodes">The processes that serve, by machine and process.</param>
/// <param name="Lease">Who holds the right to write in the workspace; null for nobody.</param>
/// <param name="Queue">Connections that are due or carried out by their schedule, the longest waiting first.</param>
internal sealed record NodesItem(IReadOnlyList<NodeItem> Nodes, LeaseItem? Lease, IReadOnlyList<QueuedItem> Queue)
{
    public static NodesItem Of(NodeReport report, ServingNode self) =>
        new(
            [.. report.Nodes.Select(shown => NodeItem.Of(shown, self))],
            report.Lease is { } lease ? new(lease.Holder, lease.Purpose, lease.Since) : null,
            [.. report.Queue.Select(queued => new QueuedItem(queued.Connection, queued.Due, queued.Holder, queued.IsLeft))]
        );
}

/// <summary>A process that serves, or did within the last hour.</summary>
/// <param name="Machine">Name of its machine.</param>
/// <param name="Process">Its number there.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Address">Where it listens itself; null where that is not told.</param>
/// <param name="Workspace">The workspace that it serves; null for all.</param>
/// <param name="State">How it stands; <c>lost</c> a minute after its last sign of life.</param>
/// <param name="Since">Since when it serves.</param>
/// <param name="SeenAt">Its last sign of life; one comes every ten seconds.</param>
/// <param name="Working">How much work is under way in it; null where that is not told.</param>
/// <param name="Waiting">How much waits there for its turn; null where that is not told.</param>
/// <param name="AnswersThis">Whether it is the one that answers this request.</param>
internal sealed record NodeItem(
    string Machine,
    int Process,
    string Version,
    string? Address,
    string? Workspace,
    NodeState State,
    DateTimeOffset Since,
    DateTimeOffset SeenAt,
    int? Working,
    int? Waiting,
    bool AnswersThis
)
{
    public static NodeItem Of(ShownNode shown, ServingNode self) =>
        new(
            shown.Node.Identity.Machine,
            shown.Node.Identity.Process,
            shown.Node.Identity.Version,
            shown.Address,
            shown.Workspace,
            shown.Node.State,
            shown.Node.Since,
            shown.Node.SeenAt,
            shown.Work?.Working,
            shown.Work?.Waiting,
            shown.Node.Identity.Id == self.Id
        );
}

/// <summary>The right to write in the workspace, which one process at a time holds.</summary>
/// <param name="Holder">Who holds it.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Since">Since when.</param>
internal sealed record LeaseItem(string Holder, string Purpose, DateTimeOffset Since);

/// <summary>A connection whose time has come.</summary>
/// <param name="Connection">Its name.</param>
/// <param name="Due">The time.</param>
/// <param name="Holder">The process that carries it out; null while it waits for one.</param>
/// <param name="Left">Whether that process counts as dead, so that another one goes on with it.</param>
internal sealed record QueuedItem(string Connection, DateTimeOffset Due, string? Holder, bool Left);
