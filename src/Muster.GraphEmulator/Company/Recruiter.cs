using System.Globalization;

namespace Muster.GraphEmulator.Company;

/// <summary>Makes people: staff for a team, and guests of partner companies.</summary>
internal sealed class Recruiter(Enterprise company, SeededRandom random)
{
    private static readonly (string Name, string Domain)[] Partners =
    [
        ("Norrby Consulting", "norrby-consulting.example"),
        ("Castellan Audit", "castellan-audit.example"),
        ("Brightwater Software", "brightwater.example"),
        ("Ostermann Logistik", "ostermann-logistik.example"),
        ("Atelier Verdier", "atelier-verdier.example"),
        ("Kestrel Engineering", "kestrel-eng.example"),
        ("Quintela Automation", "quintela.example"),
        ("Halvorsen Legal", "halvorsen-legal.example"),
    ];

    private static readonly string[] GuestTitles =
    [
        "Consultant",
        "Contractor",
        "Auditor",
        "Supplier Contact",
        "Integration Partner",
        "Interim Engineer",
    ];

    private int _employees = 10_000;

    public Person Hire(OrgTeam team, string? title = null)
    {
        var (given, family, displayName) = company.People.Next();
        var upn = company.People.Address(displayName, Enterprise.Domain);
        var hasMail = team.Department.Plan.Office || !random.Chance(0.015);
        return new(random.NextGuid())
        {
            Given = given,
            Family = family,
            DisplayName = displayName,
            Upn = upn,
            Mail = hasMail ? upn : null,
            Company = Enterprise.Name,
            Team = team,
            Site = SiteFor(team),
            Title = title ?? TitleIn(team),
            EmployeeId = (_employees += random.Between(1, 7)).ToString("D6", CultureInfo.InvariantCulture),
        };
    }

    /// <param name="day">Working day of the invitation.</param>
    public Person Invite(int day = -1000)
    {
        var (given, family, displayName) = company.People.Next();
        var partner = random.Pick(Partners);
        var mail = company.People.Address(displayName, partner.Domain);
        return new(random.NextGuid())
        {
            Given = given,
            Family = family,
            DisplayName = displayName,
            Upn = $"{mail.Replace('@', '_')}#EXT#@{Enterprise.Domain}",
            Mail = mail,
            Company = partner.Name,
            Guest = true,
            Since = day,
            Title = random.Pick(GuestTitles),
        };
    }

    public OrgTeam AnyTeam()
    {
        var department = random.PickWeighted(company.Departments, department => department.Plan.Weight);
        return random.PickWeighted(department.Teams, team => team.Weight);
    }

    public string TitleIn(OrgTeam team)
    {
        var title = random.Pick(team.Department.Plan.Titles);
        return random.Below(10) switch
        {
            0 or 1 => $"Senior {title}",
            2 => $"Junior {title}",
            _ => title,
        };
    }

    public Site SiteFor(OrgTeam team) =>
        random.Below(20) switch
        {
            < 12 => team.Sites[0],
            < 17 => team.Sites[^1],
            _ => random.Pick(company.Sites),
        };
}
