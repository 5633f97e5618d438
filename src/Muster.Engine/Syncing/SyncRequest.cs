using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Engine.Connections;
using Muster.Engine.Plans;

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

    /// <summary>Hash of the plan that was looked at: another one is refused, whatever the guard rails say of it. Null when nothing was looked at.</summary>
    public string? ExpectHash { get; init; }

    /// <summary>What a person takes out of the plan; the rest is applied without settling the evidence of departures.</summary>
    public PlanCut Cut { get; init; } = PlanCut.None;

    /// <summary>Plan from the directory as it was last read, without asking it.</summary>
    public bool AsLastRead { get; init; }

    /// <summary>Put drift back: also what was given and taken by hand in groups whose policy is to report that only.</summary>
    public bool Heals { get; init; }

    /// <summary>When the directory first told of a change that nothing has read yet; null where it told nothing.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>How the plan is asked for, to make it anew later.</summary>
    public PlanOrigin Origin => new(Groups, Full, Cut) { Heals = Heals };

    /// <summary>What must be read of users beyond what is read of all: what the rule in force and a new one name.</summary>
    /// <remarks>Both, so that the rule in force can still be followed when the new one is declined or held.</remarks>
    public PropertySelection Selection =>
        (Connection.ImportRule?.Selection ?? PropertySelection.None).Union(NewImportRule?.Selection ?? PropertySelection.None);

    /// <summary>What the journal calls it.</summary>
    public string Verb =>
        NewImportRule is not null ? "users import"
        : Heals ? "drift heal"
        : "sync";
}
