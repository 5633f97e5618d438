using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Incremental;

/// <summary>Leaves out of a request everybody but some people. Facts about groups stay: names, nesting, what was read in part.</summary>
internal static class Narrowing
{
    public static PlanRequest To(PlanRequest request, LinkPlan links, KeySet users)
    {
        var looked = GroupsThatMatter.Find(request, links).Select(group => group.Key).ToHashSet();
        var followers = new int[request.Actual.UserByDirectoryKey.Length];
        var platform = new List<int>();
        foreach (var key in users.Keys)
            if (request.Actual.UserOf(key) is var user and not 0)
                platform.Add(followers[key] = user);
        return request with
        {
            Mirror = request.Mirror.With(group => looked.Contains(group.Key) ? Only(group, users) : group),
            Actual = Only(request.Actual, followers, KeySet.Of(platform)),
        };
    }

    private static DirectoryGroup Only(DirectoryGroup group, KeySet users) =>
        group with
        {
            HasOwners = group.HasOwners,
            Members = group.Members.Intersect(users),
            Owners = group.Owners.Intersect(users),
            Stated = Only(group.Stated, users),
            Inferred = Only(group.Inferred, users),
        };

    private static DepartedEdges Only(DepartedEdges edges, KeySet users) =>
        edges.IsEmpty ? edges : edges with { Members = edges.Members.Intersect(users), Owners = edges.Owners.Intersect(users) };

    private static PlatformState Only(PlatformState actual, int[] followers, KeySet users) =>
        new()
        {
            Revision = actual.Revision,
            Groups = [.. actual.Groups.Select(group => Only(group, users))],
            UserByDirectoryKey = followers,
            ActiveUsers = actual.ActiveUsers,
            NextUserKey = actual.NextUserKey,
            NextGroupKey = actual.NextGroupKey,
            FormerSources = actual.FormerSources,
            LocalUsers = actual.LocalUsers,
            Exceptions = actual.Exceptions,
            NextExceptionId = actual.NextExceptionId,
        };

    private static PlatformGroup Only(PlatformGroup group, KeySet users) =>
        group with
        {
            Members = group.Members.Intersect(users),
            Owners = group.Owners.Intersect(users),
            LocalMembers = group.LocalMembers.Intersect(users),
            LocalOwners = group.LocalOwners.Intersect(users),
            GivenMembers = group.GivenMembers.Intersect(users),
            GivenOwners = group.GivenOwners.Intersect(users),
            TakenMembers = group.TakenMembers.Intersect(users),
            TakenOwners = group.TakenOwners.Intersect(users),
            ExceptionMembers = group.ExceptionMembers.Intersect(users),
            ExceptionOwners = group.ExceptionOwners.Intersect(users),
        };
}
