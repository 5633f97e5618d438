namespace Muster.GraphEmulator.Company;

/// <summary>Founds the groups: first those every such company has, then plausible ones until there are enough.</summary>
internal sealed class GroupFounder(Enterprise company, SeededRandom random, int limit, int users)
{
    private static readonly string[] Phases =
    [
        "Programme Meridian",
        "Programme Meridian - Core",
        "Programme Meridian - Core - Finance",
        "Programme Meridian - Core - Finance - Ledger",
        "Programme Meridian - Core - Finance - Ledger - Build",
        "Programme Meridian - Core - Finance - Ledger - Build - Interfaces",
        "Programme Meridian - Core - Finance - Ledger - Build - Interfaces - Banks",
        "Programme Meridian - Core - Finance - Ledger - Build - Interfaces - Banks - Testers",
    ];

    public void Found()
    {
        FoundCompanyGroups();
        FoundDepartments();
        FoundNamed(NamedGroups.First);
        FoundSites();
        FoundNamed(NamedGroups.Second);
        Nestings();
        Fill();
        NestSome();
    }

    private int Room => limit - company.Groups.Count;

    private CompanyGroup? Add(
        GroupKind kind,
        string name,
        string? description,
        OrgDepartment? home = null,
        Site? site = null,
        bool pinned = true,
        bool exactName = false
    )
    {
        if (Room <= 0)
        {
            return null;
        }

        var hasMail = kind is not (GroupKind.Access or GroupKind.Licence or GroupKind.Legacy);
        return company.AddGroup(
            new(random.NextGuid(), kind)
            {
                Name = exactName ? name : company.GroupNames.Take(name),
                Mail = hasMail
                    ? company.GroupNames.TakeMail(
                        site is null || name.Contains(site.Name, StringComparison.Ordinal) ? name : $"{name} {site.Name}",
                        Enterprise.Domain
                    )
                    : null,
                Description = description,
                Home = home,
                Site = site,
                Pinned = pinned,
            }
        );
    }

    private void FoundCompanyGroups()
    {
        company.Everyone = Add(GroupKind.Company, "All Staff", "Everybody employed by Lindhaven Group; without external partners");
        company.Managers = Add(GroupKind.Company, "All Managers", "Everybody who leads people");
        company.Externals = Add(GroupKind.Company, "External Partners", "Guests of partner companies");
        // Two sites had the same idea for a name: one display name, two groups.
        var logistics = company.Departments.First(department => department.Name == "Logistics");
        var finance = company.Departments.First(department => department.Name == "Finance");
        Add(
            GroupKind.Project,
            company.GroupNames.Take("Project Phoenix"),
            "New automated warehouse",
            logistics,
            company.Sites[0],
            exactName: true
        );
        Add(
            GroupKind.Project,
            "Project Phoenix",
            "Move of the Lyon ledgers to the group's SAP",
            finance,
            company.Sites[Math.Min(3, company.Sites.Count - 1)],
            exactName: true
        );
    }

    private void FoundDepartments()
    {
        foreach (var department in company.Departments)
        {
            department.Group = Add(GroupKind.Department, department.Name, $"Department {department.Name}, with all its teams", department);
            foreach (var plan in department.Plan.Teams)
            {
                var group = Add(
                    GroupKind.Team,
                    plan.Name,
                    plan.Purpose,
                    department,
                    pinned: plan.Name.StartsWith("IT Support", StringComparison.Ordinal)
                );
                if (department.Teams.Find(team => team.Name == plan.Name) is { } team)
                {
                    team.Group = group;
                }

                company.Nest(plan.Parent is null ? department.Group : company.Find(plan.Parent), group);
            }
        }
    }

    private void FoundSites()
    {
        foreach (var site in company.Sites)
        {
            site.Group = Add(GroupKind.Site, $"Site - {site.Name}", $"Everybody who works in {site.Name}", site: site);
        }
    }

    private void FoundNamed(IEnumerable<NamedGroup> groups)
    {
        foreach (var named in groups)
        {
            var home = named.Home is null ? null : company.Departments.First(department => department.Name == named.Home);
            var site = named.Site is { } index ? company.Sites[Math.Min(index, company.Sites.Count - 1)] : null;
            var group = Add(named.Kind, named.Name, named.Description, home, site);
            foreach (var nested in named.Nested)
            {
                company.Nest(group, company.Find(nested));
            }
        }
    }

