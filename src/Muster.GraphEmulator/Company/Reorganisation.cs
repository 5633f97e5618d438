namespace Muster.GraphEmulator.Company;

/// <summary>Every quarter a team is split, or moved under another department, or merged into a neighbour.</summary>
internal sealed class Reorganisation(Enterprise company, StaffEvents staff, SeededRandom random)
{
    private static readonly string[] Halves = ["Projects", "International", "Special Orders", "Express", "Partners"];

    private int _times;

    public void Happen()
    {
        switch (_times++ % 3)
        {
            case 0:
                Split();
                break;
            case 1:
                MoveUnderAnother();
                break;
            default:
                Merge();
                break;
        }
    }

    private void Split()
    {
        if (Choose(30, 150) is not { } team)
        {
            return;
        }

        var (department, name) = (team.Department, $"{team.Name} {random.Pick(Halves)}");
        var group = company.AddGroup(
            new(random.NextGuid(), GroupKind.Team)
            {
                Name = company.GroupNames.Take(name),
                Mail = company.GroupNames.TakeMail(name, Enterprise.Domain),
                Description = $"Split off from {team.Name}",
                Home = department,
            }
        );
        company.Nest(team.Group!.Parents.FirstOrDefault() ?? department.Group, group);
        var half = new OrgTeam(group.Name, Math.Max(1, team.Weight / 2), department) { Group = group };
        half.Sites.AddRange(team.Sites);
        department.Teams.Add(half);
        var people = Movable(team).ToList();
        half.Lead = people.FirstOrDefault();
        company.AddOwner(group, half.Lead ?? department.Head);
        people.Take(people.Count / 2).ToList().ForEach(person => staff.Move(person, half));
    }

    private void MoveUnderAnother()
    {
        if (
            Choose(4, 80) is not { } team
            || random.Pick(company.Departments) is var target && (target == team.Department || target.Group is null)
        )
        {
            return;
        }

        team.Group!.Parents.Where(parent => parent.Kind is GroupKind.Department or GroupKind.Team)
            .ToList()
            .ForEach(parent => company.Unnest(parent, team.Group));
        company.Nest(target.Group, team.Group);
        var people = company.Staff.Where(person => person.Team == team).ToList();
        var before = people.ConvertAll(person => (person.Properties(), Groups: team.GroupsAt(person.Site!).ToList()));
        team.Department.Teams.Remove(team);
        team.Department.People.RemoveAll(person => person.Team == team);
        team.Department = target;
        target.Teams.Add(team);
        target.People.AddRange(people);
        foreach (var (person, (properties, groups)) in people.Zip(before))
        {
            company.UpdateFrom(person, properties);
            if (person.IsStaff)
            {
                var after = team.GroupsAt(person.Site!).ToList();
                groups.Except(after).ToList().ForEach(group => company.Leave(group, person));
                after.ForEach(group => company.Join(group, person));
            }
        }

        if (team.Lead is { IsStaff: true } lead)
        {
            company.SetManager(lead, target.Head);
        }
    }

    private void Merge()
    {
        if (Choose(3, 40) is not { } team || team.Department.Teams.Find(other => other != team && other.Group is not null) is not { } other)
        {
            return;
        }

        foreach (var person in company.Staff.Where(person => person.Team == team).ToList())
        {
            if (person.IsStaff)
            {
                staff.Move(person, other);
            }
            else
            {
                company.Transfer(person, other, person.Site!, person.Title);
            }
        }

        team.Department.Teams.Remove(team);
        company.Delete(team.Group!);
    }

    private static IEnumerable<Person> Movable(OrgTeam team) =>
        team.Group!.Members.Where(person => person is { IsStaff: true, Reports.Count: 0, Pinned: false } && person.Team == team);

    /// <summary>A team of a size, without groups by site, that no story rests on and whose department keeps others.</summary>
    private OrgTeam? Choose(int least, int most)
    {
        var teams = company
            .Departments.Where(department => department.Teams.Count > 3)
            .SelectMany(department => department.Teams)
            .Where(team =>
                team.Group is { Pinned: false, Deleted: false } group
                && team.Units.Count == 0
                && group.Members.Count >= least
                && group.Members.Count <= most
                && team != team.Department.Teams[0]
            )
            .ToList();
        return teams.Count == 0 ? null : random.Pick(teams);
    }
}
