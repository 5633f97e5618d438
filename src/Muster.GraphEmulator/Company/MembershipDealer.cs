namespace Muster.GraphEmulator.Company;

/// <summary>Puts the people of the first day into the groups and names the owners.</summary>
internal sealed class MembershipDealer(Enterprise company, SeededRandom random)
{
    /// <summary>Memberships a person has on average beside those that come with the job.</summary>
    private const double FreeMemberships = 5.6;

    private static readonly string[] Few = ["Approvers", "Admin", "Auditors", "Testers", "KeyUsers", "Diagram"];

    private int _draws;

    public void Deal()
    {
        foreach (var person in company.Staff)
        {
            DealJobGroups(person);
        }

        DealOnCall();
        DealOffices();
        DealFreely();
        DealGuests();
        DealOwners();
    }

    private void DealJobGroups(Person person)
    {
        if (!person.Enabled && random.Chance(0.35))
        {
            // Left in the last weeks: some memberships are gone already, the account goes too.
            person.Leaving = true;
            company.AddMember(company.Everyone!, person);
            return;
        }

        company.Join(company.Everyone, person);
        foreach (var group in person.Team!.GroupsAt(person.Site!))
        {
            company.AddMember(group, person);
        }

        company.Join(person.Team.Department.Plan.Office ? company.OfficeLicence : company.PlantLicence, person);
        if (person.Reports.Count > 0)
        {
            company.Join(company.Managers, person);
        }
        else if (random.Chance(0.04))
        {
            company.Join(company.NewJoiners, person);
        }
    }

    private void DealOnCall()
    {
        DealSome("IT On-Call - Network", "IT Support - Network 1st Level", 2);
        DealSome("IT On-Call - Servers", "IT Operations - Servers", 3);
        DealSome("IT On-Call - Security", "IT Security - Incident Response", 3);
    }

    private void DealSome(string group, string from, int count)
    {
        if (company.Find(group) is { } onDuty && company.Find(from) is { } team)
        {
            foreach (var person in team.Members.Where(person => person.Enabled).Take(count))
            {
                company.Join(onDuty, person);
            }
        }
    }

    /// <summary>Offices that some people hold beside their job.</summary>
    private void DealOffices()
    {
        foreach (var group in company.Groups.Where(IsOffice))
        {
            Draw(group, company.Staff, Math.Clamp(company.Staff.Count / 80, 1, 400) * random.Between(3, 9) / 6);
        }
    }

    private bool IsOffice(CompanyGroup group) =>
        (group.Kind == GroupKind.Company || group.Kind == GroupKind.Programme)
        && group != company.Everyone
        && group != company.Managers
        && group != company.Externals
        && group != company.NewJoiners;

    /// <summary>Groups people join by choice or on request; their sizes fall off like a power law.</summary>
    private void DealFreely()
    {
        var free = company
            .Groups.Where(IsFree)
            .Select(group => (Group: group, Rank: random.Fraction() * Bias(group)))
            .OrderBy(pair => pair.Rank)
            .ToList();
        var shares = Enumerable.Range(1, free.Count).Select(rank => Math.Pow(rank, -0.9)).ToList();
        var each = company.Staff.Count * FreeMemberships / Math.Max(1, shares.Sum());
        foreach (var ((group, _), share) in free.Zip(shares))
        {
            if (group.Pinned || !random.Chance(0.01))
            {
                Fill(group, Math.Clamp((int)(each * share), 2, Limit(group)));
            }
        }
    }

    private static bool IsFree(CompanyGroup group) =>
        group.Kind is GroupKind.Access or GroupKind.Workspace or GroupKind.Distribution or GroupKind.Community or GroupKind.Project
        || (group.Kind == GroupKind.Licence && group.Members.Count == 0);

    private static double Bias(CompanyGroup group) =>
        group.Kind switch
        {
            GroupKind.Distribution => 0.4,
            GroupKind.Access => 0.6,
            GroupKind.Project => 1.5,
            _ => 1,
        };

    private int Limit(CompanyGroup group)
    {
        var staff = company.Staff.Count;
        return group.Nested.Count > 0 && group.Pinned ? 6
            : Few.Any(role => group.Name.Contains(role, StringComparison.Ordinal)) ? 8 + (staff / 150)
            : group.Kind == GroupKind.Project ? 45 + (staff / 500)
            : Math.Max(2, staff / 4);
    }

    private void Fill(CompanyGroup group, int size)
    {
        var draw = ++_draws;
        var near = group.Home?.People ?? group.Site?.People ?? company.Staff;
        var ofSite = group.Home is not null && group.Site is not null ? group.Site.People : near;
        Draw(group, near, size * 6 / 10, draw);
        Draw(group, ofSite, size * 2 / 10, draw);
        Draw(group, company.Staff, size - group.Members.Count, draw);
    }

    private void Draw(CompanyGroup group, List<Person> pool, int count) => Draw(group, pool, count, ++_draws);

    private void Draw(CompanyGroup group, List<Person> pool, int count, int draw)
    {
        for (var attempts = count * 2; count > 0 && attempts > 0 && pool.Count > 0; attempts--)
        {
            var person = random.Pick(pool);
            if (person.Draw != draw && !person.Leaving)
            {
                person.Draw = draw;
                company.AddMember(group, person);
                count--;
            }
        }
    }

    private void DealGuests()
    {
        var projects = company.Groups.Where(group => group.Kind == GroupKind.Project).ToList();
        foreach (var guest in company.Guests)
        {
            company.Join(company.Externals, guest);
            for (var count = random.Between(1, 3); count > 0 && projects.Count > 0; count--)
            {
                company.Join(random.Pick(projects), guest);
            }
        }
    }

    private void DealOwners()
    {
        var leads = company.Staff.Where(person => person.Reports.Count > 0 && person.IsStaff).ToArray();
        var teams = company
            .Departments.SelectMany(department => department.Teams)
            .Where(team => team.Group is not null)
            .ToDictionary(team => team.Group!);
        var byDepartment = leads.GroupBy(person => person.Team!.Department).ToDictionary(group => group.Key, group => group.ToArray());
        var bySite = leads.GroupBy(person => person.Site!).ToDictionary(group => group.Key, group => group.ToArray());
        foreach (var group in company.Groups)
        {
            var pool =
                group.Home is { } home ? byDepartment.GetValueOrDefault(home, leads)
                : group.Site is { } site ? bySite.GetValueOrDefault(site, leads)
                : leads;
            company.AddOwner(group, teams.GetValueOrDefault(group)?.Lead ?? (group.Kind == GroupKind.Department ? group.Home!.Head : null));
            for (var count = random.Between(group.Owners.Count == 0 ? 1 : 0, 2); count > 0; count--)
            {
                company.AddOwner(group, pool.Length > 0 ? random.Pick(pool) : company.Staff.FirstOrDefault());
            }
        }
    }
}
