using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Expanding;

/// <summary>Expands groups through nesting: breadth first, each group once, so that cycles, diamonds and any depth are fine (INV-10).</summary>
/// <remarks>Keeps scratch space between calls; one instance serves one thread.</remarks>
public sealed class GroupExpander(DirectoryMirror mirror, EdgeView view = EdgeView.Current)
{
    private readonly KeyBits _reached = new(mirror.UserKeyLimit);
    private int[] _via = [];

    /// <summary>Expands one group with everything nested in it.</summary>
    public ExpandedMembers Expand(DirectoryGroup root) => Expand(root, Nesting.Transitive);

    /// <summary>Expands one group as far as a policy goes.</summary>
    public ExpandedMembers Expand(DirectoryGroup root, Nesting nesting)
    {
        if (nesting.Policy == NestingPolicy.Direct || view.ChildGroups(root).IsEmpty)
            return new ExpandedMembers(view.Members(root), [], KeySet.Empty, !root.PartlyRead);
        return Collect(root, Walk(root, nesting));
    }

    /// <summary>The groups reached from a group through nesting at any depth.</summary>
    public GroupWalk Walk(DirectoryGroup root) => Walk(root, Nesting.Transitive);

    private GroupWalk Walk(DirectoryGroup root, Nesting nesting)
    {
        var order = new List<DirectoryGroup> { root };
        var subGroups = new List<int>();
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
                {
                    if (nesting.IsSubGroup(key))
                        subGroups.Add(key);
                    else
                        order.Add(child);
                }
            }
        }
        return new GroupWalk(order, subGroups, complete);
    }

    private ExpandedMembers Collect(DirectoryGroup root, GroupWalk walk)
    {
        var users = new List<int>();
        foreach (var group in walk.Groups)
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
        return new ExpandedMembers(KeySet.FromAscending([.. users]), via, KeySet.Of(walk.SubGroups), walk.Complete);
    }
}
