namespace Muster.GraphEmulator.Company;

/// <summary>Chooses whom and what an event is about; null when a few tries find nobody.</summary>
internal sealed class Chooser(Enterprise company, SeededRandom random)
{
    private const int Tries = 60;

    public Person? Staff(Func<Person, bool> suits) => From(company.Staff, person => person.IsStaff && suits(person));

    /// <summary>Somebody without reports, whom no story rests on.</summary>
    public Person? Employee() => Staff(person => person.Reports.Count == 0 && !person.Pinned);

    /// <summary>A guest who came before a working day.</summary>
    public Person? Guest(int since) => From(company.Guests, guest => guest.Enabled && !guest.Leaving && guest.Since < since);

    public CompanyGroup? Group(Func<CompanyGroup, bool> suits) => From(company.Groups, suits);

    /// <summary>Somebody who leads people, of the department if possible.</summary>
    public Person? Lead(OrgDepartment? home) =>
        (home is null ? null : From(home.People, person => person.IsStaff && person.Reports.Count > 0))
        ?? Staff(person => person.Reports.Count > 0)
        ?? Staff(_ => true);

    /// <summary>Somebody of the team to report to.</summary>
    public Person? Manager(OrgTeam team) =>
        From(team.Department.People, person => person.IsStaff && person.Team == team && person.Reports.Count is > 0 and < 10) ?? Boss(team);

    public OrgTeam? OtherTeam(Person person, OrgTeam any)
    {
        var team = random.Chance(0.6) ? random.Pick(person.Team!.Department.Teams) : any;
        return team == person.Team ? null : team;
    }

    private static Person? Boss(OrgTeam team) =>
        team.Boss is { IsStaff: true } boss ? boss
        : team.Department.Head is { IsStaff: true } head ? head
        : null;

    private T? From<T>(IReadOnlyList<T> items, Func<T, bool> suits)
        where T : class
    {
        for (var attempt = 0; attempt < Tries && items.Count > 0; attempt++)
        {
            var item = random.Pick(items);
            if (suits(item))
            {
                return item;
            }
        }

        return null;
    }
}
