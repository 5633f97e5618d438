using Muster.GraphEmulator.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Testing.Simulation;

/// <summary>A small tenant and what happens to it, drawn from a seed: joiners, movers, leavers, people who come back, nesting with circles, renames, purges.</summary>
public sealed class RandomDirectory : ITenantHistory
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Departments = ["IT", "HR", "Sales", "Légal \u00e9\u0301", "研究"];
    private readonly List<ChangeSet> _changes = [];
    private readonly Random _random;
    private readonly DirectoryTruth _truth = new();
    private readonly List<Guid> _pastUsers = [];
    private readonly List<Guid> _pastGroups = [];
    private List<DirectoryOperation> _open = [];
    private DateTimeOffset _at = Start;
    private int _names;

    /// <param name="seed">Draws everything.</param>
    /// <param name="steps">Change sets after the first.</param>
    public RandomDirectory(int seed, int steps)
    {
        _random = new Random(seed);
        var (users, groups) = (_random.Next(0, 40), _random.Next(0, 14));
        Repeat(users, AddUser);
        Repeat(groups, AddGroup);
        Repeat(users * 3, AddMember);
        Repeat(groups * 2, AddNested);
        Repeat(groups, AddOwner);
        Close();
        for (var step = 0; step < steps; step++)
        {
            _at += _random.Next(12) == 0 ? TimeSpan.FromDays(31) : TimeSpan.FromMinutes(_random.Next(1, 3000));
            Repeat(_random.Next(1, 12), Change);
            if (_open.Count > 0)
                Close();
        }
    }

    public string DisplayName => "Random directory";

    public long? LastSeq => _changes.Count;

    public IReadOnlyList<ChangeSet> All => _changes;

    public IEnumerable<ChangeSet> ChangeSets() => _changes;

    private void Change()
    {
        Action[] changes =
        [
            AddUser,
            UpdateUser,
            UpdateUser,
            DeleteUser,
            RestoreUser,
            SwapNames,
            AddGroup,
            UpdateGroup,
            DeleteGroup,
            RestoreGroup,
            AddMember,
            AddMember,
            AddMember,
            RemoveEdge,
            RemoveEdge,
            AddNested,
            AddOwner,
            Flutter,
        ];
        changes[_random.Next(changes.Length)]();
    }

    private void AddUser() => Do(new UserAdd(NewId(), Person(++_names)));

    private void UpdateUser()
    {
        if (Pick(_truth.Users.Keys) is not { } user)
            return;
        var change = _random.Next(4) switch
        {
            0 => ("accountEnabled", (object?)(_truth.Users[user].GetValueOrDefault("accountEnabled") is not true)),
            1 => ("department", Other(_truth.Users[user].GetValueOrDefault("department") as string)),
            2 => ("displayName", $"Person {++_names}"),
            _ => ("mail", _truth.Users[user].GetValueOrDefault("mail") is null ? $"mail{++_names}@contoso.example" : null),
        };
        Do(new UserUpdate(user, new Dictionary<string, object?> { [change.Item1] = change.Item2 }));
    }

    private void DeleteUser()
    {
        if (Pick(_truth.Users.Keys) is not { } user)
            return;
        _pastUsers.Add(user);
        Do(new UserDelete(user));
    }

    private void RestoreUser()
    {
        if (Pick(_pastUsers.Where(id => !_truth.Users.ContainsKey(id))) is { } user)
            Do(new UserAdd(user, Person(++_names)));
    }

    /// <summary>Two people exchange their sign-in names at one moment.</summary>
    private void SwapNames()
    {
        if (Pick(_truth.Users.Keys) is not { } one || Pick(_truth.Users.Keys.Where(id => id != one)) is not { } other)
            return;
        var (first, second) = (_truth.Users[one]["userPrincipalName"], _truth.Users[other]["userPrincipalName"]);
        Do(new UserUpdate(one, new Dictionary<string, object?> { ["userPrincipalName"] = $"swap{++_names}@contoso.example" }));
        Do(new UserUpdate(other, new Dictionary<string, object?> { ["userPrincipalName"] = first }));
        Do(new UserUpdate(one, new Dictionary<string, object?> { ["userPrincipalName"] = second }));
    }

    private void AddGroup() => Do(new GroupAdd(NewId(), Team(++_names)));

    private void UpdateGroup()
    {
        if (Pick(_truth.Groups.Keys) is not { } group)
            return;
        var (name, value) =
            _random.Next(2) == 0
                ? ("displayName", (object?)$"Group {++_names}")
                : ("description", _truth.Groups[group].GetValueOrDefault("description") is null ? $"About {++_names}" : null);
        Do(new GroupUpdate(group, new Dictionary<string, object?> { [name] = value }));
    }

    private void DeleteGroup()
    {
        if (Pick(_truth.Groups.Keys) is not { } group)
            return;
        _pastGroups.Add(group);
        Do(new GroupDelete(group));
    }

    private void RestoreGroup()
    {
        if (Pick(_pastGroups.Where(id => !_truth.Groups.ContainsKey(id))) is { } group)
            Do(new GroupAdd(group, Team(++_names)));
    }

    private void AddMember()
    {
        if (Pick(_truth.Groups.Keys) is { } group && Pick(_truth.Users.Keys) is { } user && !Has(group, user, owner: false))
            Do(new MemberAdd(group, user, MemberKind.User));
    }

    private void AddNested()
    {
        if (
            Pick(_truth.Groups.Keys) is { } group
            && Pick(_truth.Groups.Keys) is { } child
            && group != child
            && !Has(group, child, owner: false)
        )
            Do(new MemberAdd(group, child, MemberKind.Group));
    }

    private void AddOwner()
    {
        if (Pick(_truth.Groups.Keys) is { } group && Pick(_truth.Users.Keys) is { } user && !Has(group, user, owner: true))
            Do(new OwnerAdd(group, user));
    }

    private void RemoveEdge()
    {
        if (_truth.Edges.Count == 0)
            return;
        var (edge, kind) = _truth
            .Edges.OrderBy(pair => pair.Key.Group)
            .ThenBy(pair => pair.Key.Target)
            .ElementAt(_random.Next(_truth.Edges.Count));
        Do(Ending(edge, kind));
    }

    /// <summary>Out and in again, or in and out again, at one moment.</summary>
    private void Flutter()
    {
        RemoveEdge();
        if (_open is not [.., var last])
            return;
        if (last is MemberRemove(var group, var member, var kind))
            Do(new MemberAdd(group, member, kind));
    }

    private static DirectoryOperation Ending(Edge edge, MemberKind kind) =>
        edge.Owner ? new OwnerRemove(edge.Group, edge.Target) : new MemberRemove(edge.Group, edge.Target, kind);

    private bool Has(Guid group, Guid target, bool owner) => _truth.Edges.ContainsKey(new Edge(group, target, owner));

    private Dictionary<string, object?> Person(int number) =>
        new()
        {
            ["displayName"] = $"Person {number}",
            ["userPrincipalName"] = $"person{number}@contoso.example",
            ["mail"] = _random.Next(3) == 0 ? null : $"person{number}@contoso.example",
            ["department"] = _random.Next(3) == 0 ? null : Departments[_random.Next(Departments.Length)],
            ["accountEnabled"] = _random.Next(8) != 0,
        };

    private Dictionary<string, object?> Team(int number) =>
        new()
        {
            ["displayName"] = _random.Next(6) == 0 ? "Same name" : $"Group {number}",
            ["description"] = _random.Next(2) == 0 ? null : $"About \"{number}\" \\ and more",
        };

    private string? Other(string? department)
    {
        var others = Departments.Where(name => name != department).Append(department is null ? Departments[0] : null).ToList();
        return others[_random.Next(others.Count)];
    }

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private Guid? Pick(IEnumerable<Guid> ids)
    {
        var list = ids.Order().ToList();
        return list.Count == 0 ? null : list[_random.Next(list.Count)];
    }

    private void Do(DirectoryOperation operation)
    {
        _truth.Apply(operation);
        _open.Add(operation);
    }

    private void Close()
    {
        _changes.Add(new ChangeSet(_changes.Count + 1, _at, _open));
        _open = [];
    }

    private static void Repeat(int times, Action what)
    {
        for (var i = 0; i < times; i++)
            what();
    }
}
