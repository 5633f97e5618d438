using Muster.Core.Importing;
using Muster.Engine.Connections;

namespace Muster.Engine.Syncing;

/// <summary>What a run is asked to do.</summary>
public sealed record SyncRequest
{
    /// <summary>The connection to follow.</summary>
    public required Connection Connection { get; init; }

    /// <summary>Who or what asks, for the journal.</summary>
    public required string Actor { get; init; }

    /// <summary>Read everything again instead of the changes, and compare every user.</summary>
    public bool Full { get; init; }

    /// <summary>Plan from everything, although the directory is read by its changes.</summary>
    public bool PlanInFull { get; init; }

    /// <summary>Names of platform groups to limit the run to; empty for all.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Set by an import: only users are changed, and this rule is kept from now on.</summary>
    public ImportRule? NewImportRule { get; init; }

    /// <summary>When set, a plan with another number of removed memberships is refused.</summary>
    public int? ExpectRemovals { get; init; }

    /// <summary>What the journal calls it.</summary>
    public string Verb => NewImportRule is null ? "sync" : "users import";
}
