using Muster.Core.Planning;

namespace Muster.Core.Incremental;

/// <summary>Collects the instants at which a plan of the same directory and platform would come out differently.</summary>
/// <remarks>A rule that speaks of time adds its instants here; then a sync plans for those concerned when the time has come, although nothing was read.</remarks>
public static class DueInstants
{
    /// <summary>The instants after the plan's own, in any order.</summary>
    public static IReadOnlyList<DueInstant> Of(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return [.. Pauses(request).Where(due => due.At > request.Now)];
    }

    private static IEnumerable<DueInstant> Pauses(PlanRequest request) =>
        from grouped in request.Actual.Groups
        where grouped.PausedUntil is not null
        select new DueInstant(grouped.PausedUntil!.Value, DueKind.PlatformGroup, grouped.Key);
}
