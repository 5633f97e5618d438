namespace Muster.GraphEmulator.Histories;

/// <summary>One change of a directory, in the words of <c>muster-directory-history/1</c>.</summary>
/// <remarks>
/// Properties are given by their Graph names (<c>displayName</c>, <c>accountEnabled</c>, …) with a string, a boolean, a list of
/// strings or null as the value, directory extensions with a number too, so that a history can carry whatever a Graph user or group can.
/// </remarks>
public abstract record DirectoryOperation
{
    private DirectoryOperation() { }

    /// <summary>A new user, or a deleted one restored if the id existed before.</summary>
    public sealed record UserAdd(Guid Id, IReadOnlyDictionary<string, object?> Properties) : DirectoryOperation;

    /// <summary>Changed properties of a user; disabling is <c>accountEnabled</c> = false.</summary>
    public sealed record UserUpdate(Guid Id, IReadOnlyDictionary<string, object?> Properties) : DirectoryOperation;

    /// <summary>The user goes, and with it every membership and ownership it had.</summary>
    public sealed record UserDelete(Guid Id) : DirectoryOperation;

    /// <summary>A new, empty group, or a deleted one restored if the id existed before.</summary>
    public sealed record GroupAdd(Guid Id, IReadOnlyDictionary<string, object?> Properties) : DirectoryOperation;

    /// <summary>Changed properties of a group; a rename is a new <c>displayName</c>.</summary>
    public sealed record GroupUpdate(Guid Id, IReadOnlyDictionary<string, object?> Properties) : DirectoryOperation;

    /// <summary>The group goes, and with it its members, its owners and its own membership in other groups.</summary>
    public sealed record GroupDelete(Guid Id) : DirectoryOperation;

    /// <summary>A direct member of a group; a group as member is a nested group.</summary>
    public sealed record MemberAdd(Guid Group, Guid Member, MemberKind Kind) : DirectoryOperation;

    /// <summary>A direct member leaves a group.</summary>
    public sealed record MemberRemove(Guid Group, Guid Member, MemberKind Kind) : DirectoryOperation;

    /// <summary>A user or service principal becomes an owner of a group; owning does not imply being a member.</summary>
    public sealed record OwnerAdd(Guid Group, Guid Owner) : DirectoryOperation
    {
        /// <summary>A user, or a service principal.</summary>
        public MemberKind Kind { get; init; }
    }

    /// <summary>An owner of a group stops being one.</summary>
    public sealed record OwnerRemove(Guid Group, Guid Owner) : DirectoryOperation
    {
        /// <summary>A user, or a service principal.</summary>
        public MemberKind Kind { get; init; }
    }

    /// <summary>A new device, service principal or contact; no file format has it.</summary>
    public sealed record ObjectAdd(Guid Id, MemberKind Kind, IReadOnlyDictionary<string, object?> Properties) : DirectoryOperation;

    /// <summary>Such an object goes for good, and with it every membership and ownership it had.</summary>
    public sealed record ObjectDelete(Guid Id, MemberKind Kind) : DirectoryOperation;
}
