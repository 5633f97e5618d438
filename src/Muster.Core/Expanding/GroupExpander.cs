using Muster.Core.DirectoryObjects;

namespace Muster.Core.Expanding;

/// <summary>Expands groups through nesting: breadth first, each group once, so that cycles, diamonds and any depth are fine (INV-10).</summary>
/// <remarks>Keeps scratch space between calls; one instance serves one thread.</remarks>
public sealed class GroupExpander(DirectoryMirror mirror, EdgeView view = EdgeView.Current)
{
    private readonly KeyBits _reached = new(mirror.UserKeyLimit);
    private int[] _via = [];

    /// <summary>Expands one group.</summary>
    public ExpandedMembers Expand(DirectoryGroup root)
    {
        if (view.ChildGroups(root).IsEmpty)
            return new ExpandedMembers(view.Members(root), [], !root.PartlyRead);
        var (groups, complete) = Walk(root);
        return Collect(root, groups, complete);
    }

    /// <summary>The groups reached from a group, itself first, nearest first, and whether all of them were read whole.</summary>
    public (IReadOnlyList<DirectoryGroup> Groups, bool Complete) Walk(DirectoryGroup root)
    {
        var order = new List<DirectoryGroup> { root };
        var seen = new HashSet<int> { root.Key };
        var complete = true;
        for (var next = 0; next < order.Count; next++)
        {
            complete &= !order[next].PartlyRead;
            foreach (var key in view.ChildGroups(order[next]).Keys)
            {
                if (!seen.Add(key))
                    continue;
                var child = mirror.Group(key);
                if (child is null || child.Presence == ObjectPresence.Unseen)
                    complete = false;
                else if (view.Sees(child))
                    order.Add(child);
            }
        }
        return (order, complete);
    }

    private ExpandedMembers Collect(DirectoryGroup root, IReadOnlyList<DirectoryGroup> groups, bool complete)
    {
        var users = new List<int>();
        foreach (var group in groups)
        foreach (var user in view.Members(group).Keys)
        {
            if (!_reached.Add(user))
                continue;
            users.Add(user);
            if (user >= _via.Length)
                Array.Resize(ref _via, Math.Max(user + 1, mirror.UserKeyLimit));
            _via[user] = group == root ? 0 : group.Key;
        }
        users.Sort();
        var via = users.ConvertAll(user => _via[user]);
        users.ForEach(_reached.Remove);
        return new ExpandedMembers(KeySet.FromAscending([.. users]), via, complete);
    }
}
