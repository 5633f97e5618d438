using System.Diagnostics.CodeAnalysis;

namespace Muster.GraphEmulator.Tenants;

/// <summary>A directory at one moment: its users and groups, who is a member of what, and what changed lately.</summary>
/// <remarks>Not safe for writing beside readers; <see cref="TenantTimeline"/> holds the lock.</remarks>
internal sealed class Tenant
{
    /// <summary>How long a deleted user or group can be restored.</summary>
    public static readonly TimeSpan RestoreTime = TimeSpan.FromDays(30);

    private readonly Dictionary<Guid, DirectoryObject> _byId = [];
    private readonly List<DirectoryObject> _objects = [];
    private readonly List<DirectoryUser> _users = [];
    private readonly List<DirectoryGroup> _groups = [];

    public PropertyCatalog UserProperties { get; } = PropertyCatalog.OfUsers();

    public PropertyCatalog GroupProperties { get; } = PropertyCatalog.OfGroups();

    public ChangeLog UserChanges { get; } = new();

    public ChangeLog GroupChanges { get; } = new();

    /// <summary>Counts the batches of changes applied; a delta link says "everything up to revision n".</summary>
    public long Revision { get; set; }

    public long Seq { get; set; }

    /// <summary>The tenant's now: the time of the last change set.</summary>
    public DateTimeOffset At { get; set; }

    public int AliveUsers { get; set; }

    public int AliveGroups { get; set; }

    public int Memberships { get; set; }

    public int Ownerships { get; set; }

    /// <summary>Objects in order of deletion, for those whose time to be restored runs out.</summary>
    public Queue<(DateTimeOffset DeletedAt, DirectoryObject Object)> Bin { get; } = [];

    /// <summary>Users that ever existed, by position; a position never moves.</summary>
    public IReadOnlyList<DirectoryUser> Users => _users;

    public IReadOnlyList<DirectoryGroup> Groups => _groups;

    public int ObjectCount => _objects.Count;

    public DirectoryObject this[int index] => _objects[index];

    public IReadOnlyList<DirectoryObject> Of(ObjectKind kind) => kind == ObjectKind.User ? _users : _groups;

    public int AliveOf(ObjectKind kind) => kind == ObjectKind.User ? AliveUsers : AliveGroups;

    public PropertyCatalog PropertiesOf(ObjectKind kind) => kind == ObjectKind.User ? UserProperties : GroupProperties;

    public ChangeLog ChangesOf(ObjectKind kind) => kind == ObjectKind.User ? UserChanges : GroupChanges;

    public bool TryFind<T>(Guid id, [NotNullWhen(true)] out T? found)
        where T : DirectoryObject
    {
        found = _byId.GetValueOrDefault(id) as T;
        return found is not null;
    }

    public bool IsTaken(Guid id) => _byId.ContainsKey(id);

    public DirectoryUser NewUser(Guid id)
    {
        var user = new DirectoryUser(_objects.Count, id);
        Remember(user);
        _users.Add(user);
        return user;
    }

    public DirectoryGroup NewGroup(Guid id)
    {
        var group = new DirectoryGroup(_objects.Count, id);
        Remember(group);
        _groups.Add(group);
        return group;
    }

    public void StartRecording()
    {
        UserChanges.StartRecording(Revision);
        GroupChanges.StartRecording(Revision);
    }

    private void Remember(DirectoryObject newcomer)
    {
        _objects.Add(newcomer);
        _byId.Add(newcomer.Id, newcomer);
    }
}
