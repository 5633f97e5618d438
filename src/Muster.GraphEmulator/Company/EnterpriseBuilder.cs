namespace Muster.GraphEmulator.Company;

/// <summary>Makes the company of the first day: departments, people under managers, groups and their members.</summary>
internal sealed class EnterpriseBuilder
{
    private const int Span = 9;

    private readonly SeededRandom _random;
    private readonly Enterprise _company;
    private readonly Recruiter _recruiter;
    private readonly int _users;

    private EnterpriseBuilder(int users, long seed)
    {
        _users = users;
        _random = new(seed, "company");
        var departments = Departments.All.Select(plan => new OrgDepartment(plan)).ToList();
        _company = new(_random, departments, Sites.For(users));
        _recruiter = new(_company, _random);
    }

    public static (Enterprise Company, Recruiter Recruiter) Build(int users, int groups, long seed)
    {
        var builder = new EnterpriseBuilder(users, seed);
        builder.FoundTeams();
        builder.Employ();
        new GroupFounder(builder._company, builder._random, groups, users).Found();
        new MembershipDealer(builder._company, builder._random).Deal();
        return (builder._company, builder._recruiter);
    }

    private void FoundTeams()
    {
        foreach (var department in _company.Departments)
        {
            foreach (var plan in department.Plan.Teams.Where(plan => plan.Weight > 0))
            {
                var team = new OrgTeam(plan.Name, plan.Weight, department);
                team.Sites.Add(_random.PickWeighted(_company.Sites, site => site.Weight));
                team.Sites.Add(_random.PickWeighted(_company.Sites, site => site.Weight));
                department.Teams.Add(team);
            }
        }
    }

    private void Employ()
    {
        var guests = _users * 3 / 100;
        var board = Board(_users - guests);
        var byTeam = new Dictionary<OrgTeam, List<Person>>();
        var teams = _company.Departments.SelectMany(department => department.Teams).ToList();
        // Everywhere some people, if there are enough; then by weight.
        var first = _users >= 10 * teams.Count ? 4 * teams.Count : 0;
        for (var count = board; count < _users - guests; count++)
        {
            var team = count - board < first ? teams[(count - board) % teams.Count] : _recruiter.AnyTeam();
            if (!byTeam.TryGetValue(team, out var colleagues))
            {
                byTeam[team] = colleagues = [];
            }

            EmployIn(team, colleagues);
        }

        for (var count = 0; count < guests; count++)
        {
            var guest = _recruiter.Invite();
            guest.Enabled = !_random.Chance(0.03);
            _company.Add(guest);
        }
    }

    /// <returns>How many people the board has.</returns>
    private int Board(int room)
    {
        var office = _company.Departments[^1];
        Person? chief = null;
        var hired = 0;
        foreach (var department in _company.Departments.Reverse().Take(room - 1))
        {
            if (chief is null)
            {
                chief = _recruiter.Hire(office.Teams[0], "Chief Executive Officer");
                _company.Add(chief);
                hired++;
            }

            department.Head = _recruiter.Hire(department.Teams[0], department.Plan.HeadTitle);
            _company.SetManager(department.Head, chief);
            _company.Add(department.Head);
            hired++;
        }

        return hired;
    }

    private void EmployIn(OrgTeam team, List<Person> colleagues)
    {
        var person = _recruiter.Hire(team, colleagues.Count == 0 ? $"Team Lead {team.ShortName}" : null);
        team.Lead ??= person;
        var boss = colleagues.Count == 0 ? team.Department.Head : colleagues[(colleagues.Count - 1) / Span];
        if (boss is not null && boss != team.Lead && boss != team.Department.Head && boss.Reports.Count == 0)
        {
            boss.Title = $"Group Lead {team.ShortName}";
        }

        _company.SetManager(person, boss);
        colleagues.Add(person);
        // Leavers of the last weeks, long absences and sabbaticals.
        person.Enabled = colleagues.Count < 4 || !_random.Chance(0.039);
        _company.Add(person);
    }
}
