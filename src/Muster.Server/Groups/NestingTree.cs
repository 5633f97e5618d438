using Muster.Engine.Groups;

namespace Muster.Server.Groups;

/// <summary>The groups nested in a directory group, as a tree of lines. A group that comes again is not opened again, so there are never more lines than relations.</summary>
internal static class NestingTree
{
    /// <summary>Lines from a group down, depth first, by name.</summary>
    /// <param name="groups">The directory's groups by key.</param>
    /// <param name="root">Where to begin.</param>
    /// <param name="most">At most so many lines.</param>
    public static IReadOnlyList<NestedLine> Of(IReadOnlyDictionary<int, DiscoveredGroup> groups, int root, int most)
    {
        var lines = new List<NestedLine>();
        var opened = new HashSet<int>();
        void Visit(int key, int depth, int parent, IReadOnlyList<int> above)
        {
            if (lines.Count == most || !groups.TryGetValue(key, out var group))
                return;
            var circle = above.Contains(key);
            var again = !opened.Add(key) && !group.Source.ChildGroups.IsEmpty;
            var row = lines.Count;
            lines.Add(new NestedLine(group, depth, parent, circle, again && !circle));
            if (circle || again)
                return;
            IReadOnlyList<int> path = [.. above, key];
            foreach (
                var child in group
                    .Source.ChildGroups.AsList.Where(groups.ContainsKey)
                    .OrderBy(child => groups[child].Source.Name, StringComparer.Ordinal)
            )
                Visit(child, depth + 1, row, path);
        }
        Visit(root, 0, -1, []);
        return lines;
    }
}

/// <summary>One line of the tree.</summary>
/// <param name="Group">The directory group, and how it stands here.</param>
/// <param name="Depth">How far below the first, which has 0.</param>
/// <param name="Parent">Number of the line it hangs on; -1 for the first.</param>
/// <param name="Circle">Whether the group stands above itself, so that the tree ends here.</param>
/// <param name="Again">Whether what is below it was drawn before.</param>
internal sealed record NestedLine(DiscoveredGroup Group, int Depth, int Parent, bool Circle, bool Again);
