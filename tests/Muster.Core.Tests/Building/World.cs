using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Building;

/// <summary>A directory and the platform that follows it, told in words. People and groups are made when they are first mentioned.</summary>
/// <remarks>A group's word is how a test speaks of it; its display name starts equal and may change.</remarks>
internal sealed class World
{
    private readonly List<Person> _people = [];
    private readonly List<Source> _sources = [];

    public IReadOnlyList<Person> People => _people;

    public IReadOnlyList<Source> Sources => _sources;

    public PlatformModel Platform { get; private set; } = new();

    /// <summary>The world as the last plan left it that was applied whole.</summary>
    public Remembered Since { get; private set; } = Remembered.Nothing;

    public ImportRule? Rule { get; set; } = new ImportRule.Everyone();

    public bool AutoImport { get; set; } = true;

    public ConnectionPolicies Policies { get; set; } = ConnectionPolicies.Default;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Directory keys of people whom no plan removes.</summary>
    public HashSet<int> Protected { get; } = [];

    public bool UsersRead { get; set; } = true;

    public bool GroupsRead { get; set; } = true;

    public World User(params string[] names)
    {
        foreach (var name in names)
            Someone(name);
        return this;
    }

    public World Group(string word, params string[] members)
    {
        var group = Some(word);
        foreach (var member in members)
            group.Members.Add(Someone(member).Key);
        return this;
    }

    public World Nest(string parent, string child) => With(parent, group => group.Children.Add(Some(child).Key));

    public World Own(string word, params string[] owners) =>
        With(word, group => group.Owners.UnionWith(owners.Select(owner => Someone(owner).Key)));

    public World Named(string word, string? displayName) => With(word, group => group.Name = displayName);

    /// <summary>A local user. Its name in sentences is <c>local</c> and its key, until it is adopted.</summary>
    public World LocalUser(string? upn = null, string? mail = null, string? employeeId = null)
    {
        Platform.AddLocalUser(
            new UserAttributes
            {
                UserPrincipalName = upn,
                Mail = mail,
                EmployeeId = employeeId,
            }
        );
        return this;
    }

    public World With(string name, Action<Person> change)
    {
        change(Someone(name));
        return this;
    }

    /// <summary>How sentences call a user: by the person it follows, or as a local one.</summary>
    public string NameOf(PlatformUser user) => user.IsLocal ? $"local {user.Key}" : _people[user.DirectoryKey - 1].Name;

    public World State(string name, DirectoryUserState state)
    {
        Someone(name).State = state;
        return this;
    }

    public World Presence(string word, ObjectPresence presence) => With(word, group => group.Presence = presence);

    public World PartlyRead(string word, bool partly = true) => With(word, group => group.PartlyRead = partly);

    public World Leave(string word, string name, Evidence evidence = Evidence.Stated) =>
        With(word, group => group.Members.Depart(group.Gone(evidence).Members, Someone(name).Key));

    public World Unnest(string parent, string child, Evidence evidence = Evidence.Stated) =>
        With(parent, group => group.Children.Depart(group.Gone(evidence).Children, Some(child).Key));

    public World Disown(string word, string name, Evidence evidence = Evidence.Stated) =>
        With(word, group => group.Owners.Depart(group.Gone(evidence).Owners, Someone(name).Key));

    /// <summary>A platform group of this name that waits for its match.</summary>
    public World Wait(string name, LinkState state = LinkState.Unmatched)
    {
        Platform.Add(name, state, null);
        return this;
    }

    /// <summary>A platform group of the directory group's name, pinned to it.</summary>
    public World Follow(params string[] words)
    {
        foreach (var word in words)
            Platform.Add(Some(word).Name ?? word, LinkState.Linked, Some(word).Key);
        return this;
    }

    /// <summary>What a person says about a platform group.</summary>
    public World Configured(string groupName, Func<GroupSettings, GroupSettings> change)
    {
        Platform.Configure(Platform.Named(groupName).Key, change);
        return this;
    }

    /// <summary>What a person says about the connection.</summary>
    public World Following(Func<ConnectionPolicies, ConnectionPolicies> change)
    {
        Policies = change(Policies);
        return this;
    }

    /// <summary>Somebody, already a user here, is made a member by a decision made here.</summary>
    public World Local(string groupName, string name, MembershipRelation relation = MembershipRelation.Member)
    {
        Platform.AddLocal(groupName, Platform.UserFollowing(Someone(name).Key), relation);
        return this;
    }

