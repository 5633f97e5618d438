namespace Muster.Engine.Nodes;

/// <summary>The processes that serve the installation, as they say of themselves. They belong to no workspace; all instants are by the clock that they have in common.</summary>
public interface INodeStore
{
    /// <summary>A sign of life; the first one makes the node known.</summary>
    /// <param name="node">The process.</param>
    /// <param name="work">What it does.</param>
    /// <param name="cancellationToken">Cancels it; nothing is stored then.</param>
    Task SignAsync(NodeIdentity node, NodeWork work, CancellationToken cancellationToken);

    /// <summary>Takes a process off the list that serves no longer.</summary>
    /// <param name="id">Names it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes off the list who gave no sign of life for an hour.</summary>
    Task SweepAsync(CancellationToken cancellationToken);

    /// <summary>Who serves, or did until a short time ago; by machine and process.</summary>
    Task<IReadOnlyList<Node>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>One start of one process.</summary>
/// <param name="Id">Names it, and no other start of any process.</param>
/// <param name="Machine">Name of its machine.</param>
/// <param name="Process">Its number there.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Address">Where it listens itself, whatever stands before it.</param>
/// <param name="Serves">Number of the workspace that it serves; null for all.</param>
public sealed record NodeIdentity(string Id, string Machine, int Process, string Version, string Address, int? Serves);

/// <summary>What a process does.</summary>
/// <param name="IsDraining">Whether it is about to stop: nothing begins there by itself any more.</param>
/// <param name="Working">How much work it has under way.</param>
/// <param name="Waiting">How much waits there for its turn.</param>
public sealed record NodeWork(bool IsDraining, int Working, int Waiting);

/// <summary>A process that serves.</summary>
/// <param name="Identity">Which.</param>
/// <param name="Schema">The newest schema of the database that it knows.</param>
/// <param name="Work">What it does, as it said last.</param>
/// <param name="Since">Since when it serves.</param>
/// <param name="SeenAt">Its last sign of life.</param>
/// <param name="IsSilent">Whether that is so long ago that it counts as lost.</param>
public sealed record Node(NodeIdentity Identity, int Schema, NodeWork Work, DateTimeOffset Since, DateTimeOffset SeenAt, bool IsSilent)
{
    /// <summary>How it stands.</summary>
    public NodeState State =>
        IsSilent ? NodeState.Lost
        : Work.IsDraining ? NodeState.Draining
        : NodeState.Serving;
}

/// <summary>How a process that serves stands.</summary>
public enum NodeState
{
    /// <summary>It answers and does what is due.</summary>
    Serving,

    /// <summary>It is about to stop: it answers, ends what is under way and begins nothing by itself.</summary>
    Draining,

    /// <summary>It gave no sign of life for a minute: it ended without a word, stands still, or does not reach the database.</summary>
    Lost,
}
