using Muster.Core.Platform;

namespace Muster.Engine.Platform;

/// <summary>Which users to list, by UPN then key; what is not said fits.</summary>
public sealed record UserQuery
{
    /// <summary>Part of the name, UPN or mail address, without regard to case.</summary>
    public string? Search { get; init; }

    /// <summary>Only active users, or only suspended ones.</summary>
    public bool? Active { get; init; }

    /// <summary>Only local users, who follow no directory, or only those who follow one.</summary>
    public bool? Local { get; init; }

    /// <summary>Only users who follow the directory of the connection with this key.</summary>
    public int? Connection { get; init; }

    /// <summary>Only users who follow a directory of one of the connections with these keys, or are in a group that does; null for all.</summary>
    public IReadOnlyList<int>? Within { get; init; }

    /// <summary>Only users behind this one in the order: where the page before ended. It does not count.</summary>
    public UserPlace? After { get; init; }

    /// <summary>At most this many; 0 for all. It does not count.</summary>
    public int Limit { get; init; }

    /// <summary>The same list, of users in a state only; of all where none is given.</summary>
    public UserQuery In(UserState? state) =>
        state switch
        {
            UserState.Active => this with { Active = true },
            UserState.Suspended => this with { Active = false },
            UserState.Local => this with { Local = true },
            _ => this,
        };
}

/// <summary>Which users.</summary>
public enum UserState
{
    /// <summary>With access.</summary>
    Active,

    /// <summary>Without.</summary>
    Suspended,

    /// <summary>Kept here only: they follow no directory, whether active or not.</summary>
    Local,
}

/// <summary>A place in the list of users.</summary>
/// <param name="UserPrincipalName">UPN; null, for users without one, comes first.</param>
/// <param name="Key">Key of the user, which decides between equal UPNs.</param>
public sealed record UserPlace(string? UserPrincipalName, int Key);

/// <summary>Which groups in use to list, by name; what is not said fits.</summary>
public sealed record GroupQuery
{
    /// <summary>Part of the name, without regard to case.</summary>
    public string? Search { get; init; }

    /// <summary>Only groups that stand so to the directory.</summary>
    public LinkState? Link { get; init; }

    /// <summary>Only groups that follow a directory of one of the connections with these keys; null for all.</summary>
    public IReadOnlyList<int>? Within { get; init; }

    /// <summary>Only groups with these keys; null for all.</summary>
    public IReadOnlyCollection<int>? Keys { get; init; }

    /// <summary>Only groups behind this name in the order: where the page before ended. It does not count.</summary>
    public string? After { get; init; }

    /// <summary>At most this many; 0 for all. It does not count.</summary>
    public int Limit { get; init; }
}

/// <summary>Which people of a group to list, by display name, then key of the user, then origin.</summary>
/// <param name="Group">Key of the group.</param>
/// <param name="Relation">Members or owners.</param>
public sealed record MemberQuery(int Group, MembershipRelation Relation)
{
    /// <summary>Only who came directly, not through a nested group.</summary>
    public bool Direct { get; init; }

    /// <summary>Only who came through a nested group.</summary>
    public bool Through { get; init; }

    /// <summary>Part of the name, UPN or mail address, without regard to case.</summary>
    public string? Search { get; init; }

    /// <summary>Only rows behind this one in the order: where the page before ended. It does not count.</summary>
    public MemberPlace? After { get; init; }

    /// <summary>At most this many; 0 for all. It does not count.</summary>
    public int Limit { get; init; }
}

/// <summary>A place in the list of people of a group.</summary>
/// <param name="DisplayName">Display name; null, for users without one, comes first.</param>
/// <param name="Key">Key of the user.</param>
/// <param name="Origin">Who decided.</param>
public sealed record MemberPlace(string? DisplayName, int Key, MembershipOrigin Origin);

/// <summary>A membership with its user, as listed.</summary>
public sealed record MemberRow(UserRow User, MembershipRow Row);

/// <summary>Which memberships of a person to list, by name of the group, then its key, relation and origin.</summary>
/// <param name="User">Key of the person.</param>
public sealed record MembershipQuery(int User)
{
    /// <summary>Only memberships in groups that follow a directory of one of the connections with these keys, or followed it last; null for all.</summary>
    public IReadOnlyList<int>? Within { get; init; }

    /// <summary>Keys of groups that are listed whatever they follow.</summary>
    public IReadOnlyCollection<int> Besides { get; init; } = [];

    /// <summary>Only rows behind this one in the order: where the page before ended. It does not count.</summary>
    public MembershipPlace? After { get; init; }

    /// <summary>At most this many; 0 for all. It does not count.</summary>
    public int Limit { get; init; }
}

/// <summary>A place in the list of memberships of a person.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Group">Key of the group.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
public sealed record MembershipPlace(string Name, int Group, MembershipRelation Relation, MembershipOrigin Origin)
{
    /// <summary>Where a membership stands.</summary>
    public static MembershipPlace Of(PersonMembership membership)
    {
        ArgumentNullException.ThrowIfNull(membership);
        return new(membership.Group, membership.Row.Group, membership.Row.Relation, membership.Row.Origin);
    }
}

/// <summary>A membership with the name of its group as of the revision.</summary>
public sealed record PersonMembership(string Group, MembershipRow Row);

/// <summary>Which memberships of one group, or of one person, to list, by key of the group, then of the person, relation and origin.</summary>
public sealed record MembershipRowQuery
{
    /// <summary>Key of the group; null to list those of a person.</summary>
    public int? Group { get; init; }

    /// <summary>Key of the person, where no group is given.</summary>
    public int? User { get; init; }

    /// <summary>Only rows behind this one in the order: where the page before ended.</summary>
    public MembershipRowPlace? After { get; init; }

    /// <summary>At most this many.</summary>
    public required int Limit { get; init; }
}

/// <summary>A place in the list of memberships by their keys.</summary>
/// <param name="Group">Key of the group.</param>
/// <param name="User">Key of the person.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
public sealed record MembershipRowPlace(int Group, int User, MembershipRelation Relation, MembershipOrigin Origin)
{
    /// <summary>Where a membership stands.</summary>
    public static MembershipRowPlace Of(MembershipRow row) => new(row.Group, row.User, row.Relation, row.Origin);
}