    /// <summary>Somebody, already a user here, is given a membership by hand while the group follows the directory.</summary>
    public World Give(string groupName, string name)
    {
        Platform.Give(groupName, Platform.UserFollowing(Someone(name).Key));
        return this;
    }

    /// <summary>Somebody is taken out of a group by hand, although the directory has the person in it.</summary>
    public World Take(string groupName, string name)
    {
        Platform.Take(groupName, Platform.UserFollowing(Someone(name).Key));
        return this;
    }

    /// <summary>Somebody, already a user here, is made an exception of.</summary>
    public World Except(
        string groupName,
        string name,
        ExceptionKind kind,
        DateTimeOffset? until = null,
        MembershipRelation relation = MembershipRelation.Member
    )
    {
        Platform.Except(Platform.Named(groupName).Key, Platform.UserFollowing(Someone(name).Key), kind, Now, until, relation);
        return this;
    }

    public World Protect(params string[] names)
    {
        Protected.UnionWith(names.Select(name => Someone(name).Key));
        return this;
    }

    public World Change(Action<World> change)
    {
        change(this);
        return this;
    }

    /// <summary>Applies the plan and forgets the departures it knew of, as a run does.</summary>
    public World Synced()
    {
        Platform = Platform.After(Plan());
        return Settled();
    }

    /// <summary>Forgets what the last plan knew of.</summary>
    public World Settled()
    {
        foreach (var group in _sources)
            group.Forget();
        Since = new Remembered(this);
        return this;
    }

    public World Apply(SyncPlan plan)
    {
        Platform = Platform.After(plan);
        return this;
    }

    public SyncPlan Plan() => SyncPlanner.Plan(Request());

    /// <summary>What the plan does, one sentence each, in its order.</summary>
    public IReadOnlyList<string> Sentences() => PlanInWords.Of(Plan(), this);

    public PlanRequest Request(Func<int, int>? order = null)
    {
        var state = order ?? (key => key);
        var states = new DirectoryUserState[_people.Count + 1];
        foreach (var person in _people)
            states[person.Key] = person.State;
        return new PlanRequest
        {
            Mirror = new DirectoryMirror(
                _sources.OrderBy(group => state(group.Key)).Select(group => group.Build(state) with { Touched = Since.Touched(group) }),
                states,
                Certificate()
            ),
            Actual = Platform.Build(_people.Count + 1),
            Users =
            [
                .. _people
                    .Where(person => person.State != DirectoryUserState.Unseen)
                    .OrderBy(person => state(person.Key))
                    .Select(Person.Build),
            ],
            Adoptable =
            [
                .. Platform
                    .Users.Values.Where(user =>
                        user.IsLocal
                        || _people[user.DirectoryKey - 1].State is DirectoryUserState.RemovedStated or DirectoryUserState.RemovedInferred
                    )
                    .OrderByDescending(user => state(user.Key)),
            ],
            PlatformUsers = Platform.Users.OrderBy(user => state(user.Key)).ToDictionary(),
            ImportRule = Rule,
            Policies = Policies with { AutoImportMembers = AutoImport },
            Now = Now,
            ConfigurationVersion = 1,
            ProtectedUsers = Platform
                .Users.Values.Where(user => Protected.Contains(user.DirectoryKey))
                .ToDictionary(user => user.Key, user => _people[user.DirectoryKey - 1].Name),
        };
    }

    public DirectoryMirror Mirror() => Request().Mirror;

    public Person Someone(string name)
    {
        var known = _people.Find(person => person.Name == name);
        if (known is not null)
            return known;
        _people.Add(new Person(_people.Count + 1, name));
        return _people[^1];
    }

    public Source Some(string word)
    {
        var known = _sources.Find(group => group.Word == word);
        if (known is not null)
            return known;
        _sources.Add(new Source(_sources.Count + 1, word));
        return _sources[^1];
    }

    private World With(string word, Action<Source> change)
    {
        change(Some(word));
        return this;
    }

    private ReadCertificate Certificate() => new(Stream(UsersRead, _people.Count), Stream(GroupsRead, _sources.Count), 1);

    private static StreamCertificate Stream(bool complete, int count) => new(complete, false, count, count, 0);
}
