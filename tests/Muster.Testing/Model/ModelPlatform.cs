namespace Muster.Testing.Model;

/// <summary>The platform as plain sets: what it must look like after a sync, worked out slowly. Shares no code with the planner.</summary>
public sealed partial record ModelPlatform
{
    public IReadOnlyDictionary<int, ModelUser> Users { get; init; } = new Dictionary<int, ModelUser>();

    /// <summary>Groups ever made, by key.</summary>
    public IReadOnlyList<ModelTeam> Teams { get; init; } = [];
    public IReadOnlySet<ModelMembership> Memberships { get; init; } = new HashSet<ModelMembership>();
    public IReadOnlyList<ModelException> Exceptions { get; init; } = [];
    public IReadOnlySet<(int Parent, int Child)> SubTeams { get; init; } = new HashSet<(int, int)>();

    /// <summary>Users whom nothing removes or suspends.</summary>
    public HashSet<int> Kept(ModelRules rules) =>
        [
            .. Users.Values.Where(u => rules.Protected.Contains(u.Upn) || rules.Protected.Contains($"{u.Follows}")).Select(u => u.Key),
            .. rules.Meant.Values.SelectMany(users => users),
        ];

    /// <summary>What a sync makes of this.</summary>
    /// <param name="tenant">The directory.</param>
    /// <param name="rules">What was decided.</param>
    /// <param name="now">When.</param>
    /// <param name="alone">Groups that are left as they are.</param>
    public ModelPlatform After(TenantSnapshot tenant, ModelRules rules, DateTimeOffset now, IReadOnlySet<int>? alone = null)
    {
        var kept = Kept(rules);
        var teams = Linked(tenant, rules, now, kept, alone ?? new HashSet<int>());
        bool Ended(int team) =>
            teams[team - 1].Link is ModelLink.Local or ModelLink.Retired && Teams[team - 1].Link != teams[team - 1].Link;
        var followed = teams.Where(team => team.Link == ModelLink.Linked && alone?.Contains(team.Key) != true).ToList();
        var taken = followed.Concat(teams.Where(team => team.Link == ModelLink.Paused)).Select(team => team.Source!.Value).ToHashSet();
        var reached = followed.ToDictionary(
            team => team.Key,
            team =>
                (
                    Groups: Reached(tenant, team.Source!.Value, team.Nesting ?? rules.Nesting, taken),
                    Owners: tenant.Targets(team.Source!.Value, ModelEdgeKind.Owner).ToHashSet()
                )
        );
        HashSet<Guid> Members(int team) => [.. reached[team].Groups.In.SelectMany(group => tenant.Targets(group, ModelEdgeKind.Member))];
        var standing = Exceptions
            .Where(e => alone?.Contains(e.Team) == true || !(teams[e.Team - 1].Link is ModelLink.Local or ModelLink.Retired))
            .Where(e => !(e.Until <= now || (!e.Excludes && IsGone(tenant, Users[e.User]))) || (!e.Excludes && kept.Contains(e.User)))
            .ToList();
        var members = Memberships
            .Where(m =>
                reached.ContainsKey(m.Team) ? m.Origin == 'l' && teams[m.Team - 1].KeepsLocal : teams[m.Team - 1].Link != ModelLink.Retired
            )
            .Where(m => m.Origin != 'e' || Ended(m.Team) || kept.Contains(m.User) || standing.Any(e => !e.Excludes && e.Concerns(m)))
            .Select(m => Users[m.User].Follows)
            .ToHashSet();
        var inGroups = reached.Keys.SelectMany(team => Members(team).Concat(reached[team].Owners)).ToHashSet();
        var wanted = tenant
            .People.Values.Where(person => person.Usable)
            .Where(p => rules.Covers(tenant, p, now) || members.Contains(p.Id) || (rules.AutoImport && inGroups.Contains(p.Id)))
            .ToDictionary(person => person.Id);
        var users = People(tenant, rules, wanted, kept);
        var userOf = users.Values.Where(u => u.Follows is { } id && wanted.ContainsKey(id)).ToDictionary(u => u.Follows!.Value, u => u.Key);
        var memberships = new HashSet<ModelMembership>();
        foreach (var m in Memberships.Where(m => !reached.ContainsKey(m.Team) && teams[m.Team - 1].Link != ModelLink.Retired))
            if (m.Origin == 'l' || !Ended(m.Team))
                memberships.Add(m);
            else if (users[m.User].Active)
                memberships.Add(m with { Origin = 'l' });
        memberships.RemoveWhere(m => m.Origin == 'e' && !kept.Contains(m.User) && !standing.Any(e => !e.Excludes && e.Concerns(m)));
        foreach (var team in reached.Keys)
        foreach (var owner in new[] { false, true })
        {
            var excluded = standing.Where(e => e.Excludes && (e.Team, e.Owner) == (team, owner)).Select(e => e.User).ToHashSet();
            var there = owner ? reached[team].Owners : Members(team);
            var given = there.Where(userOf.ContainsKey).Select(id => userOf[id]).Except(excluded).ToHashSet();
            var old = Memberships.Where(m => (m.Team, m.Owner) == (team, owner)).ToList();
            // While a group that the rule names is deleted nobody leaves for the rule.
            var staying = old.Where(m =>
                users[m.User] is { Active: true, Follows: { } id } && there.Contains(id) && !excluded.Contains(m.User)
            );
            var directory = given
                .Union(old.Where(m => kept.Contains(m.User)).Concat(staying).Where(m => m.Origin == 'd').Select(m => m.User))
                .ToHashSet();
            memberships.UnionWith(directory.Select(user => new ModelMembership(team, user, owner, 'd')));
            memberships.UnionWith(
                old.Where(m => m.Origin == 'l' && (teams[team - 1].KeepsLocal || (kept.Contains(m.User) && !given.Contains(m.User))))
            );
            memberships.UnionWith(old.Where(m => m.Origin == 'e' && kept.Contains(m.User) && !directory.Contains(m.User)));
            memberships.UnionWith(
                standing
                    .Where(e => !e.Excludes && (e.Team, e.Owner) == (team, owner) && users[e.User].Active && !directory.Contains(e.User))
                    .Select(e => new ModelMembership(team, e.User, owner, 'e'))
            );
        }
        var nested = SubTeams.Where(pair => !reached.ContainsKey(pair.Parent) && !Ended(pair.Parent) && !Ended(pair.Child)).ToHashSet();
        foreach (var parent in reached.Keys)
            nested.UnionWith(
                reached[parent].Groups.Below.Select(source => (parent, teams.First(t => t.Source == source && taken.Contains(source)).Key))
            );
        return this with { Users = users, Teams = teams, Memberships = memberships, Exceptions = standing, SubTeams = nested };
    }

