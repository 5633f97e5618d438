using Muster.Core.DirectoryObjects;

namespace Muster.Core.Explaining;

/// <summary>A way from a directory group to a user: the group, nested groups in order, the last of which holds the user directly.</summary>
/// <param name="Groups">At least one group, each nested in the one before.</param>
public sealed record MembershipPath(IReadOnlyList<DirectoryGroup> Groups)
{
    /// <summary>Whether the first group holds the user itself.</summary>
    public bool Direct => Groups.Count == 1;
}

/// <summary>Every path by which somebody is in a group.</summary>
/// <param name="Paths">Shortest first, then by the names on the way.</param>
/// <param name="MoreExist">True when there are more paths than the limit.</param>
public sealed record MembershipPaths(IReadOnlyList<MembershipPath> Paths, bool MoreExist)
{
    /// <summary>Finds every path without repeating a group on it; tangled nesting can have very many, so the search ends at a limit.</summary>
    /// <param name="mirror">The mirror.</param>
    /// <param name="root">The group asked about.</param>
    /// <param name="user">Key of the directory user.</param>
    /// <param name="limit">At most this many paths.</param>
    public static MembershipPaths Find(DirectoryMirror mirror, DirectoryGroup root, int user, int limit = 100) =>
        new PathFinder(mirror, user).Find(root, limit);
}

/// <summary>Finds the ways by which directory groups hold one user; what is the same for every group is found out once.</summary>
/// <param name="mirror">The mirror.</param>
/// <param name="user">Key of the directory user.</param>
public sealed class PathFinder(DirectoryMirror mirror, int user)
{
    private readonly HashSet<int> _leading = LeadingTo(mirror, user);

    /// <summary>Whether a group holds the user, directly or through others.</summary>
    public bool Leads(DirectoryGroup group) => _leading.Contains(group.Key);

    /// <summary>Every path from a group to the user, each without repeating a group, up to a limit.</summary>
    public MembershipPaths Find(DirectoryGroup root, int limit = 100)
    {
        var search = new Search(mirror, user, limit, _leading);
        search.Visit(root);
        return new MembershipPaths(
            [
                .. search
                    .Found.OrderBy(path => path.Groups.Count)
                    .ThenBy(path => string.Join('\n', path.Groups.Select(group => group.Name)), StringComparer.Ordinal),
            ],
            search.Stopped
        );
    }

    /// <summary>The groups from which the user can be reached at all, all of them present, found upwards.</summary>
    private static HashSet<int> LeadingTo(DirectoryMirror mirror, int user)
    {
        var leading = mirror.Groups.Where(group => group.Present && group.Members.Contains(user)).Select(group => group.Key).ToHashSet();
        var parents = mirror
            .Groups.Where(group => group.Present)
            .SelectMany(group => group.ChildGroups.AsList.Select(child => (child, group.Key)))
            .ToLookup(edge => edge.child, edge => edge.Key);
        var todo = new Queue<int>(leading);
        while (todo.TryDequeue(out var key))
            foreach (var parent in parents[key])
                if (leading.Add(parent))
                    todo.Enqueue(parent);
        return leading;
    }

    private sealed class Search(DirectoryMirror mirror, int user, int limit, HashSet<int> leading)
    {
        private readonly List<DirectoryGroup> _path = [];

        public List<MembershipPath> Found { get; } = [];

        public bool Stopped { get; private set; }

        public void Visit(DirectoryGroup group)
        {
            if (!LeadsOn(group))
                return;
            if (Found.Count == limit)
            {
                Stopped = true;
                return;
            }
            _path.Add(group);
            if (group.Members.Contains(user))
                Found.Add(new MembershipPath([.. _path]));
            foreach (var child in group.ChildGroups.Keys)
                if (!Stopped && mirror.Group(child) is { } nested)
                    Visit(nested);
            _path.RemoveAt(_path.Count - 1);
        }

        /// <summary>Whether the user can be reached from a group without coming back to the path: each visit finds a path, so the limit ends any search.</summary>
        private bool LeadsOn(DirectoryGroup start)
        {
            var seen = _path.Select(group => group.Key).ToHashSet();
            if (!leading.Contains(start.Key) || !seen.Add(start.Key))
                return false;
            var todo = new Stack<DirectoryGroup>([start]);
            while (todo.TryPop(out var group))
            {
                if (group.Members.Contains(user))
                    return true;
                foreach (var key in group.ChildGroups.Keys)
                    if (leading.Contains(key) && seen.Add(key))
                        todo.Push(mirror.Group(key)!);
            }
            return false;
        }
    }
}
