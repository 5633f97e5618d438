using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Incremental;
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

    /// <summary>How the connection is followed.</summary>
    public ConnectionPolicies Policies { get; init; } = ConnectionPolicies.Default;

    /// <summary>What may be done with it.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>What every guard rail and rule decided.</summary>
    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>The guard rails it was judged by, to be held against what is written too; null where nothing is judged again.</summary>
    public GuardRails? Guards { get; init; }

    /// <summary>What reading cost.</summary>
    public required ReadSpending Spending { get; init; }

    /// <summary>Whether any stream was read in full, and why if a stored link could not be used.</summary>
    public required ReadSummary Read { get; init; }

    /// <summary>How the plan was made, and why so.</summary>
    public required PlanningWay Planning { get; init; }

    /// <summary>What later plans start from once this one is applied; null when they cannot, or when nothing has moved since the mark that is kept.</summary>
    public PlanningMark? Mark { get; init; }
}

/// <summary>How the directory was read.</summary>
/// <param name="Full">Whether a stream was read in full.</param>
/// <param name="WhyInFull">Why, where a person might wonder; empty otherwise.</param>
/// <param name="ObjectsChanged">Directory objects that differ from before.</param>
public sealed record ReadSummary(bool Full, IReadOnlyList<string> WhyInFull, int ObjectsChanged);
