namespace Muster.Testing.Model;

/// <summary>How a group of the model stands to the directory.</summary>
public enum ModelLink
{
    Local,
    Unmatched,
    Ambiguous,
    Linked,
    SourceDeleted,
    Retired,
    Paused,
}

/// <summary>A platform group.</summary>
public sealed record ModelTeam(int Key, string Name, ModelLink Link, Guid? Source)
{
    /// <summary>What counts as a member: <c>transitive</c> or <c>direct</c>; null for the connection's policy.</summary>
    public string? Nesting { get; init; }
}

/// <summary>A membership: of whom, as what, decided by whom.</summary>
/// <param name="Team">Key of the group.</param>
/// <param name="Person">Object id of the person.</param>
/// <param name="Owner">Owner or member.</param>
/// <param name="Origin"><c>d</c>irectory, <c>l</c>ocal or <c>e</c>xception.</param>
public readonly record struct ModelMembership(int Team, Guid Person, bool Owner, char Origin);

/// <summary>What a person decided against the directory, for a while.</summary>
public sealed record ModelException(int Team, Guid Person, bool Owner, bool Exclude, DateTimeOffset Until);

/// <summary>Rules of the model.</summary>
public sealed record ModelRules
{
    /// <summary>Everyone when null; otherwise only people of these departments.</summary>
    public IReadOnlySet<string>? Departments { get; init; }

    /// <summary>The policy of the connection: <c>transitive</c> or <c>direct</c>.</summary>
    public string Nesting { get; init; } = "transitive";

    /// <summary><c>follow</c>, <c>keep</c> or <c>unlink</c>.</summary>
    public string OnRename { get; init; } = "follow";

    /// <summary><c>keep</c> or <c>prune</c>.</summary>
    public string OnSourceDeleted { get; init; } = "keep";

    /// <summary>Exceptions that have not ended.</summary>
    public IReadOnlyList<ModelException> Exceptions { get; init; } = [];
}

/// <summary>The platform as plain sets: what it must look like after a sync, worked out slowly. Shares no code with the planner.</summary>
public sealed record ModelPlatform
{
    /// <summary>People who are users, and whether they are active.</summary>
    public required IReadOnlyDictionary<Guid, bool> Users { get; init; }

    /// <summary>Groups ever made, by key.</summary>
    public required IReadOnlyList<ModelTeam> Teams { get; init; }

    /// <summary>Memberships that stand.</summary>
    public required IReadOnlySet<ModelMembership> Memberships { get; init; }

    /// <summary>Nobody and nothing.</summary>
    public static ModelPlatform Empty =>
        new()
        {
            Users = new Dictionary<Guid, bool>(),
            Teams = [],
            Memberships = new HashSet<ModelMembership>(),
        };

    /// <summary>What a sync makes of this.</summary>
    public ModelPlatform After(TenantSnapshot tenant, ModelRules rules)
    {
        var (teams, unlinked) = Linked(tenant, rules);
        var kept = Memberships.Select(m => unlinked.Contains(m.Team) && m.Origin == 'd' ? m with { Origin = 'l' } : m).ToHashSet();
        kept.RemoveWhere(m => teams.First(team => team.Key == m.Team).Link == ModelLink.Retired);
        var followed = teams.Where(team => team.Link == ModelLink.Linked).ToList();
        var reached = followed.ToDictionary(
            team => team.Key,
            team =>
                (
                    Members: Reached(tenant, team.Source!.Value, team.Nesting ?? rules.Nesting),
                    Owners: tenant.Targets(team.Source!.Value, ModelEdgeKind.Owner).ToHashSet()
                )
        );
        var wanted = tenant.People.Values.Where(person => person.Usable).Where(Wants).Select(person => person.Id).ToHashSet();
        var memberships = new HashSet<ModelMembership>(kept.Where(m => !reached.ContainsKey(m.Team)));
        foreach (var (team, (members, owners)) in reached)
        {
            memberships.UnionWith(members.Where(wanted.Contains).Select(person => new ModelMembership(team, person, false, 'd')));
            memberships.UnionWith(owners.Where(wanted.Contains).Select(person => new ModelMembership(team, person, true, 'd')));
        }
        foreach (var exception in rules.Exceptions.Where(exception => reached.ContainsKey(exception.Team)))
            if (exception.Exclude)
                memberships.Remove(new ModelMembership(exception.Team, exception.Person, exception.Owner, 'd'));
            else if (
                wanted.Contains(exception.Person) && !memberships.Contains(new(exception.Team, exception.Person, exception.Owner, 'd'))
            )
                memberships.Add(new ModelMembership(exception.Team, exception.Person, exception.Owner, 'e'));
        var users = new Dictionary<Guid, bool>(Users.Keys.Select(person => KeyValuePair.Create(person, wanted.Contains(person))));
        foreach (var person in wanted)
            users[person] = true;
        return new ModelPlatform
        {
            Users = users,
            Teams = teams,
            Memberships = memberships,
        };

        bool Wants(ModelPerson person) =>
            rules.Departments?.Contains(person.Department) != false
            || reached.Values.Any(people => people.Members.Contains(person.Id) || people.Owners.Contains(person.Id))
            || kept.Any(m => m.Person == person.Id && !reached.ContainsKey(m.Team));
    }

