using System.Diagnostics.CodeAnalysis;
using Muster.GraphEmulator.Quirks;

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
    private readonly Dictionary<ObjectKind, List<OtherObject>> _others = [];
    private readonly Dictionary<ObjectKind, PropertyCatalog> _otherProperties = PropertyCatalog.OfOthers();
    private readonly ChangeLog _noChanges = new();

    public Tenant()
    {
        UserProperties.TryFind("userPrincipalName", out var name);
        UserPrincipalName = name!.Number;
        UserNames = new(this);
    }

    /// <summary>How deletions are told.</summary>
    public DeletionQuirks Deletion { get; set; } = new();

    /// <summary>Number of the property.</summary>
    public byte UserPrincipalName { get; }

    public UserNames UserNames { get; }

    public PropertyCatalog UserProperties { get; } = PropertyCatalog.OfUsers();

    public PropertyCatalog GroupProperties { get; } = PropertyCatalog.OfGroups();

    public ChangeLog UserChanges { get; } = new();

    public ChangeLog GroupChanges { get; } = new();

    /// <summary>Counts the batches of changes applied; a delta link says "everything up to revision n".</summary>
    public long Revision { get; set; }

    public long Seq { get; set; }

    /// <summary>The tenant's now: the time of the last change set.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Somebody wrote to it, so that it is no longer what its history says.</summary>
    public bool IsChangedByHand { get; set; }

    public int AliveUsers { get; set; }

    public int AliveGroups { get; set; }

    /// <summary>Direct memberships between objects that are alive.</summary>
    public int Memberships { get; set; }

    public int Ownerships { get; set; }

    /// <summary>Objects in order of deletion, for those whose time to be restored runs out.</summary>
    public Queue<(DateTimeOffset DeletedAt, DirectoryObject Object)> Bin { get; } = [];

    /// <summary>Users that ever existed, by position; a position never moves.</summary>
    public IReadOnlyList<DirectoryUser> Users => _users;

    public IReadOnlyList<DirectoryGroup> Groups => _groups;

    public int ObjectCount => _objects.Count;

    public DirectoryObject this[int index] => _objects[index];

    public IReadOnlyList<DirectoryObject> Of(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => _users,
            ObjectKind.Group => _groups,
            _ => _others.GetValueOrDefault(kind) ?? [],
        };

    public int AliveOf(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => AliveUsers,
            ObjectKind.Group => AliveGroups,
            _ => Of(kind).Count(found => found.IsAlive),
        };

    public PropertyCatalog PropertiesOf(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => UserProperties,
            ObjectKind.Group => GroupProperties,
            _ => _otherProperties[kind],
        };

    /// <summary>The log of users or of groups; for other kinds, which have no delta here, one that stays empty.</summary>
    public ChangeLog ChangesOf(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => UserChanges,
            ObjectKind.Group => GroupChanges,
            _ => _noChanges,
        };

    /// <summary>Whether lists of members and owners show it.</summary>
    public bool IsListed(int index) => IsShown(_objects[index], Deletion.ListsShowDeletedMembers);

    /// <summary>How many objects of an edge list are shown.</summary>
    public int CountListed(IndexList edges)
    {
        var count = 0;
        foreach (var index in edges.Positions)
            count += index != IndexList.Hole && IsListed(index) ? 1 : 0;
        return count;
    }

    /// <summary>Whether an initial delta round shows it as a member or owner.</summary>
    public bool IsToldInitially(int index) => IsShown(_objects[index], Deletion.InitialDeltaShowsDeletedMembers);

    /// <summary>What <c>@removed</c> says of an object that is deleted.</summary>
    public TombstoneReason ReasonOf(DirectoryObject deleted) =>
        deleted.Purged ? TombstoneReason.Deleted
        : deleted is DirectoryGroup group && !GroupTraits.IsUnified(this, group) ? Deletion.SecurityGroupTombstone
        : TombstoneReason.Changed;

    public DirectoryObject? Find(Guid id) => _byId.GetValueOrDefault(id);

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

    /// <summary>Ends a revision: what is recorded next belongs to the one after it.</summary>
    public void CloseRevision()
    {
        UserChanges.CloseRevision();
        GroupChanges.CloseRevision();
    }

    public OtherObject NewOther(Guid id, ObjectKind kind)
    {
        var other = new OtherObject(_objects.Count, id, kind);
        Remember(other);
        if (!_others.TryGetValue(kind, out var all))
            _others[kind] = all = [];
        all.Add(other);
        return other;
    }

    public void StartRecording()
    {
        UserChanges.StartRecording(Revision);
        GroupChanges.StartRecording(Revision);
    }

    private static bool IsShown(DirectoryObject subject, bool evenDeleted) =>
        subject.IsAlive || (evenDeleted && subject is { Kind: ObjectKind.User, Purged: false });

    private void Remember(DirectoryObject newcomer)
    {
        _objects.Add(newcomer);
        _byId.Add(newcomer.Id, newcomer);
    }
}
