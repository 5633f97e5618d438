using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Plans the inverse of what runs did to sub-groups, as far as it still makes sense.</summary>
internal static class UndoSubGroups
{
    /// <summary>The steps, by the keys of group and sub-group.</summary>
    public static IReadOnlyList<GroupStep> Plan(UndoRequest request, UndoConflicts conflicts)
    {
        var groups = request.Actual.Groups.ToDictionary(group => group.Key);
        var steps = new List<GroupStep>();
        var net = request
            .SubGroups.GroupBy(change => (change.Group, change.Child))
            .Where(changes => changes.First().Began == changes.Last().Began)
            .Select(changes => changes.Last())
            .OrderBy(change => (change.Group, change.Child));
        foreach (var change in net)
            if (ConflictOf(change, groups) is { } conflict)
                conflicts.Add(conflict, groups.GetValueOrDefault(change.Group)?.Name);
            else
                steps.Add(
                    change.Began
                        ? new GroupStep.Unnest(change.Group, change.Child, Evidence.Stated)
                        : new GroupStep.Nest(change.Group, change.Child)
                );
        return steps;
    }

    private static Conflict? ConflictOf(SubGroupEvent change, Dictionary<int, PlatformGroup> groups)
    {
        if (!groups.TryGetValue(change.Group, out var above) || !groups.TryGetValue(change.Child, out var below))
            return Conflict.SubGroupOver;
        if (above.SubGroups.Contains(change.Child) != change.Began)
            return Conflict.SubGroupChangedSince;
        return change.Began || (Follows(above) && Follows(below)) ? null : Conflict.SubGroupOver;
    }

    private static bool Follows(PlatformGroup group) => group.Link is LinkState.Linked or LinkState.Paused or LinkState.SourceDeleted;
}
