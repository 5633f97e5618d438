namespace Muster.GraphEmulator.Company;

/// <summary>Each Monday somebody else is on call.</summary>
internal sealed class OnCallRota(Enterprise company, SeededRandom random)
{
    private readonly List<(CompanyGroup OnCall, CompanyGroup Team)> _rota =
    [
        .. Pair(company, "IT On-Call - Network", "IT Support - Network 1st Level"),
        .. Pair(company, "IT On-Call - Servers", "IT Operations - Servers"),
        .. Pair(company, "IT On-Call - Security", "IT Security - Incident Response"),
    ];

    public void Rotate()
    {
        foreach (var (onCall, team) in _rota.Where(pair => !pair.OnCall.Deleted && !pair.Team.Deleted))
        {
            var fresh = team.Members.Where(person => person.IsStaff && !onCall.Members.Contains(person)).ToList();
            if (fresh.Count > 0)
            {
                if (onCall.Members.Count > 1)
                {
                    company.Leave(onCall, onCall.Members[0]);
                }

                company.Join(onCall, random.Pick(fresh));
            }
        }
    }

    private static IEnumerable<(CompanyGroup OnCall, CompanyGroup Team)> Pair(Enterprise company, string onCall, string team) =>
        company.Find(onCall) is { } duty && company.Find(team) is { } people ? [(duty, people)] : [];
}
