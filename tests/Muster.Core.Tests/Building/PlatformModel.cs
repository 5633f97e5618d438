using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Building;

/// <summary>The platform in memory. Applies plans the naive way and fails on a step that needs what is not there.</summary>
internal sealed class PlatformModel
{
    public Dictionary<int, PlatformUser> Users { get; private init; } = [];

    public Dictionary<int, PlatformGroup> Groups { get; private init; } = [];

    /// <summary>Groups out of use, as they were when they were retired.</summary>
    public List<PlatformGroup> Retired { get; private init; } = [];

    /// <summary>Directory groups that a group followed once.</summary>
    public HashSet<int> EverFollowed { get; private init; } = [];

    public List<MembershipException> Exceptions { get; private init; } = [];

    public long NextException { get; private set; } = 1;

    public int NextUser { get; private set; } = 1;

    public int NextGroup { get; private set; } = 1;

    public PlatformGroup Add(string name, LinkState state, int? directoryKey)
    {
        var group = new PlatformGroup
        {
            Key = NextGroup++,
            Name = name,
            Link = state,
            DirectoryKey = directoryKey,
        };
        Groups.Add(group.Key, group);
        if (directoryKey is { } source)
            EverFollowed.Add(source);
        return group;
    }

    public PlatformGroup Named(string name) => Groups.Values.Single(group => group.Name == name);

    public int UserFollowing(int directoryKey) => Users.Values.Single(user => user.DirectoryKey == directoryKey).Key;

    public void Configure(int key, Func<GroupSettings, GroupSettings> change) =>
        Groups[key] = Groups[key] with { Settings = change(Groups[key].Settings) };

    public void AddLocal(string groupName, int user, MembershipRelation relation) =>
        Edit(Named(groupName).Key, relation, MembershipOrigin.Local, keys => keys.Add(user));

    /// <summary>A person gives a membership while the group follows the directory.</summary>
    public void Give(string groupName, int user)
    {
        AddLocal(groupName, user, MembershipRelation.Member);
        var group = Named(groupName);
        Groups[group.Key] = group with { GivenMembers = group.GivenMembers.Union(KeySet.Of(user)) };
    }

    /// <summary>A person takes a membership that the directory gave.</summary>
    public void Take(string groupName, int user)
    {
        Edit(Named(groupName).Key, MembershipRelation.Member, MembershipOrigin.Directory, keys => keys.Remove(user));
        var group = Named(groupName);
        Groups[group.Key] = group with { TakenMembers = group.TakenMembers.Union(KeySet.Of(user)) };
    }

    public PlatformUser AddLocalUser(UserAttributes attributes)
    {
        var user = new PlatformUser(NextUser++, 0, attributes, true);
        Users.Add(user.Key, user);
        return user;
    }

    public void Change(PlatformUser user) => Users[user.Key] = user;

    public MembershipException Except(
        int group,
        int user,
        ExceptionKind kind,
        DateTimeOffset now,
        DateTimeOffset? until,
        MembershipRelation relation
    )
    {
        var exception = new MembershipException(NextException++, group, user, relation, kind, "because", "test", now, until);
        Exceptions.Add(exception);
        return exception;
    }

    public PlatformState Build(int directoryKeys)
    {
        var userOf = new int[directoryKeys];
        var active = new bool[NextUser];
        foreach (var user in Users.Values)
            (userOf[user.DirectoryKey], active[user.Key]) = (user.IsLocal ? 0 : user.Key, user.Active);
        return new PlatformState
        {
            Revision = 1,
            Groups = [.. Groups.Values.OrderBy(group => group.Key)],
            FormerSources = KeySet.Of(EverFollowed.Where(key => Groups.Values.All(group => group.DirectoryKey != key))),
            UserByDirectoryKey = userOf,
            LocalUsers = KeySet.Of(Users.Values.Where(user => user.IsLocal).Select(user => user.Key)),
            ActiveUsers = active,
            NextUserKey = NextUser,
            NextGroupKey = NextGroup,
            Exceptions = [.. Exceptions],
            NextExceptionId = NextException,
        };
    }

    public PlatformModel After(SyncPlan plan)
    {
        var after = new PlatformModel
        {
            Users = new(Users),
            Groups = new(Groups),
            Retired = [.. Retired],
            EverFollowed = [.. EverFollowed],
            Exceptions = [.. Exceptions],
            NextException = NextException,
            NextUser = NextUser,
            NextGroup = NextGroup,
        };
        foreach (var step in plan.Groups)
            after.Apply(step);
        foreach (var step in plan.Users)
            after.Apply(step);
        foreach (var change in plan.Memberships)
            after.Apply(change);
        foreach (var step in plan.Exceptions)
            after.Apply(step);
        after.PutAway();
        Assert.Distinct(after.Users.Values.Where(user => !user.IsLocal).Select(user => user.DirectoryKey));
        Assert.Distinct(after.Groups.Values.Select(group => group.Name));
        Assert.All(after.Groups.Values.SelectMany(group => group.SubGroups.AsList), child => Assert.Contains(child, after.Groups.Keys));
        Assert.Distinct(after.Groups.Values.Where(group => group.DirectoryKey is not null).Select(group => group.DirectoryKey));
        return after;
    }

    private void PutAway()
    {
        foreach (var group in Groups.Values.Where(group => group.Link == LinkState.Retired).ToList())
        {
            Assert.True(group.Members.IsEmpty && group.Owners.IsEmpty && group.LocalMembers.IsEmpty && group.LocalOwners.IsEmpty);
            Groups.Remove(group.Key);
            Retired.Add(group);
        }
    }

