using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Everything an undo is planned from.</summary>
public sealed record UndoRequest
{
    /// <summary>What the plan is bound to.</summary>
    public required PlanBasis Basis { get; init; }

    /// <summary>The state now.</summary>
    public required PlatformState Actual { get; init; }

    /// <summary>The instant of the undo.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Numbers of the runs that are undone, for words.</summary>
    public required IReadOnlyList<long> Runs { get; init; }

    /// <summary>Everything the runs did to memberships, the oldest first.</summary>
    public required IReadOnlyList<MembershipEvent> Events { get; init; }

    /// <summary>Everything the runs did to exceptions, the oldest first.</summary>
    public IReadOnlyList<ExceptionChange> Exceptions { get; init; } = [];

    /// <summary>Everything the runs did to sub-groups, the oldest first.</summary>
    public IReadOnlyList<NestingEvent> Nestings { get; init; } = [];

    /// <summary>Keys of the groups that the runs paused and that are as the runs left them.</summary>
    public IReadOnlySet<int> PausedByRuns { get; init; } = new HashSet<int>();

    /// <summary>When the pauses end by themselves; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The people whom no plan removes, by key of the platform user.</summary>
    public IReadOnlyDictionary<int, string> ProtectedUsers { get; init; } = new Dictionary<int, string>();

    /// <summary>The runs in words.</summary>
    public string RunsInWords =>
        Runs.Count == 1 ? $"run {Runs[0]}" : $"runs {string.Join(", ", Runs.Take(5))}{(Runs.Count > 5 ? ", …" : "")}";
}

/// <summary>A group became a sub-group of another, or ceased to be one.</summary>
/// <param name="Group">Key of the group above.</param>
/// <param name="Child">Key of the sub-group.</param>
/// <param name="Began">Whether it began.</param>
public sealed record NestingEvent(int Group, int Child, bool Began);

/// <summary>What one applied plan did to one exception.</summary>
/// <param name="Before">As it was; null when it began.</param>
/// <param name="After">As it was left; null when it ended.</param>
public sealed record ExceptionChange(MembershipException? Before, MembershipException? After)
{
    /// <summary>Number of the exception.</summary>
    public long Id => (Before ?? After)!.Id;
}
