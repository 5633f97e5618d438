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
        var opened = new HashSet<int>();
        void Visit(int key, int depth, int parent, IReadOnlyList<int> above)
        {
            if (lines.Count == most || find(key) is not { } group)
                return;
            var circle = above.Contains(key);
            var again = !opened.Add(key) && !group.Source.ChildGroups.IsEmpty;
            var row = lines.Count;
            lines.Add(new NestedLine(group, depth, parent, circle, again && !circle));
            if (circle || again)
                return;
            IReadOnlyList<int> path = [.. above, key];
            var children = group.Source.ChildGroups.AsList.Select(find).OfType<DiscoveredGroup>();
            foreach (var child in children.OrderBy(child => child.Source.Name, StringComparer.Ordinal))
                Visit(child.Source.Key, depth + 1, row, path);
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
