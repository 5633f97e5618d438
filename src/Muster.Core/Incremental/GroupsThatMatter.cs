using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Importing;
using Muster.Core.Planning;

namespace Muster.Core.Incremental;

/// <summary>The directory groups on which anybody's membership or import can rest: those the platform follows or the import rule names, and all that is or was nested in them.</summary>
internal static class GroupsThatMatter
{
    private const EdgeView NowOrBefore = EdgeView.WithAllDepartures;

    public static IReadOnlyCollection<DirectoryGroup> Find(PlanRequest request, LinkPlan links)
    {
        var pinned = request.Actual.Groups.Select(group => group.DirectoryKey ?? 0);
        var linked = links.Linked.Select(link => link.DirectoryKey);
        return Below(request.Mirror, pinned.Concat(linked).Concat(NamedBy(request)));
    }

    /// <summary>Groups with all that is or was nested in them at any depth, each once. Groups that are not there are looked through: they may be back.</summary>
    public static IReadOnlyCollection<DirectoryGroup> Below(DirectoryMirror mirror, IEnumerable<int> roots)
    {
        var found = new List<DirectoryGroup>();
        var seen = new HashSet<int>();
        Take(roots);
        for (var next = 0; next < found.Count; next++)
            Take(NowOrBefore.ChildGroups(found[next]).AsList);
        return found;

        void Take(IEnumerable<int> keys)
        {
            foreach (var key in keys)
                if (mirror.Group(key) is { } group && seen.Add(key))
                    found.Add(group);
        }
    }

    private static IEnumerable<int> NamedBy(PlanRequest request)
    {
        if (request.ImportRule is not ImportRule.MembersOf(var ids))
            return [];
        var named = ids.ToHashSet();
        return request.Mirror.Groups.Where(group => named.Contains(group.Id)).Select(group => group.Key);
    }
}