    /// <summary>People a directory group holds under a policy; grows the set of groups until nothing is added.</summary>
    public static HashSet<Guid> Reached(TenantSnapshot tenant, Guid source, string nesting)
    {
        var groups = new HashSet<Guid> { source };
        for (var size = 0; nesting != "direct" && size != groups.Count; )
        {
            size = groups.Count;
            var children = groups.SelectMany(group => tenant.Targets(group, ModelEdgeKind.Child)).ToList();
            groups.UnionWith(children.Where(child => !tenant.Groups[child].Deleted));
        }
        return [.. groups.SelectMany(group => tenant.Targets(group, ModelEdgeKind.Member))];
    }

    private (List<ModelTeam> Teams, HashSet<int> Unlinked) Linked(TenantSnapshot tenant, ModelRules rules)
    {
        var teams = Teams.ToList();
        var unlinked = new HashSet<int>();
        var present = tenant.Groups.Values.Where(group => !group.Deleted).ToDictionary(group => group.Id);
        var taken = teams.Where(team => team.Source is not null).Select(team => team.Source!.Value).ToHashSet();
        for (var i = 0; i < teams.Count; i++)
        {
            var team = teams[i];
            var there = team.Source is { } source && present.ContainsKey(source);
            teams[i] = team.Link switch
            {
                ModelLink.Unmatched or ModelLink.Ambiguous => Match(team),
                ModelLink.Linked when !there && rules.OnSourceDeleted == "prune" => team with { Link = ModelLink.Retired, Source = null },
                ModelLink.SourceDeleted when !there && rules.OnSourceDeleted == "prune" => team with
                {
                    Link = ModelLink.Retired,
                    Source = null,
                },
                ModelLink.Linked or ModelLink.SourceDeleted => team with { Link = there ? ModelLink.Linked : ModelLink.SourceDeleted },
                _ => team,
            };
        }
        Rename(teams, unlinked, present, rules);
        return (teams, unlinked);

        ModelTeam Match(ModelTeam team)
        {
            var named = present.Values.Where(group => group.Name == team.Name).ToList();
            if (named.Count == 1 && taken.Add(named[0].Id))
                return team with { Link = ModelLink.Linked, Source = named[0].Id };
            return team with { Link = named.Count > 1 ? ModelLink.Ambiguous : ModelLink.Unmatched };
        }
    }

    /// <summary>Names that would be two groups' are taken by none; giving one back can make the next clash.</summary>
    private static void Rename(List<ModelTeam> teams, HashSet<int> unlinked, Dictionary<Guid, ModelGroup> present, ModelRules rules)
    {
        var renames = teams
            .Where(team => team.Link == ModelLink.Linked && present[team.Source!.Value].Name != team.Name)
            .ToDictionary(team => team.Key, team => present[team.Source!.Value].Name);
        if (rules.OnRename == "keep")
            return;
        if (rules.OnRename == "unlink")
        {
            foreach (var key in renames.Keys)
            {
                teams[key - 1] = teams[key - 1] with { Link = ModelLink.Local, Source = null };
                unlinked.Add(key);
            }
            return;
        }
        while (true)
        {
            var clashing = teams
                .Where(team => team.Link != ModelLink.Retired)
                .GroupBy(team => renames.GetValueOrDefault(team.Key, team.Name))
                .Where(sameName => sameName.Count() > 1)
                .SelectMany(sameName => sameName.Select(team => team.Key))
                .Where(renames.ContainsKey)
                .ToList();
            if (clashing.Count == 0)
                break;
            clashing.ForEach(key => renames.Remove(key));
        }
        foreach (var (key, name) in renames)
            teams[key - 1] = teams[key - 1] with { Name = name };
    }
}
