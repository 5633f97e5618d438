using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Planning;

namespace Muster.Core.Incremental;

/// <summary>Finds whom the changes can have touched: the people at the ends of changed edges, everybody in a group that was nested or is no longer, and who changed himself.</summary>
/// <remarks>A change in a group on which nothing rests touches nobody.</remarks>
internal sealed class AffectedUsers
{
    private const EdgeView NowOrBefore = EdgeView.WithAllDepartures;
    private readonly PlanRequest _request;
    private readonly LinkPlan _links;
    private readonly KeyBits _users;
    private readonly KeyBits _platformUsers;
    private readonly HashSet<int> _reached = [];

    private AffectedUsers(PlanRequest request, LinkPlan links)
    {
        (_request, _links) = (request, links);
        _users = new KeyBits(request.Mirror.UserKeyLimit);
        _platformUsers = new KeyBits(request.Actual.NextUserKey);
    }

    /// <summary>Finds them, without a look at who follows whom.</summary>
    public static TouchedPeople Find(PlanRequest request, ChangesSince changes, LinkPlan links)
    {
        var found = new AffectedUsers(request, links);
        found._users.AddAll(changes.Users);
        found._platformUsers.AddAll(changes.PlatformUsers);
        found.AddEdges();
        var relinked = links.Steps.Where(step => step is not GroupStep.Rename).Select(step => step.Group);
        found.AddPlatformGroups([.. relinked, .. changes.PlatformGroups.AsList]);
        if (!changes.PlatformGroups.IsEmpty)
            found.AddFormerSubGroups();
        foreach (var group in GroupsThatMatter.Below(request.Mirror, found._reached))
            found._users.AddAll(NowOrBefore.Members(group));
        // They are few, and an exception also begins and ends without the directory.
        found._platformUsers.AddAll(KeySet.Of(request.Actual.Exceptions.Select(exception => exception.User)));
        return new TouchedPeople(
            KeySet.FromAscending([.. found._users.Ascending()]),
            KeySet.FromAscending([.. found._platformUsers.Ascending()])
        );
    }

    private void AddEdges()
    {
        var ownersChanged = new HashSet<int>();
        foreach (var group in GroupsThatMatter.Find(_request, _links))
        foreach (var edges in new[] { group.Touched, group.Stated, group.Inferred })
        {
            _users.AddAll(edges.Members);
            _users.AddAll(edges.Owners);
            _reached.UnionWith(edges.ChildGroups.AsList);
            if (!edges.Owners.IsEmpty)
                ownersChanged.Add(group.Key);
        }
        // A group that lists owners again, or none any more, decides about those it had given before as well.
        foreach (var group in _request.Actual.Groups)
            if (group.DirectoryKey is { } key && ownersChanged.Contains(key))
                _platformUsers.AddAll(group.Owners.Union(group.LocalOwners));
    }

    private void AddPlatformGroups(HashSet<int> keys)
    {
        if (keys.Count == 0)
            return;
        foreach (var group in _request.Actual.Groups.Where(group => keys.Contains(group.Key)))
        {
            foreach (var people in new[] { group.Members, group.Owners, group.LocalMembers, group.LocalOwners })
                _platformUsers.AddAll(people);
            if (group.DirectoryKey is { } pinned)
                AddWhole(pinned);
        }
        foreach (var (group, source) in _links.Linked)
            if (keys.Contains(group.Key))
                AddWhole(source);
    }

    /// <summary>In a hierarchy the people of a directory group that nothing follows any more count in the groups above it; those who came while it was paused were in no group.</summary>
    private void AddFormerSubGroups()
    {
        if (
            _request.Policies.Nesting == NestingPolicy.Hierarchy
            || _request.Actual.Groups.Any(group => group.Settings.Nesting == NestingPolicy.Hierarchy)
        )
            _reached.UnionWith(_request.Actual.FormerSources.AsList);
    }

    private void AddWhole(int source)
    {
        _reached.Add(source);
        if (_request.Mirror.Group(source) is { } group)
            _users.AddAll(NowOrBefore.Owners(group));
    }
}
