namespace Muster.Core.DirectoryObjects;

/// <summary>The properties of a directory group that Muster reads (Graph "group resource type"); null where the directory has none.</summary>
public sealed record GroupFacts
{
    /// <summary>Nothing known.</summary>
    public static readonly GroupFacts None = new();

    /// <summary>Display name: not unique, may change. Compared ordinally, case and spaces included.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Description, free text.</summary>
    public string? Description { get; init; }

    /// <summary>Mail address, or null.</summary>
    public string? Mail { get; init; }

    /// <summary>What kind of group it is.</summary>
    public DirectoryGroupKind Kind { get; init; }

    /// <summary>Whether a rule in the directory decides the members (<c>groupTypes</c> has <c>DynamicMembership</c>).</summary>
    public bool Dynamic { get; init; }

    /// <summary>Whether its members are hidden from applications without <c>Member.Read.Hidden</c>.</summary>
    public bool HiddenMembership { get; init; }

    /// <summary>Whether the group is mastered in an on-premises directory; its owners cannot be read then.</summary>
    public bool OnPremises { get; init; }

    /// <summary>Whether directory roles can be given to the group (<c>isAssignableToRole</c>): who is in it may administer the directory.</summary>
    public bool RoleAssignable { get; init; }
}
