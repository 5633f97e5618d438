using Muster.GraphEmulator.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.GraphEmulator.Company;

/// <summary>
/// The company as it is at the moment. Every change goes through a method here, which does nothing if it is so already and
/// otherwise changes the state and records the operation: that is why no operation of the history is a no-op.
/// </summary>
internal sealed class Enterprise(SeededRandom random, IReadOnlyList<OrgDepartment> departments, IReadOnlyList<Site> sites)
{
    public const string Name = "Lindhaven Group";
    public const string Domain = "lindhaven.example";

    private List<DirectoryOperation> _operations = [];
    private bool _recording;

    public IReadOnlyList<OrgDepartment> Departments { get; } = departments;

    public IReadOnlyList<Site> Sites { get; } = sites;

    public PersonNamer People { get; } = new(random);

    public GroupNames GroupNames { get; } = new(random);

    /// <summary>Everybody with an account, in the order they came; the deleted are gone from it.</summary>
    public List<Person> Staff { get; } = [];

    public List<Person> Guests { get; } = [];

    public List<CompanyGroup> Groups { get; } = [];

    public CompanyGroup? Everyone { get; set; }

    public CompanyGroup? Managers { get; set; }

    public CompanyGroup? Externals { get; set; }

    public CompanyGroup? NewJoiners { get; set; }

    public CompanyGroup? OfficeLicence { get; set; }

    public CompanyGroup? PlantLicence { get; set; }

    /// <summary>From now on changes are recorded as operations.</summary>
    public void StartRecording() => _recording = true;

    /// <summary>Whether something was recorded since the operations were taken.</summary>
    public bool HasChanges => _operations.Count > 0;

    /// <summary>The operations since the last call.</summary>
    public List<DirectoryOperation> TakeOperations()
    {
        var taken = _operations;
        _operations = [];
        return taken;
    }

    /// <summary>The operations that build the present state from nothing, made while they are read.</summary>
    public IEnumerable<DirectoryOperation> Creation()
    {
        foreach (var person in Staff.Concat(Guests))
        {
            yield return new UserAdd(person.Id, person.Properties());
        }

        foreach (var group in Groups)
        {
            yield return new GroupAdd(group.Id, group.Properties());
            foreach (var owner in group.Owners)
            {
                yield return new OwnerAdd(group.Id, owner.Id);
            }
        }

        foreach (var group in Groups)
        {
            foreach (var member in group.Members)
            {
                yield return new MemberAdd(group.Id, member.Id, MemberKind.User);
            }

            foreach (var nested in group.Nested)
            {
                yield return new MemberAdd(group.Id, nested.Id, MemberKind.Group);
            }
        }
    }

    public CompanyGroup? Find(string name) => Groups.Find(group => group.Name == name);

    /// <summary>As <see cref="Add"/>, with a manager from the beginning.</summary>
    public void Employ(Person person, Person? manager)
    {
        person.Manager = manager;
        manager?.Reports.Add(person);
        Add(person);
    }

    public void Add(Person person)
    {
        person.Deleted = false;
        (person.Guest ? Guests : Staff).Add(person);
        if (person.Team is not null)
        {
            person.Team.Department.People.Add(person);
            person.Site!.People.Add(person);
        }

        Record(() => new UserAdd(person.Id, person.Properties()));
    }

