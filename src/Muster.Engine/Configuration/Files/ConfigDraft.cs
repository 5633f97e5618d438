using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Engine.Connections;

namespace Muster.Engine.Configuration.Files;

/// <summary>What applying a file would change, and what the next syncs would do because of it.</summary>
public sealed record ConfigDraft
{
    /// <summary>What changes, the most dangerous first.</summary>
    public required IReadOnlyList<ConfigDifference> Differences { get; init; }

    /// <summary>Connections and groups that the file does not name; they stay as they are.</summary>
    public required IReadOnlyList<string> NotInFile { get; init; }

    /// <summary>Exceptions of the file whose end has passed and that stand no more; nothing is done about them.</summary>
    public IReadOnlyList<string> Over { get; init; } = [];

    /// <summary>Settings and rules to write.</summary>
    public required ConfigurationChange Change { get; init; }

    /// <summary>Groups to make, link and configure; exceptions to begin, extend and end.</summary>
    public required SyncPlan Plan { get; init; }

    /// <summary>What the next sync of each touched connection would do.</summary>
    public IReadOnlyList<ConfigEffect> Effects { get; init; } = [];

    /// <summary>The greatest harm it can do.</summary>
    public Danger Danger => Differences.Count == 0 ? Danger.Cosmetic : Differences.Max(difference => difference.Danger);
}

/// <summary>One difference between a file and the workspace.</summary>
/// <param name="Subject">What it is about, such as <c>connection 'corp'</c>.</param>
/// <param name="Field">Which field of it.</param>
/// <param name="Danger">How much harm the change can do.</param>
/// <param name="Before">As it is; null for nothing.</param>
/// <param name="After">As the file has it; null for nothing.</param>
public sealed record ConfigDifference(string Subject, string Field, Danger Danger, string? Before, string? After)
{
    /// <summary>The subject of what is about the workspace itself.</summary>
    public const string Workspace = "workspace";
}

/// <summary>What the next sync of a connection would do.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Plans">Before and after; null when its directory was never read to its end.</param>
public sealed record ConfigEffect(Connection Connection, DraftComparison? Plans);
