namespace Muster.GraphEmulator.Company;

/// <summary>Finds what the demo shows in a company, and pins it so that the first month leaves it alone.</summary>
internal static class StoryFinder
{
    private const string Team = "IT Support - Network 2nd Level";
    private static readonly string[] Path = ["IT Support - Network", "IT Support", "APP-ServiceDesk-Users"];

    public static Showcase? Showcase(Enterprise company)
    {
        var above = Path.Select(company.Find).OfType<CompanyGroup>().ToList();
        var person = company
            .Find(Team)
            ?.Members.Find(member =>
                member is { IsStaff: true, Mail: not null, Reports.Count: 0 } && !above.Exists(member.Groups.Contains)
            );
        if (person is null || above.Count < Path.Length)
        {
            return null;
        }

        person.Pinned = true;
        return new(person.Upn, above[^1].Name);
    }
}