    private void Apply(GroupStep step)
    {
        switch (step)
        {
            case GroupStep.Create(var key, var name, var purpose):
                Assert.True(key >= NextGroup, "a key is used once");
                NextGroup = key;
                Groups[key] = Add(name, LinkState.Unmatched, null) with { Settings = GroupSettings.None with { Purpose = purpose } };
                break;
            case GroupStep.Link(var key, var source, _, _):
                Groups[key] = Groups[key] with { Link = LinkState.Linked, DirectoryKey = source };
                EverFollowed.Add(source);
                break;
            case GroupStep.Unlink(var key):
                Groups[key] = Groups[key] with { Link = LinkState.Local, DirectoryKey = null };
                break;
            case GroupStep.ChangeState(var key, var from, var to, var until):
                Assert.Equal(from, Groups[key].Link);
                Groups[key] = Groups[key] with { Link = to, PausedUntil = until };
                break;
            case GroupStep.Configure(var key, var before, var after):
                Assert.Equal(before, Groups[key].Settings);
                Groups[key] = Groups[key] with { Settings = after };
                break;
            case GroupStep.Describe(var key, var before, var after):
                Assert.Equal(before, Groups[key].Attributes);
                Groups[key] = Groups[key] with { Attributes = after };
                break;
            case GroupStep.Rename(var key, var from, var to):
                Assert.Equal(from, Groups[key].Name);
                Groups[key] = Groups[key] with { Name = to };
                break;
            case GroupStep.Nest(var key, var child):
                Assert.DoesNotContain(child, Groups[key].SubGroups.AsList);
                Groups[key] = Groups[key] with { SubGroups = KeySet.Of([.. Groups[key].SubGroups.AsList, child]) };
                break;
            case GroupStep.Unnest(var key, var child, _):
                Assert.Contains(child, Groups[key].SubGroups.AsList);
                Groups[key] = Groups[key] with { SubGroups = Groups[key].SubGroups.Except(KeySet.Of(child)) };
                break;
            case GroupStep.Retire(var key):
                Assert.True(Groups.ContainsKey(key));
                Groups[key] = Groups[key] with { Link = LinkState.Retired, DirectoryKey = null };
                break;
        }
    }

    private void Apply(UserStep step)
    {
        switch (step)
        {
            case UserStep.Create(var key, var directoryKey, _, var attributes, _):
                Assert.Equal(NextUser++, key);
                Assert.DoesNotContain(Users.Values, user => user.DirectoryKey == directoryKey);
                Users.Add(key, new PlatformUser(key, directoryKey, attributes, true));
                break;
            case UserStep.CreateLocal(var key, var attributes):
                Assert.Equal(NextUser, key);
                AddLocalUser(attributes);
                break;
            case UserStep.Adopt(var key, var directoryKey, _, _):
                Assert.NotEqual(directoryKey, Users[key].DirectoryKey);
                Users[key] = Users[key] with { DirectoryKey = directoryKey, KeptApart = false };
                break;
            case UserStep.KeepApart(var key):
                Users[key] = Users[key] with { DirectoryKey = 0, KeptApart = true };
                break;
            case UserStep.Update(var key, var before, var after):
                Assert.Equal(before, Users[key].Attributes);
                Users[key] = Users[key] with { Attributes = after };
                break;
            case UserStep.Suspend(var key, _, _):
                Assert.True(Users[key].Active);
                Users[key] = Users[key] with { Active = false };
                break;
            case UserStep.Reactivate(var key, _):
                Assert.False(Users[key].Active);
                Users[key] = Users[key] with { Active = true };
                break;
        }
    }

    private void Apply(ExceptionStep step)
    {
        if (step is ExceptionStep.Begin(var begun))
            Assert.Equal(NextException++, begun.Id);
        else
            Assert.True(Exceptions.Remove(step.Exception), "only what stands is changed");
        if (step is ExceptionStep.Begin)
            Exceptions.Add(step.Exception);
        if (step is ExceptionStep.Extend(var exception, var until))
            Exceptions.Add(exception with { Until = until });
    }

    private void Apply(MembershipChange change) =>
        Edit(
            change.Group,
            change.Relation,
            change.Origin,
            keys =>
            {
                foreach (var addition in change.Additions)
                {
                    Assert.True(Users[addition.User].Active, "only active users become members");
                    Assert.True(keys.Add(addition.User), "nobody is added twice");
                }
                foreach (var removal in change.Removals)
                    Assert.True(keys.Remove(removal.User), "only members are removed");
            }
        );

    private void Edit(int key, MembershipRelation relation, MembershipOrigin origin, Action<HashSet<int>> edit)
    {
        var group = Groups[key];
        var set = group.Of(relation, origin).AsList.ToHashSet();
        edit(set);
        var edited = KeySet.Of(set);
        Groups[key] = (relation, origin) switch
        {
            (MembershipRelation.Member, MembershipOrigin.Directory) => group with { Members = edited },
            (MembershipRelation.Owner, MembershipOrigin.Directory) => group with { Owners = edited },
            (MembershipRelation.Member, MembershipOrigin.Local) => group with { LocalMembers = edited },
            (MembershipRelation.Owner, MembershipOrigin.Local) => group with { LocalOwners = edited },
            (MembershipRelation.Member, _) => group with { ExceptionMembers = edited },
            _ => group with { ExceptionOwners = edited },
        };
    }
}
