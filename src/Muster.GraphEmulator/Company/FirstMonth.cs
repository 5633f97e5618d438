namespace Muster.GraphEmulator.Company;

/// <summary>What happens in the first month in any case, because the demo shows it.</summary>
internal sealed class FirstMonth(
    Enterprise company,
    StaffEvents staff,
    GuestEvents guests,
    GroupEvents groups,
    Chooser chooser,
    SeededRandom random
)
{
    private static readonly int[] JoinDays = [0, 0, 0, 0, 0, 0, 0, 5, 9, 10, 10, 10, 10, 14];
    private static readonly int[] LeaveDays = [1, 4, 7, 11, 14, 16, 18];
    private static readonly int[] MoveDays = [2, 2, 6, 8, 12, 12, 15, 17];
    private static readonly int[] OwnerDays = [3, 9, 13];

    public void Live(int day)
    {
        Repeat(JoinDays, day, staff.Join);
        Repeat(LeaveDays, day, staff.Leave);
        Repeat(MoveDays, day, MoveSurely);
        Repeat(OwnerDays, day, groups.ChangeOwner);
        switch (day)
        {
            case 3:
                RenameOneTeam();
                break;
            case 6:
                guests.End();
                break;
            case 7:
                StartLighthouse();
                break;
            case 11:
                guests.Invite();
                break;
            case 15:
                staff.ChangeName();
                break;
        }
    }

    private static void Repeat(int[] days, int day, Action action)
    {
        foreach (var _ in days.Where(planned => planned == day))
        {
            action();
        }
    }

    private void MoveSurely()
    {
        if (chooser.Employee() is { } person)
        {
            var others = person.Team!.Department.Teams.Where(team => team != person.Team && team.Group is not null).ToList();
            if (others.Count > 0)
            {
                staff.Move(person, random.Pick(others));
            }
        }
    }

    private void RenameOneTeam()
    {
        var team = company.Departments.SelectMany(department => department.Teams).FirstOrDefault(team => team.Name == "HR - Recruiting");
        if (team?.Group is { } group)
        {
            groups.Rename(team, group, "HR - Talent Acquisition");
        }
    }

    private void StartLighthouse()
    {
        if (company.GroupNames.IsFree("Project Lighthouse"))
        {
            var project = groups.StartProject(company.GroupNames.Take("Project Lighthouse"), inProgramme: false);
            company.Nest(company.Find("Programme - Northern Star"), project);
            project.Pinned = true;
        }
    }
}
