namespace Muster.GraphEmulator.Company;

/// <summary>People join, move, change their name, leave and come back.</summary>
internal sealed class StaffEvents(Enterprise company, Recruiter recruiter, Chooser chooser, Agenda agenda, SeededRandom random)
{
    private const int DaysUntilDeleted = 30;
    private const int SoonestReturn = 12;

    private readonly List<(Person Person, int Day)> _former = [];

    /// <summary>Those who left before the first day are deleted during the first month.</summary>
    public void Inherit()
    {
        foreach (var person in company.Staff.Where(person => person.Leaving).ToList())
        {
            agenda.On(random.Between(0, 20), () => Forget(person));
        }
    }

    public void Join()
    {
        var team = recruiter.AnyTeam();
        var person = recruiter.Hire(team);
        company.Employ(person, chooser.Manager(team));
        JoinJobGroups(person);
        company.Join(company.NewJoiners, person);
        agenda.InWorkingDays(random.Between(1, 5), () => Settle(person));
        agenda.InCalendarDays(90, () => LeaveIfIn(company.NewJoiners, person));
    }

    public void Move()
    {
        if (chooser.Employee() is { } person && chooser.OtherTeam(person, recruiter.AnyTeam()) is { } team)
        {
            Move(person, team);
        }
    }

    public void Move(Person person, OrgTeam team)
    {
        var (before, office) = (person.Team!.GroupsAt(person.Site!).ToList(), person.Team.Department.Plan.Office);
        var sameJob = person.Team.Department == team.Department;
        company.Transfer(
            person,
            team,
            random.Chance(0.8) ? person.Site! : recruiter.SiteFor(team),
            sameJob ? person.Title : recruiter.TitleIn(team)
        );
        company.SetManager(person, chooser.Manager(team));
        var after = team.GroupsAt(person.Site!).ToList();
        before.Except(after).ToList().ForEach(group => company.Leave(group, person));
        after.ForEach(group => company.Join(group, person));
        if (office != team.Department.Plan.Office)
        {
            LeaveIfIn(office ? company.OfficeLicence : company.PlantLicence, person);
            company.Join(office ? company.PlantLicence : company.OfficeLicence, person);
        }
    }

    public void ChangeTitle()
    {
        if (chooser.Staff(person => person.Reports.Count == 0) is { } person)
        {
            var before = person.Properties();
            person.Title = recruiter.TitleIn(person.Team!);
            company.UpdateFrom(person, before);
        }
    }

    public void ChangeName()
    {
        if (chooser.Employee() is { } person && company.People.NextFamily() is var family && family != person.Family)
        {
            var before = person.Properties();
            person.Family = family;
            person.DisplayName = company.People.DisplayNameFor(person.Given, family);
            person.Upn = company.People.Address(person.DisplayName, Enterprise.Domain);
            person.Mail = person.Mail is null ? null : person.Upn;
            company.UpdateFrom(person, before);
        }
    }

    public void Leave()
    {
        if (
            company.Staff.Count > 25
            && chooser.Staff(person => !person.Pinned && !person.Returned && person.Manager?.Manager is not null) is { } person
        )
        {
            Leave(person);
        }
    }

    public void Return()
    {
        var gone = _former.FindAll(left => agenda.Today - left.Day >= SoonestReturn);
        if (gone.Count == 0)
        {
            return;
        }

        var (person, day) = random.Pick(gone);
        _former.Remove((person, day));
        var back = person.Deleted && agenda.Today - day > 40 ? Again(person) : person;
        (back.Leaving, back.Returned) = (false, true);
        if (person.Deleted)
        {
            // Their team may have been merged into another meanwhile.
            back.Team = back.Team!.Group is { Deleted: true } ? recruiter.AnyTeam() : back.Team;
            back.Enabled = true;
            company.Employ(back, chooser.Manager(back.Team!));
        }
        else
        {
            company.SetEnabled(back, true);
        }

        JoinJobGroups(back);
    }

    private void Leave(Person person)
    {
        person.Leaving = true;
        company.SetEnabled(person, false);
        HandOver(person);
        agenda.InWorkingDays(
            1,
            () => LeaveGroups(person, group => group.Kind is GroupKind.Access or GroupKind.Licence or GroupKind.OnCall)
        );
        agenda.InWorkingDays(random.Between(2, 4), () => LeaveGroups(person, group => group != company.Everyone));
        agenda.InCalendarDays(DaysUntilDeleted, () => Forget(person));
        _former.Add((person, agenda.Today));
    }

    /// <summary>Reports and groups of somebody who leaves get a successor.</summary>
    private void HandOver(Person person)
    {
        var successor = person.Reports.Find(report => report.IsStaff) ?? person.Manager;
        if (successor is not null && person.Reports.Contains(successor))
        {
            var before = successor.Properties();
            successor.Title = person.Title;
            company.UpdateFrom(successor, before);
            company.SetManager(successor, person.Manager);
            company.Join(company.Managers, successor);
        }

        foreach (var report in person.Reports.ToList())
        {
            company.SetManager(report, successor);
        }

        if (person.Team!.Lead == person)
        {
            person.Team.Lead = successor;
        }

        foreach (var group in person.Owned.ToList())
        {
            if (group.Owners.Count == 1)
            {
                company.AddOwner(group, successor);
            }

            company.RemoveOwner(group, person);
        }
    }

    private void LeaveGroups(Person person, Func<CompanyGroup, bool> which)
    {
        if (person.Leaving && !person.Deleted)
        {
            person.Groups.Where(which).ToList().ForEach(group => company.Leave(group, person));
        }
    }

    private void Forget(Person person)
    {
        if (person.Leaving && !person.Deleted)
        {
            company.Delete(person);
        }
    }

    private void JoinJobGroups(Person person)
    {
        company.Join(company.Everyone, person);
        foreach (var group in person.Team!.GroupsAt(person.Site!).ToList())
        {
            company.Join(group, person);
        }

        company.Join(person.Team.Department.Plan.Office ? company.OfficeLicence : company.PlantLicence, person);
    }

    private void Settle(Person person)
    {
        for (var count = random.Between(1, 3); count > 0 && person.IsStaff; count--)
        {
            company.Join(
                chooser.Group(group => GroupEvents.IsFree(group) && (group.Home is null || group.Home == person.Team!.Department)),
                person
            );
        }
    }

    private void LeaveIfIn(CompanyGroup? group, Person person)
    {
        if (group is not null && !person.Deleted)
        {
            company.Leave(group, person);
        }
    }

    /// <summary>The same human after a long time: a new account under the old name.</summary>
    private Person Again(Person person) =>
        new(random.NextGuid())
        {
            Given = person.Given,
            Family = person.Family,
            DisplayName = person.DisplayName,
            Upn = person.Upn,
            Mail = person.Mail,
            Company = person.Company,
            Team = person.Team,
            Site = person.Site,
            Title = person.Title,
            EmployeeId = person.EmployeeId,
        };
}
