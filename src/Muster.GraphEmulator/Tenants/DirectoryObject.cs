namespace Muster.GraphEmulator.Tenants;

/// <summary>An object of the tenant, alive or deleted.</summary>
internal abstract class DirectoryObject(int index, Guid id)
{
    /// <summary>Dense number that edges are stored by.</summary>
    public int Index { get; } = index;

    public Guid Id { get; } = id;

    public abstract ObjectKind Kind { get; }

    public PropertyBag Properties { get; set; }

    /// <summary>When it was deleted, in the time of the history; null while it is alive.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Past the time in which it could have been restored.</summary>
    public bool Purged { get; set; }

    public bool IsAlive => DeletedAt is null;

    /// <summary>Offset of its newest entry in the change log of its kind, or -1.</summary>
    public int LastChange { get; set; } = -1;

    /// <summary>Groups that hold it as a direct member.</summary>
    public IndexList MemberOf;

    /// <summary>Groups it owns.</summary>
    public IndexList OwnerOf;
}

internal sealed class DirectoryUser(int index, Guid id) : DirectoryObject(index, id)
{
    public override ObjectKind Kind => ObjectKind.User;
}

internal sealed class DirectoryGroup(int index, Guid id) : DirectoryObject(index, id)
{
    public override ObjectKind Kind => ObjectKind.Group;

    public IndexList Members;

    public IndexList Owners;
}

/// <summary>A device, service principal or organisational contact: known as a member or owner, otherwise barely.</summary>
internal sealed class OtherObject(int index, Guid id, ObjectKind kind) : DirectoryObject(index, id)
{
    public override ObjectKind Kind => kind;
}
