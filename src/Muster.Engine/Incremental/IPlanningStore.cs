using Muster.Core.DirectoryObjects;
using Muster.Core.Incremental;

namespace Muster.Engine.Incremental;

/// <summary>Keeps, for each connection, up to where plans have taken everything into account, and tells what has moved since.</summary>
/// <remarks>Marks are written with the plan that they are about: by <c>IPlatformStore.ApplyAsync</c>, or by <c>IMirrorStore.SettleAsync</c> when it had no steps.</remarks>
public interface IPlanningStore
{
    /// <summary>Where a connection stands. Costs the same whatever the size of the directory.</summary>
    Task<PlanningPosition> PositionAsync(int connection, CancellationToken cancellationToken);

    /// <summary>What has moved since a mark, and what has fallen due up to an instant. Costs what has moved.</summary>
    Task<ChangesSince> ChangesAsync(int connection, PlanningMark mark, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>What a plan that covered everything was made from, once it is applied: the next plan may start from there.</summary>
public sealed record PlanningMark
{
    /// <summary>Version of the mirror.</summary>
    public required long MirrorVersion { get; init; }

    /// <summary>Revision of the platform's state after the plan.</summary>
    public required long Revision { get; init; }

    /// <summary>Versions of every setting and rule the plan followed, as one text.</summary>
    public required string Configuration { get; init; }

    /// <summary>The instant the plan was made for.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The instant of the last full plan.</summary>
    public required DateTimeOffset FullAt { get; init; }

    /// <summary>Number of the run; its problems stand until something moves.</summary>
    public long Run { get; init; }

    /// <summary>Whether the plan left something undone because it could not be proven, so that it says nothing about whom nothing touches.</summary>
    public bool KeptBack { get; init; }

    /// <summary>Version of the planner.</summary>
    public int Planner { get; init; } = IncrementalPlanner.Version;

    /// <summary>When the plan may come out differently by time alone. Written, not read back.</summary>
    public IReadOnlyList<DueInstant> Due { get; init; } = [];

    /// <summary>The directory users about whom <see cref="Due"/> says all there is; null for everybody.</summary>
    public KeySet? DueOf { get; init; }
}

/// <summary>Where a connection stands.</summary>
/// <param name="Mark">Up to where plans have taken everything into account; null when nothing can be built upon.</param>
/// <param name="MirrorVersion">Version of the mirror now.</param>
/// <param name="SettledVersion">Version up to which changes have been forgotten.</param>
/// <param name="Revision">Revision of the platform's state now.</param>
/// <param name="NextDue">The first instant after the mark at which something falls due; null when nothing does.</param>
public sealed record PlanningPosition(PlanningMark? Mark, long MirrorVersion, long SettledVersion, long Revision, DateTimeOffset? NextDue)
{
    /// <summary>Whether nothing at all has moved since the mark.</summary>
    public bool IsStill(DateTimeOffset now) =>
        Mark is { } mark && mark.MirrorVersion == MirrorVersion && mark.Revision == Revision && !(NextDue <= now);
}
