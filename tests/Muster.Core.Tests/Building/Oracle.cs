using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Building;

/// <summary>What the platform must look like after a plan, worked out slowly with plain sets from the world's own description.</summary>
internal sealed class Oracle
{
    private readonly World _world;
    private readonly Dictionary<int, Source> _sources;
    private readonly HashSet<int> _wanted;

    public Oracle(World world)
    {
        _world = world;
        _sources = world.Sources.ToDictionary(source => source.Key);
        Followed = world
            .Platform.Groups.Values.Select(group => (group.Key, Source: SourceOf(group)))
            .Where(pair => pair.Source is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Source!);
        _wanted = Wanted();
    }

    /// <summary>The directory group each platform group follows once the plan is applied.</summary>
    public Dictionary<int, Source> Followed { get; }

    /// <summary>Names of the active people.</summary>
    public HashSet<string> Active()
    {
        var before = _world.Platform.Users.Values.Where(user => user.Active).Select(user => user.DirectoryKey);
        return Names(_wanted.Union(before.Where(key => !MayBeSuspended(key) || _world.Protected.Contains(key))));
    }

    /// <summary>Names of those whom the directory makes members or owners of a platform group.</summary>
    public HashSet<string> Memberships(PlatformGroup group, MembershipRelation relation)
    {
        var before = People(group.Of(relation));
        if (!Followed.TryGetValue(group.Key, out var source))
            return Names(before);
        var reached = relation == MembershipRelation.Owner ? source.Owners : Reached(source);
        var whole = IsWhole(source, relation);
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

    /// <summary>Local memberships end where the directory takes over and has been read.</summary>
    public HashSet<string> Local(PlatformGroup group, MembershipRelation relation)
    {
        var local = relation == MembershipRelation.Owner ? group.LocalOwners : group.LocalMembers;
        return
            Followed.TryGetValue(group.Key, out var source) && IsWhole(source, relation) && _world is { UsersRead: true, GroupsRead: true }
            ? Names(
                People(local).Where(key => _world.Protected.Contains(key) && !(_wanted.Contains(key) && Reaches(source, relation, key)))
            )
            : Names(People(local));

        bool Reaches(Source from, MembershipRelation how, int key) =>
            (how == MembershipRelation.Owner ? from.Owners : Reached(from)).Contains(key)
            && !Standing(group, how, ExceptionKind.Exclude).Contains(key);
    }

    /// <summary>Names of those who are in by an exception alone.</summary>
    public HashSet<string> Excepted(PlatformGroup group, MembershipRelation relation)
    {
        var before = People(group.Of(relation, MembershipOrigin.Exception)).ToHashSet();
        var included = Standing(group, relation, ExceptionKind.Include);
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
        if (_world.Platform.Groups[exception.Group].Link == LinkState.Retired)
            return false;
        if (include && _world.Protected.Contains(key))
            return true;
        var over = exception.Until is { } until && until <= _world.Now;
        var state = _world.People[key - 1].State;
        var gone = state is DirectoryUserState.RemovedStated or DirectoryUserState.RemovedInferred;
        return !over && _world.Platform.Groups[exception.Group].Link != LinkState.Local && !(include && gone && _world.UsersRead);
    }

    private HashSet<int> Standing(PlatformGroup group, MembershipRelation relation, ExceptionKind kind) =>
        [
            .. _world
                .Platform.Exceptions.Where(exception =>
                    exception.Group == group.Key && exception.Relation == relation && exception.Kind == kind && Stands(exception)
                )
                .Select(exception => _world.Platform.Users[exception.User].DirectoryKey),
        ];

    /// <summary>Members reached through nesting: grows the set of groups until nothing is added.</summary>
    public HashSet<int> Reached(Source root) => [.. Below(root).SelectMany(key => _sources[key].Members)];

    private HashSet<int> Below(Source root)
    {
        var reached = new HashSet<int> { root.Key };
        for (var size = 0; size != reached.Count; )
        {
            size = reached.Count;
            var children = reached.SelectMany(key => _sources[key].Children).ToList();
            reached.UnionWith(children.Where(key => _sources[key].Presence == ObjectPresence.Present));
        }
        return reached;
    }

    private bool Whole(Source root) =>
        Below(root)
            .All(key =>
                !_sources[key].PartlyRead && _sources[key].Children.All(child => _sources[child].Presence != ObjectPresence.Unseen)
            );

    private bool IsWhole(Source source, MembershipRelation relation) =>
        relation == MembershipRelation.Owner ? OwnersWhole(source) : Whole(source);

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
        foreach (var group in _world.Platform.Groups.Values)
        {
            if (!Followed.TryGetValue(group.Key, out var source))
                wanted.UnionWith(
                    People(group.Members)
                        .Concat(People(group.Owners))
                        .Concat(People(group.LocalMembers))
                        .Concat(People(group.LocalOwners))
                        .Concat(People(group.ExceptionMembers))
                        .Concat(People(group.ExceptionOwners))
                );
            else if (!OwnersWhole(source))
                wanted.UnionWith(People(group.Owners).Concat(People(group.LocalOwners)));
            if (source is not null && _world.AutoImport)
                wanted.UnionWith(Reached(source).Concat(source.Owners));
        }
        return [.. wanted.Where(IsEnabled)];
    }

    private bool Covered(Person person) =>
        _world.Rule switch
        {
            ImportRule.Everyone => true,
            ImportRule.MembersOf(var ids) => _world.Sources.Any(source =>
                ids.Contains(source.Id) && source.Presence == ObjectPresence.Present && Reached(source).Contains(person.Key)
            ),
            ImportRule.Where => person.Department == "IT",
            ImportRule.HandPicked(var ids) => ids.Contains(person.Id),
            _ => false,
        };

    private bool RuleIsDecided() =>
        Followed.Values.All(Whole)
        && (_world.GroupsRead || (Followed.Count == 0 && _world.Rule is not ImportRule.MembersOf))
        && (
            _world.Rule is not ImportRule.MembersOf(var ids)
            || ids.All(id => _world.Sources.Any(source => source.Id == id && source.Presence == ObjectPresence.Present && Whole(source)))
        );

    private bool MayBeSuspended(int key) =>
        _world.UsersRead && !_wanted.Contains(key) && (AccountIsGone(key) || (IsEnabled(key) && RuleIsDecided()));

    private Source? SourceOf(PlatformGroup group)
    {
        var present = _world.Sources.Where(source => source.Presence == ObjectPresence.Present).ToList();
        if (group.DirectoryKey is { } pinned)
            return present.Find(source => source.Key == pinned);
        if (group.Link is not (LinkState.Unmatched or LinkState.Ambiguous))
            return null;
        var named = present.FindAll(source => source.Name == group.Name);
        var taken = _world.Platform.Groups.Values.Select(other => other.DirectoryKey);
        return named is [var only] && !taken.Contains(only.Key) ? only : null;
    }

    private IEnumerable<int> People(KeySet users) => users.AsList.Select(user => _world.Platform.Users[user].DirectoryKey);

    private HashSet<string> Names(IEnumerable<int> people) => [.. people.Select(key => _world.People[key - 1].Name)];
}
