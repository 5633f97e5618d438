using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Building;

/// <summary>What the platform must look like after a plan, worked out slowly with plain sets from the world's own description.</summary>
internal sealed class Oracle
{
    private readonly World _world;
    private readonly Dictionary<int, Source> _sources;
    private readonly Dictionary<int, GroupSettings> _settings;
    private readonly HashSet<int> _wanted;
    private readonly Dictionary<int, int> _adopted;

    /// <param name="world">The world before the plan.</param>
    /// <param name="created">The groups that the plan creates, with the key of the directory group each follows.</param>
    public Oracle(World world, IEnumerable<PlatformGroup> created)
    {
        _world = world;
        _sources = world.Sources.ToDictionary(source => source.Key);
        var groups = world.Platform.Groups.Values.Concat(created).ToList();
        _settings = groups.ToDictionary(group => group.Key, group => group.Settings);
        Followed = groups
            .Select(group => (group.Key, Source: SourceOf(group)))
            .Where(pair => pair.Source is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Source!);
        _wanted = Wanted();
        (_adopted, var undecided) = new AdoptionOracle(world).Decide(_wanted);
        _wanted.ExceptWith(undecided);
    }

    /// <summary>The directory group each platform group follows once the plan is applied.</summary>
    public Dictionary<int, Source> Followed { get; }

    /// <summary>Whether the group goes with its source.</summary>
    public bool IsPruned(PlatformGroup group) =>
        group.Link is LinkState.Linked or LinkState.SourceDeleted
        && _sources[group.DirectoryKey!.Value].Presence is ObjectPresence.RemovedStated or ObjectPresence.RemovedInferred
        && (group.Settings.OnSourceDeleted ?? _world.Policies.OnSourceDeleted) == SourceDeletedPolicy.Prune
        && group.LocalMembers.Count + group.LocalOwners.Count + group.ExceptionMembers.Count + group.ExceptionOwners.Count == 0
        && !People(group.Members.Union(group.Owners)).Any(_world.Protected.Contains)
        && _world is { UsersRead: true, GroupsRead: true };

    /// <summary>Whether the group stops following because its name differs.</summary>
    public bool IsUnlinked(PlatformGroup group) =>
        group.Link is LinkState.Linked or LinkState.SourceDeleted
        && _sources[group.DirectoryKey!.Value] is { Presence: ObjectPresence.Present, Name: { Length: > 0 } name }
        && name != group.Name
        && (group.Settings.OnRename ?? _world.Policies.OnRename) == RenamePolicy.Unlink;

    /// <summary>Keys of the groups that are sub-groups of a group.</summary>
    public HashSet<int> SubGroups(PlatformGroup group)
    {
        var ended = _world
            .Platform.Groups.Values.Where(other => IsPruned(other) || IsUnlinked(other))
            .Select(other => other.Key)
            .ToHashSet();
        var before = group.SubGroups.AsList.Except(ended).ToHashSet();
        if (!Followed.TryGetValue(group.Key, out var source))
            return ended.Contains(group.Key) ? [] : before;
        if (NestingOf(group.Key) != NestingPolicy.Hierarchy)
            return [];
        var linked = Followed.ToDictionary(pair => pair.Value.Key, pair => pair.Key);
        var wanted = Below(source, NestingPolicy.Hierarchy)
            .SelectMany(key => _sources[key].Children)
            .Where(key => key != source.Key && linked.ContainsKey(key))
            .Select(key => linked[key])
            .ToHashSet();
        return Whole(source, NestingPolicy.Hierarchy) && _world.GroupsRead ? wanted : [.. wanted.Union(before)];
    }

    /// <summary>Names of the active people.</summary>
    public HashSet<string> Active()
    {
        var before = _world.Platform.Users.Values.Where(user => user.Active).ToList();
        var synced = before.Where(user => !user.IsLocal).Select(user => user.DirectoryKey);
        return
        [
            .. Names(_wanted.Union(synced.Where(key => !MayBeSuspended(key) || _world.Protected.Contains(key)))),
            .. before.Where(user => user.IsLocal).Select(user => NameAfter(user.Key)),
        ];
    }

    /// <summary>Names of those whom the directory makes members or owners of a platform group.</summary>
    public HashSet<string> Memberships(PlatformGroup group, MembershipRelation relation)
    {
        var before = People(group.Of(relation));
        if (IsUnlinked(group))
            return [];
        if (!Followed.TryGetValue(group.Key, out var source))
            return Names(before);
        var reached = relation == MembershipRelation.Owner ? source.Owners : Reached(source, NestingOf(group.Key));
        var whole = IsWhole(source, relation, NestingOf(group.Key));
        var excluded = Standing(group, relation, ExceptionKind.Exclude);
        return Names(
            reached
                .Intersect(_wanted)
                .Except(excluded)
                .Union(before.Where(key => !_wanted.Contains(key) || !reached.Contains(key) || excluded.Contains(key)).Where(Stays))
        );

        bool Stays(int key) => _world.Protected.Contains(key) || (!excluded.Contains(key) && MayStay(key));

        bool MayStay(int key) =>
            !(AccountIsGone(key) && _world.UsersRead)
            && !(whole && _world.UsersRead && _world.GroupsRead && (!reached.Contains(key) || (IsEnabled(key) && RuleIsDecided())));
    }

