using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Testing.Planned;

/// <summary>Lets a small directory live: joiners, movers, leavers, accounts disabled and back, nesting with circles, renames, groups that go and return.</summary>
internal sealed class ModelLife
{
    private readonly ModelDirectory _directory;
    private readonly Random _random;
    private readonly List<ObjectId> _people = [];
    private readonly List<ObjectId> _groups = [];
    private readonly Dictionary<ObjectId, ModelGroup> _gone = [];
    private int _made;

    public ModelLife(ModelDirectory directory, Random random)
    {
        (_directory, _random) = (directory, random);
        Repeat(random.Next(3, 20), AddUser);
        Repeat(random.Next(2, 9), AddGroup);
        Repeat(40, ToggleEdge);
    }

    /// <summary>An import rule, drawn.</summary>
    public ImportRule Rule() =>
        _random.Next(4) switch
        {
            0 => new ImportRule.MembersOf([Any(_groups)]),
            1 => new ImportRule.Where(UserConditionParser.Parse("department = IT").Condition!),
            2 => new ImportRule.HandPicked([Any(_people)]),
            _ => new ImportRule.Everyone(),
        };

    /// <summary>Something happens, often little.</summary>
    public void GoOn() => Repeat(_random.Next(0, 7), Happen);

    private void Happen()
    {
        switch (_random.Next(14))
        {
            case 0:
                AddUser();
                break;
            case 1:
                var leaver = Any(_people);
                if (_directory.Users.Remove(leaver))
                    foreach (var group in _directory.Groups.Values)
                        _ = group.Members.Remove(leaver) | group.Owners.Remove(leaver);
                break;
            case 2:
                var person = Any(_people);
                _directory.Users[person] = Facts(person) with { AccountEnabled = _random.Next(2) == 0 };
                break;
            case 3:
                person = Any(_people);
                _directory.Users[person] = Facts(person) with { Department = _random.Next(2) == 0 ? "IT" : "HR" };
                break;
            case 4:
                AddGroup();
                break;
            case 5:
                Remove(Any(_groups));
                break;
            case 6:
                var back = Any(_groups);
                if (_gone.Remove(back, out var before))
                    _directory.Groups[back] = before;
                break;
            case 7 when _directory.Groups.TryGetValue(Any(_groups), out var renamed):
                renamed.Facts = renamed.Facts with { DisplayName = $"Group {_random.Next(12)}" };
                break;
            default:
                ToggleEdge();
                break;
        }
    }

    private UserFacts Facts(ObjectId person) =>
        _directory.Users.GetValueOrDefault(person)
        ?? new UserFacts
        {
            UserPrincipalName = $"{person.Value:N}@example.org",
            DisplayName = "Somebody",
            Department = _random.Next(3) == 0 ? "IT" : null,
            AccountEnabled = true,
        };

    private void AddUser()
    {
        var id = Id(1);
        _people.Add(id);
        _directory.Users[id] = Facts(id);
    }

    private void AddGroup()
    {
        var id = Id(2);
        _groups.Add(id);
        _directory.Groups[id] = new ModelGroup { Facts = new GroupFacts { DisplayName = $"Group {_made}" } };
    }

    private void Remove(ObjectId id)
    {
        if (!_directory.Groups.Remove(id, out var gone))
            return;
        _gone[id] = gone;
        foreach (var group in _directory.Groups.Values)
            group.Children.Remove(id);
    }

    private void ToggleEdge()
    {
        if (!_directory.Groups.TryGetValue(Any(_groups), out var group))
            return;
        var person = Any(_people);
        var (edges, target) = _random.Next(6) switch
        {
            0 => (group.Owners, person),
            1 or 2 => (group.Children, Any(_groups)),
            _ => (group.Members, person),
        };
        if (!edges.Remove(target) && (_directory.Users.ContainsKey(target) || _directory.Groups.ContainsKey(target)))
            edges.Add(target);
    }

    private ObjectId Id(short kind) => new(new Guid(++_made, kind, 0, new byte[8]));

    private ObjectId Any(List<ObjectId> all) => all[_random.Next(all.Count)];

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
            action();
    }
}
