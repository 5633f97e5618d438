using Muster.Core.Importing;
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
        return [.. Pauses(request).Concat(Conditions(request)).Concat(Exceptions(request)).Where(due => due.At > request.Now)];
    }

    /// <summary>When the import rule comes to cover somebody, or ceases to; whose facts are not given here keep the instant they have.</summary>
    private static IEnumerable<DueInstant> Conditions(PlanRequest request) =>
        request.ImportRule?.Condition?.DependsOnTime() == true
            ? from user in request.Users
            let change = request.ImportRule.NextChange(user.Facts, request.Now)
            where change is not null
            select new DueInstant(Ceiling(change.Value), DueKind.DirectoryUser, user.Key)
            : [];

    private static IEnumerable<DueInstant> Exceptions(PlanRequest request) =>
        from exception in request.Actual.Exceptions
        where exception.Until is not null
        select new DueInstant(Ceiling(exception.Until!.Value), DueKind.PlatformUser, exception.User);

    /// <summary>Instants are stored in milliseconds; a part of one that is not over yet counts as one.</summary>
    private static DateTimeOffset Ceiling(DateTimeOffset instant)
    {
        var rest = instant.UtcTicks % TimeSpan.TicksPerMillisecond;
        return rest == 0 ? instant : instant.AddTicks(TimeSpan.TicksPerMillisecond - rest);
    }

    private static IEnumerable<DueInstant> Pauses(PlanRequest request) =>
        from grouped in request.Actual.Groups
        where grouped.PausedUntil is not null
        select new DueInstant(grouped.PausedUntil!.Value, DueKind.PlatformGroup, grouped.Key);
}