    /// <summary>Records new values of the person's properties, which the caller has set, as one operation.</summary>
    public void Update(Person person, params ReadOnlySpan<string> properties)
    {
        if (_recording)
        {
            var all = person.Properties();
            var changes = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var property in properties)
            {
                changes[property] = all[property];
            }

            _operations.Add(new UserUpdate(person.Id, changes));
        }
    }

    public void SetEnabled(Person person, bool enabled)
    {
        if (person.Enabled != enabled)
        {
            person.Enabled = enabled;
            Update(person, "accountEnabled");
        }
    }

    public void SetManager(Person person, Person? manager)
    {
        if (person.Manager != manager && manager != person)
        {
            person.Manager?.Reports.Remove(person);
            manager?.Reports.Add(person);
            person.Manager = manager;
            Update(person, "manager");
        }
    }

    /// <summary>Moves a person to a team and a site and records what is different afterwards.</summary>
    public void Transfer(Person person, OrgTeam team, Site site, string? title)
    {
        var before = person.Properties();
        person.Team!.Department.People.Remove(person);
        person.Site!.People.Remove(person);
        (person.Team, person.Site, person.Title) = (team, site, title);
        team.Department.People.Add(person);
        site.People.Add(person);
        UpdateFrom(person, before);
    }

    /// <summary>Records the properties that differ from <paramref name="before"/>, if any.</summary>
    public void UpdateFrom(Person person, Dictionary<string, object?> before)
    {
        var changed = person
            .Properties()
            .Where(property => !Equals(before[property.Key], property.Value))
            .Select(property => property.Key)
            .ToArray();
        if (changed.Length > 0)
        {
            Update(person, changed);
        }
    }

    public void Delete(Person person)
    {
        foreach (var report in person.Reports.ToList())
        {
            SetManager(report, person.Manager);
        }

        person.Manager?.Reports.Remove(person);
        person.Manager = null;
        person.Deleted = true;
        (person.Guest ? Guests : Staff).Remove(person);
        person.Team?.Department.People.Remove(person);
        person.Site?.People.Remove(person);
        person.Groups.ForEach(group => group.Members.Remove(person));
        person.Groups.Clear();
        person.Owned.ForEach(group => group.Owners.Remove(person));
        person.Owned.Clear();
        Record(() => new UserDelete(person.Id));
    }

    public CompanyGroup AddGroup(CompanyGroup group)
    {
        Groups.Add(group);
        Record(() => new GroupAdd(group.Id, group.Properties()));
        return group;
    }

    public void Rename(CompanyGroup group, string name)
    {
        group.Name = name;
        Record(() => new GroupUpdate(group.Id, new Dictionary<string, object?>(StringComparer.Ordinal) { ["displayName"] = name }));
    }

    public void Delete(CompanyGroup group)
    {
        Groups.Remove(group);
        group.Deleted = true;
        GroupNames.Release(group);
        group.Members.ForEach(member => member.Groups.Remove(group));
        group.Owners.ForEach(owner => owner.Owned.Remove(group));
        group.Nested.ForEach(nested => nested.Parents.Remove(group));
        group.Parents.ForEach(parent => parent.Nested.Remove(group));
        Record(() => new GroupDelete(group.Id));
    }

    public bool Join(CompanyGroup? group, Person person)
    {
        if (group is null || group.Deleted || person.Groups.Contains(group))
        {
            return false;
        }

        AddMember(group, person);
        return true;
    }

    /// <summary>As <see cref="Join"/>, for callers who know that the person is not yet a member.</summary>
    public void AddMember(CompanyGroup group, Person person)
    {
        group.Members.Add(person);
        person.Groups.Add(group);
        if (_recording)
        {
            _operations.Add(new MemberAdd(group.Id, person.Id, MemberKind.User));
        }
    }

    public bool Leave(CompanyGroup group, Person person)
    {
        if (!person.Groups.Remove(group))
        {
            return false;
        }

        group.Members.Remove(person);
        Record(() => new MemberRemove(group.Id, person.Id, MemberKind.User));
        return true;
    }

    public bool Nest(CompanyGroup? parent, CompanyGroup? child)
    {
        if (parent is null || child is null || parent == child || parent.Deleted || child.Deleted || parent.Nested.Contains(child))
        {
            return false;
        }

        parent.Nested.Add(child);
        child.Parents.Add(parent);
        Record(() => new MemberAdd(parent.Id, child.Id, MemberKind.Group));
        return true;
    }

    public bool Unnest(CompanyGroup parent, CompanyGroup child)
    {
        if (!parent.Nested.Remove(child))
        {
            return false;
        }

        child.Parents.Remove(parent);
        Record(() => new MemberRemove(parent.Id, child.Id, MemberKind.Group));
        return true;
    }

    public bool AddOwner(CompanyGroup group, Person? person)
    {
        if (person is null || group.Deleted || group.Owners.Contains(person))
        {
            return false;
        }

        group.Owners.Add(person);
        person.Owned.Add(group);
        Record(() => new OwnerAdd(group.Id, person.Id));
        return true;
    }

    public bool RemoveOwner(CompanyGroup group, Person person)
    {
        if (!group.Owners.Remove(person))
        {
            return false;
        }

        person.Owned.Remove(group);
        Record(() => new OwnerRemove(group.Id, person.Id));
        return true;
    }

    private void Record(Func<DirectoryOperation> operation)
    {
        if (_recording)
        {
            _operations.Add(operation());
        }
    }
}
