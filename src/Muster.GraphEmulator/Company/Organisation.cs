namespace Muster.GraphEmulator.Company;

/// <summary>A city with an office or a plant.</summary>
internal sealed class Site(string name, int weight)
{
    public string Name { get; } = name;

    public int Weight { get; } = weight;

    public CompanyGroup? Group { get; set; }

    public List<Person> People { get; } = [];
}

/// <summary>A department and its teams.</summary>
internal sealed class OrgDepartment(DepartmentPlan plan)
{
    public DepartmentPlan Plan { get; } = plan;

    public string Name => Plan.Name;

    public CompanyGroup? Group { get; set; }

    public Person? Head { get; set; }

    public List<OrgTeam> Teams { get; } = [];

    public List<Person> People { get; } = [];

    /// <summary>The group of the department's people at a site, where there is one.</summary>
    public Dictionary<Site, CompanyGroup> AtSite { get; } = [];
}

/// <summary>People who work together under one lead.</summary>
internal sealed class OrgTeam(string name, int weight, OrgDepartment department)
{
    /// <summary>Name of its group, e.g. <c>Finance - Treasury</c>.</summary>
    public string Name { get; set; } = name;

    public int Weight { get; } = weight;

    public OrgDepartment Department { get; set; } = department;

    public CompanyGroup? Group { get; set; }

    public Person? Lead { get; set; }

    /// <summary>Where most of the team works, the first more than the others.</summary>
    public List<Site> Sites { get; } = [];

    /// <summary>The team's groups by site, where a team is large enough to have them.</summary>
    public Dictionary<Site, CompanyGroup> Units { get; } = [];

    public string ShortName =>
        Name.StartsWith($"{Department.Name} - ", StringComparison.Ordinal) ? Name[(Department.Name.Length + 3)..] : Name;

    public Person? Boss => Lead ?? Department.Head;

    /// <summary>The groups that somebody of this team at the site is a direct member of.</summary>
    public IEnumerable<CompanyGroup> GroupsAt(Site site)
    {
        Units.TryGetValue(site, out var unit);
        if (unit is not null)
        {
            yield return unit;
        }

        if (Group is not null && !(unit is not null && Group.Nested.Contains(unit)))
        {
            yield return Group;
        }

        if (Group is null && Department.Group is not null)
        {
            yield return Department.Group;
        }

        if (Department.AtSite.TryGetValue(site, out var colleagues))
        {
            yield return colleagues;
        }

        if (site.Group is not null)
        {
            yield return site.Group;
        }
    }
}