    private void Nestings()
    {
        company.NewJoiners = company.Find("New Joiners");
        company.OfficeLicence = company.Find("Licence - Office Suite E3");
        company.PlantLicence = company.Find("Licence - Frontline F3");
        // Two communities hold each other: a cycle that hurts nobody.
        company.Nest(company.Find("Community - Data Analytics"), company.Find("Community - Power BI"));
        if (Room > 100)
        {
            CompanyGroup? parent = null;
            foreach (var phase in Phases.Take(Room > 500 ? Phases.Length : Phases.Length - 1))
            {
                var group = Add(GroupKind.Programme, phase, "Work package of the ledger programme", company.Departments[2]);
                company.Nest(parent, group);
                parent = group;
            }
        }
    }

    private void Fill()
    {
        FoundUnits(Room / 6);
        FoundAtSites(Room / 5);
        var names = new List<string>();
        var many = limit >= 1000;
        while (Room > 0)
        {
            var home = random.PickWeighted(company.Departments, department => department.Plan.Weight);
            var site = random.Chance(many ? 0.6 : 0.3) ? random.PickWeighted(company.Sites, site => site.Weight) : null;
            // In a large company a few groups share a name by accident.
            if (many && names.Count > 100 && random.Chance(0.003))
            {
                Add(GroupKind.Project, random.Pick(names), null, home, site, pinned: false, exactName: true);
                continue;
            }

            FillOne(home, site);
            names.Add(company.Groups[^1].Name);
        }
    }

    private void FillOne(OrgDepartment home, Site? site)
    {
        var names = company.GroupNames;
        var (kind, name, description) = random.Below(100) switch
        {
            < 42 => (GroupKind.Project, names.NextProject(), $"Project team of {home.Name}{In(site)}"),
            < 62 => (GroupKind.Access, names.NextAccess(site), $"Access for {home.Name}{In(site)}; requested at the service desk"),
            < 78 => (GroupKind.Workspace, names.NextWorkspace(home, site), $"Shared files of {home.Name}{In(site)}"),
            < 94 => (GroupKind.Distribution, names.NextDistribution(site), $"Distribution list{In(site)}"),
            _ => (GroupKind.Community, names.NextCommunity(site), $"Open to everybody who is interested{In(site)}"),
        };
        Add(kind, name, random.Chance(0.93) ? description : null, home, site, pinned: false, exactName: true);
    }

    private static string In(Site? site) => site is null ? "" : $" in {site.Name}";

    /// <summary>Teams that are spread over sites have a group at each when the company is large enough.</summary>
    private void FoundUnits(int count)
    {
        var sites = Math.Min(company.Sites.Count, users / 5000);
        foreach (var site in company.Sites.Take(sites))
        {
            foreach (var team in company.Departments.SelectMany(department => department.Teams).Where(team => team.Group is not null))
            {
                if (
                    count-- <= 0
                    || Add(GroupKind.Unit, $"{team.Name} - {site.Name}", $"{team.Name} in {site.Name}", team.Department, site)
                        is not { } unit
                )
                {
                    return;
                }

                team.Units[site] = unit;
                if (random.Chance(0.12))
                {
                    company.Nest(team.Group, unit);
                }
            }
        }
    }

    private void FoundAtSites(int count)
    {
        foreach (var (site, department) in company.Sites.SelectMany(site => company.Departments.Select(department => (site, department))))
        {
            if (
                count-- <= 0
                || Add(GroupKind.SiteDepartment, $"{site.Name} - {department.Name}", $"{department.Name} in {site.Name}", department, site)
                    is not { } group
            )
            {
                return;
            }

            department.AtSite[site] = group;
        }
    }

    /// <summary>Small groups inside others, to about one in twenty; never a large one, whose people would count many times.</summary>
    private void NestSome()
    {
        var few = company
            .Groups.Where(group => !group.Pinned && group.Kind is GroupKind.Project or GroupKind.Workspace or GroupKind.Access)
            .ToList();
        var wanted = few.Count / 25;
        for (var count = 0; count < wanted; count++)
        {
            // Children come after their parents, so that only the pairs below make cycles.
            var (one, other) = (random.Below(few.Count), random.Below(few.Count));
            var (parent, child) = (few[Math.Min(one, other)], few[Math.Max(one, other)]);
            if (parent.Nested.Count < 4 && company.Nest(parent, child) && count % 150 == 149)
            {
                company.Nest(child, parent);
            }
        }
    }
}
