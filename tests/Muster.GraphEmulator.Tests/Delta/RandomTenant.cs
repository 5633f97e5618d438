using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Delta;

/// <summary>
/// A history of random changes, each of which applies, and beside it the plainest account of what the tenant holds after each.
/// </summary>
internal sealed class RandomTenant
{
    private const int Users = 8;
    private const int Groups = 5;
    private const int FirstGroup = 100;
    private readonly Random _random;
    private readonly DirectoryCopy _now = new();
    private int _names;

    public RandomTenant(int seed, int changeSets, int changesEach)
    {
        _random = new(seed);
        for (var set = 0; set < changeSets; set++)
        {
            if (set > 0)
                History.Then(_random.Next(6) == 0 ? TimeSpan.FromDays(20) : null);
            for (var change = _random.Next(changesEach + 1); change > 0; change--)
                Change();
            After.Add(_now.Copy());
        }
    }

    public TestHistory History { get; } = new();

    /// <summary>What the tenant holds after change set n, at index n - 1.</summary>
    public List<DirectoryCopy> After { get; } = [];

    private void Change()
    {
        var user = 1 + _random.Next(Users);
        var group = FirstGroup + _random.Next(Groups);
        switch (_random.Next(12))
        {
            case 0:
                AddOrDeleteUser(user);
                break;
            case 1:
                AddOrDeleteGroup(group);
                break;
            case 2 or 3:
                Rename(user, group);
                break;
            case 4 or 5:
                Edge(group, user, isOwner: true);
                break;
            case 6:
                Edge(group, FirstGroup + _random.Next(Groups), isOwner: false);
                break;
            default:
                Edge(group, user, isOwner: false);
                break;
        }
    }

    private void AddOrDeleteUser(int user)
    {
        if (_now.Users.Remove(Key(user)))
        {
            History.DeleteUser(user);
            _now.Forget(Key(user));
        }
        else
            AddUser(user);
    }

    private void AddUser(int user)
    {
        var name = NextName();
        History.User(user, name);
        _now.Users[Key(user)] = name;
    }

    private void AddOrDeleteGroup(int group)
    {
        if (_now.Groups.Remove(Key(group)))
        {
            History.DeleteGroup(group);
            _now.Forget(Key(group));
        }
        else
            AddGroup(group);
    }

    private void AddGroup(int group)
    {
        var name = NextName();
        History.Group(group, name);
        _now.Groups[Key(group)] = new() { Name = name };
    }

    private void Rename(int user, int group)
    {
        var name = NextName();
        if (_random.Next(2) == 0 && _now.Users.ContainsKey(Key(user)))
        {
            History.UpdateUser(user, ("displayName", name));
            _now.Users[Key(user)] = name;
        }
        else if (_now.Groups.TryGetValue(Key(group), out var found))
        {
            History.UpdateGroup(group, ("displayName", name));
            found.Name = name;
        }
    }

    private void Edge(int group, int other, bool isOwner)
    {
        if (!_now.Groups.ContainsKey(Key(group)))
            AddGroup(group);
        if (other < FirstGroup && !_now.Users.ContainsKey(Key(other)))
            AddUser(other);
        if (other >= FirstGroup && !_now.Groups.ContainsKey(Key(other)))
            AddGroup(other);
        var edges = isOwner ? _now.Groups[Key(group)].Owners : _now.Groups[Key(group)].Members;
        var isNew = edges.Add(Key(other));
        if (!isNew)
            edges.Remove(Key(other));
        Say(group, other, isOwner, isNew);
    }

    private void Say(int group, int other, bool isOwner, bool isNew)
    {
        var kind = other < FirstGroup ? MemberKind.User : MemberKind.Group;
        var (groupId, otherId) = (TestHistory.Id(group), TestHistory.Id(other));
        History.Do(
            (isOwner, isNew) switch
            {
                (true, true) => new DirectoryOperation.OwnerAdd(groupId, otherId),
                (true, false) => new DirectoryOperation.OwnerRemove(groupId, otherId),
                (false, true) => new DirectoryOperation.MemberAdd(groupId, otherId, kind),
                (false, false) => new DirectoryOperation.MemberRemove(groupId, otherId, kind),
            }
        );
    }

    private string NextName() => $"Name {++_names}";

    private static string Key(int id) => TestHistory.Id(id).ToString();
}