    /// <summary>Local memberships end where the directory takes over and has been read, and begin where it lets go.</summary>
    public HashSet<string> Local(PlatformGroup group, MembershipRelation relation)
    {
        var users = relation == MembershipRelation.Owner ? group.LocalOwners : group.LocalMembers;
        HashSet<string> local = [.. users.AsList.Select(NameAfter)];
        if (IsUnlinked(group))
            return
            [
                .. local.Union(
                    Names(People(group.Of(relation).Union(group.Of(relation, MembershipOrigin.Exception))))
                        .Intersect(Active())
                        .Intersect(ActiveBefore())
                ),
            ];
        return
            Followed.TryGetValue(group.Key, out var source)
            && group.Settings.LocalMembers != LocalMembersPolicy.Keep
            && IsWhole(source, relation, NestingOf(group.Key))
            && _world is { UsersRead: true, GroupsRead: true }
            ? Names(
                People(users).Where(key => _world.Protected.Contains(key) && !(_wanted.Contains(key) && Reaches(source, relation, key)))
            )
            : local;

        bool Reaches(Source from, MembershipRelation how, int key) =>
            (how == MembershipRelation.Owner ? from.Owners : Reached(from, NestingOf(group.Key))).Contains(key)
            && !Standing(group, how, ExceptionKind.Exclude).Contains(key);
    }

    /// <summary>Whether the people of a nested directory group count in a platform group that reaches it.</summary>
    public bool Enters(int group, int child) =>
        NestingOf(group) switch
        {
            NestingPolicy.Direct => false,
            NestingPolicy.Hierarchy => Followed.Values.All(followed => followed.Key != child),
            _ => true,
        };

    /// <summary>Names of those who are in by an exception alone.</summary>
    public HashSet<string> Excepted(PlatformGroup group, MembershipRelation relation)
    {
        var before = People(group.Of(relation, MembershipOrigin.Exception)).ToHashSet();
        var included = Standing(group, relation, ExceptionKind.Include);
        if (IsUnlinked(group) || IsPruned(group))
            return [];
        if (!Followed.ContainsKey(group.Key))
            return Names(before.Where(key => included.Contains(key) || _world.Protected.Contains(key)));
        var directory = Memberships(group, relation);
        var active = Active();
        return [.. Names(included).Where(active.Contains).Where(name => !directory.Contains(name))];
    }

    /// <summary>Numbers of the exceptions that stand after the plan.</summary>
    public HashSet<long> Exceptions() => [.. _world.Platform.Exceptions.Where(Stands).Select(exception => exception.Id)];

    private bool Stands(MembershipException exception)
    {
        var key = _world.Platform.Users[exception.User].DirectoryKey;
        var include = exception.Kind == ExceptionKind.Include;
        if (!_world.Platform.Groups.TryGetValue(exception.Group, out var group) || IsUnlinked(group) || IsPruned(group))
            return false;
        if (include && _world.Protected.Contains(key))
            return true;
        var over = exception.Until is { } until && until <= _world.Now;
        var state = _world.People[key - 1].State;
        var gone = state is DirectoryUserState.RemovedStated or DirectoryUserState.RemovedInferred;
        return !over && group.Link != LinkState.Local && !(include && gone && _world.UsersRead);
    }

    private HashSet<int> Standing(PlatformGroup group, MembershipRelation relation, ExceptionKind kind) =>
        [
            .. _world
                .Platform.Exceptions.Where(exception =>
                    exception.Group == group.Key && exception.Relation == relation && exception.Kind == kind && Stands(exception)
                )
                .Select(exception => _world.Platform.Users[exception.User].DirectoryKey),
        ];

    private HashSet<string> ActiveBefore() =>
        Names(_world.Platform.Users.Values.Where(user => user is { Active: true, IsLocal: false }).Select(user => user.DirectoryKey));

    private NestingPolicy NestingOf(int group) => _settings[group].Nesting ?? _world.Policies.Nesting;

    /// <summary>Members reached as far as a policy goes.</summary>
    private HashSet<int> Reached(Source root, NestingPolicy policy) => [.. Below(root, policy).SelectMany(key => _sources[key].Members)];

