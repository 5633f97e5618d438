using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Engine.Syncing;

/// <summary>A plan with all that it was made from, ready to be shown.</summary>
public sealed record PlannedRun
{
    /// <summary>The connection, with the rule the plan follows.</summary>
    public required Connection Connection { get; init; }

    /// <summary>What was read.</summary>
    public required DirectoryMirror Mirror { get; init; }

    /// <summary>The state it starts from.</summary>
    public required PlatformState Actual { get; init; }

    /// <summary>The plan.</summary>
    public required SyncPlan Plan { get; init; }

    /// <summary>What may be done with it.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>What every guard rail and rule decided.</summary>
    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>What reading cost.</summary>
    public required ReadSpending Spending { get; init; }

    /// <summary>Whether any stream was read in full, and why if a stored link could not be used.</summary>
    public required ReadSummary Read { get; init; }
}

/// <summary>How the directory was read.</summary>
/// <param name="Full">Whether a stream was read in full.</param>
/// <param name="WhyInFull">Why, where a person might wonder; empty otherwise.</param>
/// <param name="ObjectsChanged">Directory objects that differ from before.</param>
public sealed record ReadSummary(bool Full, IReadOnlyList<string> WhyInFull, int ObjectsChanged);
