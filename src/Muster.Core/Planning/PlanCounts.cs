namespace Muster.Core.Planning;

/// <summary>How many steps of each kind a plan has; the same figures wherever the plan or its run is shown (INV-28).</summary>
public sealed record PlanCounts
{
    /// <summary>Users created.</summary>
    public int UsersCreated { get; init; }

    /// <summary>Users whose properties change.</summary>
    public int UsersUpdated { get; init; }

    /// <summary>Users suspended.</summary>
    public int UsersSuspended { get; init; }

    /// <summary>Users reactivated.</summary>
    public int UsersReactivated { get; init; }

    /// <summary>Users who exist here and follow a directory user, or another one, from now on.</summary>
    public int UsersAdopted { get; init; }

    /// <summary>Users whom a person keeps apart from the directory from now on.</summary>
    public int UsersKeptApart { get; init; }

    /// <summary>Groups created.</summary>
    public int GroupsCreated { get; init; }

    /// <summary>Groups linked to a directory group.</summary>
    public int GroupsLinked { get; init; }

    /// <summary>Groups renamed.</summary>
    public int GroupsRenamed { get; init; }

    /// <summary>Groups whose standing to the directory changes in another way: unlinked, retired, ambiguous, source deleted; or whose settings, attributes or sub-groups change.</summary>
    public int GroupsChanged { get; init; }

    /// <summary>Those of the groups changed that are retired. Plans and runs kept from before this was counted have none.</summary>
    public int GroupsRetired { get; init; }

    /// <summary>Members added.</summary>
    public int MembersAdded { get; init; }

    /// <summary>Members removed.</summary>
    public int MembersRemoved { get; init; }

    /// <summary>Owners added.</summary>
    public int OwnersAdded { get; init; }

    /// <summary>Owners removed.</summary>
    public int OwnersRemoved { get; init; }

    /// <summary>Exceptions that begin.</summary>
    public int ExceptionsBegun { get; init; }

    /// <summary>Exceptions that get another end.</summary>
    public int ExceptionsExtended { get; init; }

    /// <summary>Exceptions that end.</summary>
    public int ExceptionsEnded { get; init; }

    /// <summary>All steps together.</summary>
    public long Total =>
        (long)UsersCreated
        + UsersUpdated
        + UsersSuspended
        + UsersReactivated
        + UsersAdopted
        + UsersKeptApart
        + GroupsCreated
        + GroupsLinked
        + GroupsRenamed
        + GroupsChanged
        + MembersAdded
        + MembersRemoved
        + OwnersAdded
        + OwnersRemoved
        + ExceptionsBegun
        + ExceptionsExtended
        + ExceptionsEnded;
}
