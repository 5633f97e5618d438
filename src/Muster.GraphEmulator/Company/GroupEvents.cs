namespace Muster.GraphEmulator.Company;

/// <summary>Groups are founded, renamed, nested, handed over and retired; people join and leave them.</summary>
internal sealed class GroupEvents(Enterprise company, Chooser chooser, Agenda agenda, SeededRandom random)
{
    /// <summary>Working days that a group stays at least.</summary>
    private const int Shortest = 70;

    private static readonly string[] Purposes =
    [
        "Feasibility study",
        "Pilot with two sites",
        "Roll-out to all sites",
        "Replaces an old system",
        "Cost programme",
        "New product line",
        "Move to another building",
    ];

    private readonly List<string> _retired = [];

    /// <summary>Whether people join and leave the group by choice or on request.</summary>
    public static bool IsFree(CompanyGroup group) =>
        group.Kind is GroupKind.Access or GroupKind.Workspace or GroupKind.Distribution or GroupKind.Community or GroupKind.Project
        && group.Nested.Count == 0;

    public void JoinOne()
    {
        if (chooser.Group(IsFree) is { } group && chooser.Staff(person => !person.Pinned) is { } person)
        {
            company.Join(group, person);
        }
    }

    public void LeaveOne()
    {
        if (chooser.Group(group => IsFree(group) && group.Members.Count > 3) is { } group)
        {
            company.Leave(group, random.Pick(group.Members));
        }
    }

    public void StartProject() => StartProject(NextProjectName(), random.Chance(0.5));

    public CompanyGroup StartProject(string name, bool inProgramme)
    {
        var home = random.PickWeighted(company.Departments, department => department.Plan.Weight);
        var group = Found(GroupKind.Project, name, $"{random.Pick(Purposes)}, led by {home.Name}", home, random.Between(5, 18));
        if (inProgramme)
        {
            company.Nest(chooser.Group(programme => programme.Kind == GroupKind.Programme), group);
        }

        return group;
    }

    /// <summary>The guests go first; the group goes two days later.</summary>
    public void EndProject()
    {
        if (
            chooser.Group(group => group is { Kind: GroupKind.Project, Pinned: false } && group.Since < agenda.Today - Shortest) is
            { } project
        )
        {
            project.Pinned = true;
            project.Members.Where(member => member.Guest).ToList().ForEach(guest => company.Leave(project, guest));
            agenda.InWorkingDays(2, () => Retire(project));
        }
    }

    public void FoundSome()
    {
        var names = company.GroupNames;
        var home = random.PickWeighted(company.Departments, department => department.Plan.Weight);
        var (kind, name, description) = random.Below(3) switch
        {
            0 => (GroupKind.Community, names.NextCommunity(null), "Open to everybody who is interested"),
            1 => (GroupKind.Workspace, names.NextWorkspace(home, null), $"Shared files of {home.Name}"),
            _ => (GroupKind.Access, names.NextAccess(null), $"Access for {home.Name}; requested at the service desk"),
        };
        Found(kind, name, description, home, random.Between(4, 15));
    }

    public void RetireSome()
    {
        if (
            chooser.Group(group =>
                !group.Pinned && IsFree(group) && group.Kind != GroupKind.Project && group.Since < agenda.Today - Shortest
            ) is
            { } group
        )
        {
            Retire(group);
        }
    }

    public void RenameTeam()
    {
        var team = random.Pick(random.Pick(company.Departments).Teams);
        if (team.Group is { Pinned: false, Deleted: false } group)
        {
            var name = TeamNames.Another(team.Name, random);
            Rename(team, group, company.GroupNames.IsFree(name) ? name : team.Name);
        }
    }

    public void Rename(OrgTeam team, CompanyGroup group, string name)
    {
        if (name != group.Name && company.GroupNames.IsFree(name))
        {
            company.GroupNames.Rename(group.Name, name);
            company.Rename(group, name);
            team.Name = name;
        }
    }

    public void ChangeOwner()
    {
        if (
            chooser.Group(group => group.Owners.Count is > 0 and < 4) is { } group
            && company.AddOwner(group, chooser.Lead(group.Home))
            && random.Chance(0.7)
        )
        {
            company.RemoveOwner(group, group.Owners[0]);
        }
    }

    /// <summary>A small group without groups of its own becomes a member of another, mostly for some weeks.</summary>
    public void NestOne()
    {
        var child = chooser.Group(group => group.Nested.Count == 0 && group.Members.Count is > 1 and < 60);
        var parent = chooser.Group(group =>
            group.Kind is GroupKind.Access or GroupKind.Workspace or GroupKind.Programme && !IsStory(group)
        );
        if (company.Nest(parent, child) && random.Chance(0.6))
        {
            agenda.InWorkingDays(random.Between(10, 50), () => company.Unnest(parent!, child!));
        }
    }

    private static bool IsStory(CompanyGroup group) => group.Name is "APP-ServiceDesk-Users" or "APP-RemoteConsole-Users";

    private string NextProjectName()
    {
        // A name that was given up comes back for another project now and then.
        if (_retired.Count > 0 && random.Chance(0.2) && random.Pick(_retired) is var old && company.GroupNames.IsFree(old))
        {
            return company.GroupNames.Take(old);
        }

        return company.GroupNames.NextProject();
    }

    private CompanyGroup Found(GroupKind kind, string name, string description, OrgDepartment home, int members)
    {
        var group = company.AddGroup(
            new(random.NextGuid(), kind)
            {
                Name = name,
                Mail = kind == GroupKind.Access ? null : company.GroupNames.TakeMail(name, Enterprise.Domain),
                Description = description,
                Home = home,
                Since = agenda.Today,
            }
        );
        company.AddOwner(group, chooser.Lead(home));
        for (; members > 0; members--)
        {
            var person =
                chooser.Staff(person => !person.Pinned && person.Team!.Department == home) ?? chooser.Staff(person => !person.Pinned);
            if (person is not null)
            {
                company.Join(group, person);
            }
        }

        return group;
    }

    private void Retire(CompanyGroup group)
    {
        if (!group.Deleted)
        {
            company.Delete(group);
            if (group.Kind == GroupKind.Project)
            {
                _retired.Add(group.Name);
            }
        }
    }
}
