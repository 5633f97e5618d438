using Muster.Engine.Platform;

namespace Muster.Server.Groups;

/// <summary>Groups and their sub-groups at one revision.</summary>
internal sealed class GroupTree
{
    private readonly Dictionary<int, GroupRow> _groups;
    private readonly ILookup<int, int> _children;
    private readonly ILookup<int, int> _parents;

    private GroupTree(Dictionary<int, GroupRow> groups, IReadOnlyList<SubGroupPair> pairs)
    {
        _groups = groups;
        _children = pairs.ToLookup(pair => pair.Group, pair => pair.Child);
        _parents = pairs.ToLookup(pair => pair.Child, pair => pair.Group);
    }

    public static async Task<GroupTree> LoadAsync(MusterInstance muster, long revision, CancellationToken cancellationToken) =>
        new(
            await muster
                .Database.Platform.GroupRowsAsync(revision, null, cancellationToken)
                .ToDictionaryAsync(group => group.Key, cancellationToken: cancellationToken),
            await muster.Database.Platform.SubGroupsAsync(revision, cancellationToken)
        );

    /// <summary>Sub-groups of a group, by name.</summary>
    public IReadOnlyList<GroupRow> Children(GroupRow group) => Named(_children[group.Key]);

    /// <summary>The groups a group is a sub-group of, by name.</summary>
    public IReadOnlyList<GroupRow> Parents(GroupRow group) => Named(_parents[group.Key]);

    /// <summary>
    /// The tree from the top, or below one group, depth first. A group that comes again is not opened again, so that there are never more lines than relations;
    /// one that comes again on its own path closes a circle.
    /// </summary>
    public IEnumerable<TreeLine> Lines(GroupRow? root)
    {
        if (root is not null)
            return _children[root.Key].Any() ? Below(root, []) : [];
        var tops = Named(_children.Select(children => children.Key).Where(key => !_parents[key].Any())).ToList();
        // Groups that only lie on circles have no top: each circle is entered at its first name.
        var reached = new HashSet<int>();
        foreach (var top in tops)
            Reach(top.Key, reached);
        foreach (var group in Named(_children.Select(children => children.Key)))
            if (!reached.Contains(group.Key))
            {
                tops.Add(group);
                Reach(group.Key, reached);
            }
        var opened = new HashSet<int>();
        return tops.SelectMany(top => Below(top, opened));
    }

    private IEnumerable<TreeLine> Below(GroupRow group, HashSet<int> opened) =>
        TreeWalk
            .From(group, row => row.Key, Children, opened)
            .Select(step => new TreeLine(step.Group, step.Path.Count - 1, step.Circle, step.Again, [.. step.Path.Select(row => row.Name)]));

    private void Reach(int key, HashSet<int> reached)
    {
        var todo = new Stack<int>([key]);
        while (todo.TryPop(out var next))
            if (reached.Add(next))
                foreach (var child in _children[next])
                    todo.Push(child);
    }

    private List<GroupRow> Named(IEnumerable<int> keys) =>
        [.. keys.Select(key => _groups.GetValueOrDefault(key)).OfType<GroupRow>().OrderBy(group => group.Name, StringComparer.Ordinal)];
}

/// <summary>One line of a tree.</summary>
/// <param name="Group">The group.</param>
/// <param name="Depth">How far below the top, which has 0.</param>
/// <param name="Circle">Whether the group stands above itself, so that the tree ends here.</param>
/// <param name="Again">Whether what is below it was shown before.</param>
/// <param name="Path">Names from the top down to the group.</param>
internal sealed record TreeLine(GroupRow Group, int Depth, bool Circle, bool Again, IReadOnlyList<string> Path);
