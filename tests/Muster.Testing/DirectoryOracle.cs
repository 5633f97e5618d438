using Muster.GraphEmulator.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Testing;

/// <summary>A directory as plain sets, told by operations: what Muster's result is compared with. Shares no code with Muster.</summary>
public sealed class DirectoryOracle
{
    private readonly Dictionary<Guid, Dictionary<string, object?>> _users = [];
    private readonly Dictionary<Guid, string> _groups = [];
    private readonly Dictionary<Guid, Dictionary<Guid, MemberKind>> _members = [];
    private readonly Dictionary<Guid, HashSet<Guid>> _owners = [];

    /// <summary>Names of the groups by object id.</summary>
    public IReadOnlyDictionary<Guid, string> Groups => _groups;

    public int Users => _users.Count;

    public int EnabledUsers => _users.Keys.Count(IsEnabled);

    public void Apply(IEnumerable<DirectoryOperation> operations)
    {
        foreach (var operation in operations)
            Apply(operation);
    }

    public bool IsEnabled(Guid user) => _users.TryGetValue(user, out var properties) && properties["accountEnabled"] is true;

    /// <summary>Enabled users reached from a group through nested groups.</summary>
    public IEnumerable<Guid> EffectiveMembers(Guid group)
    {
        var groups = new HashSet<Guid> { group };
        var todo = new Queue<Guid>(groups);
        var users = new HashSet<Guid>();
        while (todo.TryDequeue(out var next))
            foreach (var (member, kind) in _members[next])
                if (kind == MemberKind.User)
                    users.Add(member);
                else if (groups.Add(member))
                    todo.Enqueue(member);
        return users.Where(IsEnabled);
    }

    /// <summary>Enabled owners of a group.</summary>
    public IEnumerable<Guid> Owners(Guid group) => _owners[group].Where(IsEnabled);

    private void Apply(DirectoryOperation operation)
    {
        switch (operation)
        {
            case UserAdd(var id, var properties):
                _users.Add(id, new Dictionary<string, object?>(properties));
                break;
            case UserUpdate(var id, var properties):
                foreach (var (name, value) in properties)
                    _users[id][name] = value;
                break;
            case UserDelete(var id):
                _users.Remove(id);
                Forget(id);
                break;
            case GroupAdd(var id, var properties):
                _groups.Add(id, (string)properties["displayName"]!);
                _members.Add(id, []);
                _owners.Add(id, []);
                break;
            case GroupUpdate(var id, var properties):
                if (properties.TryGetValue("displayName", out var displayName))
                    _groups[id] = (string)displayName!;
                break;
            case GroupDelete(var id):
                _groups.Remove(id);
                _members.Remove(id);
                _owners.Remove(id);
                Forget(id);
                break;
            case MemberAdd(var group, var member, var kind):
                _members[group].Add(member, kind);
                break;
            case MemberRemove(var group, var member, _):
                _members[group].Remove(member);
                break;
            case OwnerAdd(var group, var owner):
                _owners[group].Add(owner);
                break;
            case OwnerRemove(var group, var owner):
                _owners[group].Remove(owner);
                break;
        }
    }

    private void Forget(Guid id)
    {
        foreach (var members in _members.Values)
            members.Remove(id);
        foreach (var owners in _owners.Values)
            owners.Remove(id);
    }
}
