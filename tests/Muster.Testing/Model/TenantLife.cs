namespace Muster.Testing.Model;

/// <summary>What happens to a model tenant, drawn: people are hired, move, leave, return and swap names; groups are founded, renamed, nested, deleted and restored.</summary>
/// <remarks>Small on purpose: few people, groups and names, so that cycles, clashes and returns are common.</remarks>
internal sealed class TenantLife(ModelTenant tenant, Random random, StandingClock clock, Action<string> say)
{
    public static readonly string[] Departments = ["IT", "HR", "Sales"];
    private int _names;

    private TenantSnapshot Now => tenant.Now;

    /// <summary>A name that no group has had.</summary>
    public string NewName() => $"g{_names++}";

    /// <summary>The first people, groups and edges.</summary>
    public void Begin()
    {
        for (var i = 0; i < 6; i++)
            Hire();
        for (var i = 0; i < 4; i++)
            Found();
        for (var i = 0; i < 10; i++)
            ChangeEdge();
    }

    /// <summary>One change.</summary>
    public void GoOn()
    {
        var person = Some([.. Now.People.Values]);
        var group = Some([.. Now.Groups.Values]);
        switch (random.Next(16))
        {
            case 0:
                Hire();
                break;
            case 1:
                Change($"{person.Name} {(person.Enabled ? "disabled" : "enabled")}", person with { Enabled = !person.Enabled });
                break;
            case 2 when !person.Deleted || IsFree(person.Upn):
                Change($"{person.Name} {(person.Deleted ? "restored" : "deleted")}", person with { Deleted = !person.Deleted });
                break;
            case 3:
                var department = Departments[random.Next(3)];
                Change($"{person.Name} moves to {department}", person with { Department = department });
                break;
            case 4:
                Found();
                break;
            case 5:
                var name = random.Next(3) == 0 ? Some([.. Now.Groups.Values]).Name : NewName();
                Change($"{group.Name} renamed to {name}", t => t.With(group with { Name = name }));
                break;
            case 6:
                Change(
                    $"group {group.Name} {(group.Deleted ? "restored" : "deleted")}",
                    t => t.With(group with { Deleted = !group.Deleted })
                );
                break;
            case 7:
                var members = Now.Edges.Where(edge => edge.Group == group.Id && edge.Kind == ModelEdgeKind.Member).ToList();
                Change($"{group.Name} loses all members", t => t.Without(members));
                break;
            case 8:
                SwapNames(person);
                break;
            case 9:
                Rehire();
                break;
            case 10:
                var leaves = clock.Now.AddHours(random.Next(-5, 30));
                Change($"{person.Name} leaves on {leaves:u}", person with { Leaves = random.Next(4) == 0 ? null : leaves });
                break;
            default:
                ChangeEdge();
                break;
        }
    }

    private bool IsFree(string upn) => Now.People.Values.All(person => person.Deleted || person.Upn != upn);

    private void Hire()
    {
        var number = Now.People.Count;
        // A number is given twice now and then, and some people have none.
        var employeeId = random.Next(5) switch
        {
            0 => null,
            1 => $"e{random.Next(number + 1)}",
            _ => $"e{number}",
        };
        var person = new ModelPerson(NewId(), $"p{number}", Departments[random.Next(3)], true, false)
        {
            Upn = $"p{number}@contoso.com",
            EmployeeId = employeeId,
            Hired = random.Next(4) == 0 ? null : clock.Now.AddHours(random.Next(60, 90)),
        };
        if (IsFree(person.Upn))
            Change($"{person.Name} hired into {person.Department}, number {employeeId}, from {person.Hired:u}", person);
    }

    private void SwapNames(ModelPerson one)
    {
        var other = Some([.. Now.People.Values]);
        if (one.Deleted || other.Deleted || one == other)
            return;
        say($"{one.Name} and {other.Name} swap their UPNs");
        tenant.Change(t => t.With(one with { Upn = other.Upn }).With(other with { Upn = one.Upn }));
    }

    /// <summary>Somebody whose account was deleted gets a new one, with the old name, the old number, or both.</summary>
    private void Rehire()
    {
        var gone = Now.People.Values.Where(person => person.Deleted).ToList();
        if (gone.Count == 0)
            return;
        var old = Some([.. gone]);
        var name = $"p{Now.People.Count}";
        var person = old with
        {
            Id = NewId(),
            Name = name,
            Deleted = false,
            Enabled = true,
            Upn = IsFree(old.Upn) && random.Next(3) > 0 ? old.Upn : $"{name}@contoso.com",
        };
        if (IsFree(person.Upn))
            Change($"{old.Name} hired again as {name} with {person.Upn}, number {person.EmployeeId}", person);
    }

    private void Found()
    {
        var name = random.Next(6) == 0 && Now.Groups.Count > 0 ? Some([.. Now.Groups.Values]).Name : NewName();
        Change($"group {name} founded", t => t.With(new ModelGroup(NewId(), name, false)));
    }

    private void ChangeEdge()
    {
        var group = Some([.. Now.Groups.Values]);
        var kind = (ModelEdgeKind)random.Next(3);
        var (target, name, deleted) =
            kind == ModelEdgeKind.Child
                ? (Some([.. Now.Groups.Values]) is var child ? (child.Id, child.Name, child.Deleted) : default)
                : (Some([.. Now.People.Values]) is var person ? (person.Id, person.Name, person.Deleted) : default);
        // Nobody edits the lists of what is deleted.
        if (group.Deleted || deleted)
            return;
        var edge = new ModelEdge(group.Id, target, kind);
        if (Now.Edges.Contains(edge))
            Change($"{group.Name} loses {kind} {name}", t => t.Without([edge]));
        else
            Change($"{group.Name} gets {kind} {name}", t => t.With([edge]));
    }

    private void Change(string what, ModelPerson person) => Change(what, t => t.With(person));

    private void Change(string what, Func<TenantSnapshot, TenantSnapshot> change)
    {
        say(what);
        tenant.Change(change);
    }

    private T Some<T>(T[] items) => items[random.Next(items.Length)];

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