    /// <summary>The groups whose members count under a policy, and those below that have a group of their own; grows until nothing is added.</summary>
    public static (HashSet<Guid> In, HashSet<Guid> Below) Reached(
        TenantSnapshot tenant,
        Guid source,
        string nesting,
        IReadOnlySet<Guid> taken
    )
    {
        var (groups, below) = (new HashSet<Guid> { source }, new HashSet<Guid>());
        for (var size = 0; nesting != "direct" && size != groups.Count + below.Count; )
        {
            size = groups.Count + below.Count;
            foreach (var child in groups.SelectMany(group => tenant.Targets(group, ModelEdgeKind.Child)).Except(groups).ToList())
                if (!tenant.Groups[child].Deleted)
                    (nesting == "hierarchy" && taken.Contains(child) ? below : groups).Add(child);
        }
        return (groups, below);
    }

    private static bool IsGone(TenantSnapshot tenant, ModelUser user) => user.Follows is { } id && tenant.People[id].Deleted;

    private Dictionary<int, ModelUser> People(
        TenantSnapshot tenant,
        ModelRules rules,
        Dictionary<Guid, ModelPerson> wanted,
        HashSet<int> kept
    )
    {
        var nobodyLeaves = rules.Named.Any(group => tenant.Groups[group].Deleted);
        var users = Users.ToDictionary();
        var newcomers = wanted.Values.Where(person => users.Values.All(user => user.Follows != person.Id)).ToList();
        var locals = users.Values.Where(user => user.Follows is null).ToList();
        var (adopted, undecided) = Match(tenant, locals, user => user.Upn, person => person.Upn);
        var (byNumber, doubtful) = Match(
            tenant,
            [.. locals.Except(Sharing(tenant, locals))],
            user => user.EmployeeId,
            person => person.EmployeeId
        );
        // A person who fits by UPN, or is doubtful by it, is nobody else by the number.
        foreach (var (person, user) in byNumber.Where(match => !adopted.ContainsKey(match.Key) && !undecided.Contains(match.Key)))
            adopted[person] = user;
        undecided.UnionWith(doubtful);
        if (rules.RehiresByEmployeeId)
            foreach (
                var (person, user) in Match(
                    tenant,
                    [.. users.Values.Where(u => IsGone(tenant, u))],
                    u => u.EmployeeId,
                    p => p.EmployeeId
                ).Found
            )
                if (!undecided.Contains(person))
                    adopted.TryAdd(person, user);
        foreach (var person in newcomers)
            if (adopted.TryGetValue(person.Id, out var user))
                users[user.Key] = user with { Follows = person.Id };
            else if (!undecided.Contains(person.Id))
                users.Add(users.Count + 1, new ModelUser(users.Count + 1, person.Id, person.Upn, person.EmployeeId, true));
        foreach (var user in users.Values.Where(user => user.Follows is not null).ToList())
        {
            var person = tenant.People[user.Follows!.Value];
            var stays = kept.Contains(user.Key) || (nobodyLeaves && person.Usable);
            var active = wanted.ContainsKey(person.Id) || (user.Active && stays);
            users[user.Key] = person.Deleted
                ? user with
                {
                    Active = active,
                }
                : user with
                {
                    Active = active,
                    Upn = person.Upn,
                    EmployeeId = person.EmployeeId,
                };
        }
        return users;
    }

    private static List<ModelUser> Sharing(TenantSnapshot tenant, List<ModelUser> users) =>
        [.. users.Where(user => tenant.People.Values.Any(person => !person.Deleted && person.Upn == user.Upn))];

    /// <summary>Who has a value that one user and one person has; and who has one that several have.</summary>
    private static (Dictionary<Guid, ModelUser> Found, HashSet<Guid> Doubtful) Match(
        TenantSnapshot tenant,
        IReadOnlyList<ModelUser> users,
        Func<ModelUser, string?> ofUser,
        Func<ModelPerson, string?> ofPerson
    )
    {
        var (found, doubtful) = (new Dictionary<Guid, ModelUser>(), new HashSet<Guid>());
        foreach (var value in users.Select(ofUser).OfType<string>().Distinct())
        {
            var here = users.Where(user => ofUser(user) == value).ToList();
            var there = tenant.People.Values.Where(person => !person.Deleted && ofPerson(person) == value).ToList();
            if (here.Count == 1 && there.Count == 1)
                found.Add(there[0].Id, here[0]);
            else
                doubtful.UnionWith(there.Select(person => person.Id));
        }
        return (found, doubtful);
    }
}
