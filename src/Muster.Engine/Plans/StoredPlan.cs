using Muster.Core.Guarding;
using Muster.Core.Planning;

namespace Muster.Engine.Plans;

/// <summary>A plan as it is kept: what it was made from, what was said about it, what became of it. Its steps are loaded apart.</summary>
public sealed record StoredPlan
{
    /// <summary>Number in the workspace, growing; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>Key of the connection; null for a change made here without one.</summary>
    public int? Connection { get; init; }

    /// <summary>The run that holds or applied it; null until there is one.</summary>
    public long? Run { get; init; }

    /// <summary>Where it stands.</summary>
    public required PlanState State { get; init; }

    /// <summary>What it was made for: <c>plan</c>, <c>sync</c>, <c>users import</c>, …</summary>
    public required string Verb { get; init; }

    /// <summary>Hash of its steps; null when the read was incomplete and there are none.</summary>
    public string? Hash { get; init; }

    /// <summary>What it was computed from; null when the read was incomplete.</summary>
    public PlanBasis? Basis { get; init; }

    /// <summary>How it was asked for; null when it cannot be made anew.</summary>
    public PlanOrigin? Origin { get; init; }

    /// <summary>The plan this one was cut from, or whose rows it carries out.</summary>
    public long? BasedOn { get; init; }

    /// <summary>How many steps of each kind.</summary>
    public PlanCounts Counts { get; init; } = new();

    /// <summary>Guard rails it ran into, with the arithmetic.</summary>
    public IReadOnlyList<GuardTrip> Held { get; init; } = [];

    /// <summary>What a person should look at.</summary>
    public IReadOnlyList<PlanProblem> Problems { get; init; } = [];

    /// <summary>What every guard rail and rule decided, in the words of that time.</summary>
    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Who or what asked for it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>Until when it can be applied; null when there is nothing to apply.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a person decided about it, or it was applied.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Who approved, discarded or applied it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The reason given.</summary>
    public string? DecisionReason { get; init; }

    /// <summary>What else there is to say of it: why it has no steps, what took its place.</summary>
    public string? Message { get; init; }

    /// <summary>What of the directory was not read to its end, so that it has no steps; null for a plan that has some, and for one of before this was noted.</summary>
    public IReadOnlyList<UnreadStream>? Unread { get; init; }

    /// <summary>Whether its steps are still kept.</summary>
    public bool HasSteps { get; init; }

    /// <summary>Whether it waits to be applied or discarded.</summary>
    public bool Waits => State is PlanState.Ready or PlanState.Held;
}
