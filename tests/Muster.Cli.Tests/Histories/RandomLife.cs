namespace Muster.Cli.Tests.Histories;

/// <summary>Tells a valid but unlikely life of a small tenant; the same for the same seed.</summary>
internal sealed class RandomLife(int seed)
{
    private static readonly string[] Names = ["Team", "team", "Crew", "HR", "HR ", "Phoenix"];
    private readonly Random _random = new(seed);
    private readonly TenantStory _story = new();
    private readonly Dictionary<string, bool> _users = [];
    private readonly Dictionary<string, string> _groups = [];
    private readonly List<string> _goneUsers = [];
    private readonly List<string> _goneGroups = [];
    private readonly HashSet<(string Relation, string Group, string Member)> _edges = [];
    private int _made;

    public TenantStory Tell(int steps)
    {
        for (var count = 0; count < 12; count++)
            AddUser();
        for (var count = 0; count < 5; count++)
            AddGroup();
        for (var count = 0; count < 40; count++)
            Toggle();
        for (var step = 1; step < steps; step++)
        {
            _story.Then();
            for (var count = _random.Next(1, 8); count > 0; count--)
                Happen();
        }
        return _story;
    }

    private void Happen()
    {
        switch (_random.Next(20))
        {
            case 0:
                AddUser();
                break;
            case 1 when _users.Count > 4:
                DeleteUser(Any(_users.Keys));
                break;
            case 2 when _goneUsers.Count > 0:
                var user = Take(_goneUsers);
                _users[user] = true;
                _story.User(user);
                break;
            case 3 or 4:
                var person = Any(_users.Keys);
                _users[person] = !_users[person];
                _story.UpdateUser(person, ("accountEnabled", _users[person]));
                break;
            case 5:
                AddGroup();
                break;
            case 6 when _groups.Count > 2:
                DeleteGroup(Any(_groups.Keys));
                break;
            case 7 when _goneGroups.Count > 0:
                var group = Take(_goneGroups);
                _groups[group] = Any(Names);
                _story.Group(group, _groups[group]);
                break;
            case 8:
                Rename(Any(_groups.Keys), _random.Next(2) == 0 ? Any(Names) : $"Named {++_made}");
                break;
            default:
                Toggle();
                break;
        }
    }

    private void Rename(string group, string name)
    {
        if (_groups[group] == name)
            return;
        _groups[group] = name;
        _story.Rename(group, name);
    }

    private void AddUser()
    {
        var handle = $"u{++_made}";
        _users[handle] = true;
        // Every third has the UPN and mail of somebody before.
        if (_made % 3 == 0)
            _story.User(handle, ("userPrincipalName", TenantStory.Upn("shared")), ("mail", null));
        else
            _story.User(handle);
    }

    private void AddGroup()
    {
        var handle = $"g{++_made}";
        _groups[handle] = Any(Names);
        _story.Group(handle, _groups[handle]);
    }

    private void DeleteUser(string user)
    {
        _users.Remove(user);
        _goneUsers.Add(user);
        _edges.RemoveWhere(edge => edge.Member == user);
        _story.DeleteUser(user);
    }

    private void DeleteGroup(string group)
    {
        _groups.Remove(group);
        _goneGroups.Add(group);
        _edges.RemoveWhere(edge => edge.Member == group || edge.Group == group);
        _story.DeleteGroup(group);
    }

    /// <summary>Adds an edge of chance, or takes it away if it is there.</summary>
    private void Toggle()
    {
        var group = Any(_groups.Keys);
        var relation = _random.Next(5) switch
        {
            0 => "owner",
            1 => "nested",
            _ => "member",
        };
        var member = relation == "nested" ? Any(_groups.Keys) : Any(_users.Keys);
        if (member == group)
            return;
        var there = !_edges.Add((relation, group, member));
        if (there)
            _edges.Remove((relation, group, member));
        _ = (relation, there) switch
        {
            ("owner", false) => _story.Owner(group, member),
            ("owner", true) => _story.NoOwner(group, member),
            ("nested", false) => _story.Nested(group, member),
            ("nested", true) => _story.NotNested(group, member),
            (_, false) => _story.Member(group, member),
            _ => _story.NoMember(group, member),
        };
    }

    private T Any<T>(IEnumerable<T> all)
    {
        var list = all.ToList();
        return list[_random.Next(list.Count)];
    }

    private string Take(List<string> gone)
    {
        var one = Any(gone);
        gone.Remove(one);
        return one;
    }
}