    /// <summary>The groups whose members count: grows the set until nothing is added.</summary>
    private HashSet<int> Below(Source root, NestingPolicy policy)
    {
        var reached = new HashSet<int> { root.Key };
        for (var size = 0; size != reached.Count && policy != NestingPolicy.Direct; )
        {
            size = reached.Count;
            var children = reached.SelectMany(key => _sources[key].Children).ToList();
            reached.UnionWith(
                children.Where(key =>
                    _sources[key].Presence == ObjectPresence.Present
                    && !(policy == NestingPolicy.Hierarchy && Followed.Values.Any(followed => followed.Key == key))
                )
            );
        }
        return reached;
    }

    private bool Whole(Source root, NestingPolicy policy) =>
        Below(root, policy)
            .All(key =>
                !_sources[key].PartlyRead
                && (
                    policy == NestingPolicy.Direct || _sources[key].Children.All(child => _sources[child].Presence != ObjectPresence.Unseen)
                )
            );

    private bool IsWhole(Source source, MembershipRelation relation, NestingPolicy policy) =>
        relation == MembershipRelation.Owner ? OwnersWhole(source) : Whole(source, policy);

    private static bool OwnersWhole(Source source) => !source.PartlyRead && !(source.OnPremises && source.Owners.Count == 0);

    private bool IsEnabled(int key) => _world.People[key - 1].State == DirectoryUserState.Enabled;

    private bool AccountIsGone(int key) =>
        _world.People[key - 1].State
            is DirectoryUserState.Disabled
                or DirectoryUserState.RemovedStated
                or DirectoryUserState.RemovedInferred;

    private HashSet<int> Wanted()
    {
        var wanted = new HashSet<int>(_world.People.Where(Covered).Select(person => person.Key));
        if (_world.AutoImport)
            foreach (var (group, source) in Followed)
                wanted.UnionWith(Reached(source, NestingOf(group)).Concat(source.Owners));
        foreach (var group in _world.Platform.Groups.Values.Where(group => !IsPruned(group)))
        {
            var local = People(group.LocalMembers).Concat(People(group.LocalOwners));
            if (!Followed.TryGetValue(group.Key, out var source))
                wanted.UnionWith(
                    People(group.Members)
                        .Concat(People(group.Owners))
                        .Concat(local)
                        .Concat(People(group.ExceptionMembers))
                        .Concat(People(group.ExceptionOwners))
                );
            else if (group.Settings.LocalMembers == LocalMembersPolicy.Keep)
                wanted.UnionWith(local);
            if (source is not null && !OwnersWhole(source))
                wanted.UnionWith(People(group.Owners).Concat(People(group.LocalOwners)));
        }
        return [.. wanted.Where(IsEnabled)];
    }

    private bool Covered(Person person) =>
        _world.Rule switch
        {
            ImportRule.Everyone => true,
            ImportRule.MembersOf(var ids) => _world.Sources.Any(source =>
                ids.Contains(source.Id)
                && source.Presence == ObjectPresence.Present
                && Reached(source, NestingPolicy.Transitive).Contains(person.Key)
            ),
            ImportRule.Where => person.Department == "IT",
            ImportRule.HandPicked(var ids) => ids.Contains(person.Id),
            _ => false,
        };

    private bool RuleIsDecided() =>
        Followed.All(pair => Whole(pair.Value, NestingOf(pair.Key)))
        && (_world.GroupsRead || (Followed.Count == 0 && _world.Rule is not ImportRule.MembersOf))
        && (
            _world.Rule is not ImportRule.MembersOf(var ids)
            || ids.All(id =>
                _world.Sources.Any(source =>
                    source.Id == id && source.Presence == ObjectPresence.Present && Whole(source, NestingPolicy.Transitive)
                )
            )
        );

    private bool MayBeSuspended(int key) =>
        _world.UsersRead && !_wanted.Contains(key) && (AccountIsGone(key) || (IsEnabled(key) && RuleIsDecided()));

    private Source? SourceOf(PlatformGroup group)
    {
        var present = _world.Sources.Where(source => source.Presence == ObjectPresence.Present).ToList();
        if (group.DirectoryKey is { } pinned)
            return IsUnlinked(group) ? null : present.Find(source => source.Key == pinned);
        if (group.Link is not (LinkState.Unmatched or LinkState.Ambiguous))
            return null;
        var named = present.FindAll(source => source.Name == group.Name);
        var taken = _world.Platform.Groups.Values.Where(other => !IsUnlinked(other)).Select(other => other.DirectoryKey);
        return named is [var only] && !taken.Contains(only.Key) ? only : null;
    }

    private IEnumerable<int> People(KeySet users) =>
        users.AsList.Select(user => _world.Platform.Users[user]).Where(user => !user.IsLocal).Select(user => user.DirectoryKey);

    private string NameAfter(int user) =>
        _adopted.TryGetValue(user, out var person) ? _world.People[person - 1].Name : _world.NameOf(_world.Platform.Users[user]);

    private HashSet<string> Names(IEnumerable<int> people) => [.. people.Select(key => _world.People[key - 1].Name)];
}
