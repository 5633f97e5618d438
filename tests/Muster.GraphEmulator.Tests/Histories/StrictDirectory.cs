using Muster.GraphEmulator.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.GraphEmulator.Tests.Histories;

/// <summary>
/// A directory that refuses every operation on something that does not exist, or that is already so, and that keeps user
/// principal names and group mails unique at any moment.
/// </summary>
internal sealed class StrictDirectory
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _groupMails = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Guid, HashSet<Guid>> _memberOf = [];
    private readonly Dictionary<Guid, HashSet<Guid>> _ownerOf = [];

    public Dictionary<Guid, Dictionary<string, object?>> Users { get; } = [];

    public Dictionary<Guid, Dictionary<string, object?>> Groups { get; } = [];

    public Dictionary<Guid, Dictionary<Guid, MemberKind>> Members { get; } = [];

    public Dictionary<Guid, HashSet<Guid>> Owners { get; } = [];

    public long OperationsApplied { get; private set; }

    public void Apply(ChangeSet changes)
    {
        foreach (var operation in changes.Operations)
        {
            if (!TryApply(operation))
            {
                Assert.Fail($"change set {changes.Seq}: operation does not apply: {Text(operation)}");
            }

            OperationsApplied++;
        }
    }

    /// <summary>Users reachable from the group through any number of nested groups; a cycle is walked once.</summary>
    public HashSet<Guid> Effective(Guid group)
    {
        var (seen, todo, users) = (new HashSet<Guid> { group }, new Stack<Guid>([group]), new HashSet<Guid>());
        while (todo.TryPop(out var next))
        {
            foreach (var (member, kind) in Members[next])
            {
                if (kind == MemberKind.User)
                {
                    users.Add(member);
                }
                else if (seen.Add(member))
                {
                    todo.Push(member);
                }
            }
        }

        return users;
    }

    private bool TryApply(DirectoryOperation operation) =>
        operation switch
        {
            UserAdd add => !Exists(add.Id)
                && add.Properties["userPrincipalName"] is string { Length: > 0 } name
                && _names.Add(name)
                && Adds(Users, add.Id, add.Properties),
            UserUpdate update => Users.TryGetValue(update.Id, out var user)
                && Moves(_names, user, update.Properties, "userPrincipalName")
                && Changes(user, update.Properties),
            UserDelete delete => Users.Remove(delete.Id, out var user)
                && _names.Remove((string)user["userPrincipalName"]!)
                && Forgets(delete.Id),
            GroupAdd add => !Exists(add.Id)
                && (add.Properties["mail"] is not string mail || _groupMails.Add(mail))
                && Adds(Groups, add.Id, add.Properties)
                && Members.TryAdd(add.Id, [])
                && Owners.TryAdd(add.Id, []),
            GroupUpdate update => Groups.TryGetValue(update.Id, out var group)
                && Moves(_groupMails, group, update.Properties, "mail")
                && Changes(group, update.Properties),
            GroupDelete delete => Groups.Remove(delete.Id, out var group)
                && (group["mail"] is not string mail || _groupMails.Remove(mail))
                && Empties(delete.Id)
                && Forgets(delete.Id),
            MemberAdd add => Groups.ContainsKey(add.Group)
                && add.Group != add.Member
                && (add.Kind == MemberKind.User ? Users.ContainsKey(add.Member) : Groups.ContainsKey(add.Member))
                && Members[add.Group].TryAdd(add.Member, add.Kind)
                && Index(_memberOf, add.Member).Add(add.Group),
            MemberRemove remove => Groups.ContainsKey(remove.Group)
                && Members[remove.Group].TryGetValue(remove.Member, out var kind)
                && kind == remove.Kind
                && Members[remove.Group].Remove(remove.Member)
                && Index(_memberOf, remove.Member).Remove(remove.Group),
            OwnerAdd add => Groups.ContainsKey(add.Group)
                && Users.ContainsKey(add.Owner)
                && Owners[add.Group].Add(add.Owner)
                && Index(_ownerOf, add.Owner).Add(add.Group),
            OwnerRemove remove => Owners.TryGetValue(remove.Group, out var owners)
                && owners.Remove(remove.Owner)
                && Index(_ownerOf, remove.Owner).Remove(remove.Group),
            _ => false,
        };

    private bool Exists(Guid id) => Users.ContainsKey(id) || Groups.ContainsKey(id);

    private static bool Adds(
        Dictionary<Guid, Dictionary<string, object?>> objects,
        Guid id,
        IReadOnlyDictionary<string, object?> properties
    ) => properties["displayName"] is string { Length: > 0 } && objects.TryAdd(id, new(properties, StringComparer.Ordinal));

    private static bool Moves(
        HashSet<string> names,
        Dictionary<string, object?> before,
        IReadOnlyDictionary<string, object?> changes,
        string property
    )
    {
        if (!changes.TryGetValue(property, out var after))
        {
            return true;
        }

        return (before[property] is not string old || names.Remove(old)) && (after is not string name || names.Add(name));
    }

    private static bool Changes(Dictionary<string, object?> properties, IReadOnlyDictionary<string, object?> changes)
    {
        foreach (var (name, value) in changes)
        {
            if (properties.TryGetValue(name, out var before) ? Equals(before, value) : value is null)
            {
                return false;
            }

            properties[name] = value;
        }

        return changes.Count > 0;
    }

    private bool Empties(Guid group)
    {
        Members.Remove(group, out var members);
        Owners.Remove(group, out var owners);
        return members!.Keys.All(member => _memberOf[member].Remove(group)) && owners!.All(owner => _ownerOf[owner].Remove(group));
    }

    private bool Forgets(Guid id)
    {
        _memberOf.Remove(id, out var groups);
        _ownerOf.Remove(id, out var owned);
        return (groups ?? []).All(group => Members[group].Remove(id)) && (owned ?? []).All(group => Owners[group].Remove(id));
    }

    private static HashSet<Guid> Index(Dictionary<Guid, HashSet<Guid>> index, Guid id)
    {
        if (!index.TryGetValue(id, out var entries))
        {
            index[id] = entries = [];
        }

        return entries;
    }

    public static string Text(DirectoryOperation operation) =>
        operation switch
        {
            UserAdd(var id, var properties) => $"user.add {id} {Text(properties)}",
            UserUpdate(var id, var properties) => $"user.update {id} {Text(properties)}",
            GroupAdd(var id, var properties) => $"group.add {id} {Text(properties)}",
            GroupUpdate(var id, var properties) => $"group.update {id} {Text(properties)}",
            _ => operation.ToString(),
        };

    private static string Text(IReadOnlyDictionary<string, object?> properties) =>
        string.Join(", ", properties.Select(property => $"{property.Key}={property.Value ?? "null"}"));
}
