using Muster.Engine.Groups;

namespace Muster.Server.Groups;

/// <summary>The groups nested in a directory group, as a tree of lines. A group that comes again is not opened again, so there are never more lines than relations.</summary>
internal static class NestingTree
{
    /// <summary>Lines from a group down, depth first, by name.</summary>
    /// <param name="find">A present group of the directory by its key.</param>
    /// <param name="root">Where to begin.</param>
    /// <param name="most">At most so many lines.</param>
    public static IReadOnlyList<NestedLine> Of(Func<int, DiscoveredGroup?> find, int root, int most)
    {
        var lines = new List<NestedLine>();
        if (find(root) is not { } first)
            return lines;
        var rows = new List<int>();
        foreach (var step in TreeWalk.From(first, group => group.Source.Key, group => Children(group, find), []).Take(most))
        {
            var depth = step.Path.Count - 1;
            // The line of the last group on each depth: what comes next below it hangs on that.
            rows.RemoveRange(depth, rows.Count - depth);
            lines.Add(new NestedLine(step.Group, depth, depth == 0 ? -1 : rows[depth - 1], step.Circle, step.Again && !step.Circle));
            rows.Add(lines.Count - 1);
        }
        return lines;
    }

    /// <summary>The present groups that a group is nested in directly.</summary>
    /// <param name="discovery">The groups of the directory.</param>
    /// <param name="root">Key of the group.</param>
    public static IReadOnlyList<DiscoveredGroup> Above(GroupDiscovery discovery, int root) =>
        [.. discovery.All(DirectoryGroupFilter.All).Where(group => group.Source.ChildGroups.Contains(root))];

    private static IReadOnlyList<DiscoveredGroup> Children(DiscoveredGroup group, Func<int, DiscoveredGroup?> find) =>
        [
            .. group
                .Source.ChildGroups.AsList.Select(find)
                .OfType<DiscoveredGroup>()
                .OrderBy(child => child.Source.Name, StringComparer.Ordinal),
        ];
}

/// <summary>One line of the tree.</summary>
/// <param name="Group">The directory group, and how it stands here.</param>
/// <param name="Depth">How far below the first, which has 0.</param>
/// <param name="Parent">Number of the line it hangs on; -1 for the first.</param>
/// <param name="Circle">Whether the group stands above itself, so that the tree ends here.</param>
/// <param name="Again">Whether what is below it was drawn before.</param>
internal sealed record NestedLine(DiscoveredGroup Group, int Depth, int Parent, bool Circle, bool Again);
