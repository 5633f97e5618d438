namespace Muster.Core.Configuration;

/// <summary>What counts as a member of a linked group.</summary>
public enum NestingPolicy
{
    /// <summary>Members of nested groups count, at any depth.</summary>
    Transitive = 0,

    /// <summary>Only whom the directory group holds itself.</summary>
    Direct = 1,

    /// <summary>Nested groups that are linked too become sub-groups; members reached through others count here.</summary>
    Hierarchy = 2,
}

/// <summary>What happens here when the directory renames a linked group.</summary>
public enum RenamePolicy
{
    /// <summary>The group takes the new name; a clash of names leaves it as it is and tells a person.</summary>
    Follow = 0,

    /// <summary>The group keeps its name and stays linked.</summary>
    Keep = 1,

    /// <summary>The link ends; the members stay as local ones.</summary>
    Unlink = 2,
}

/// <summary>What happens here when the directory deletes a linked group.</summary>
public enum SourceDeletedPolicy
{
    /// <summary>Memberships stay until a person decides.</summary>
    Keep = 0,

    /// <summary>The group is retired by the next plan, within the guard rails.</summary>
    Prune = 1,
}

/// <summary>What becomes of the members and owners a group was given here when the directory decides about it.</summary>
public enum LocalMembersPolicy
{
    /// <summary>They end; only the directory counts. The plan that ends them always waits for a person.</summary>
    Replace = 0,

    /// <summary>They stay, as local ones, beside those of the directory.</summary>
    Keep = 1,
}

/// <summary>Whether members and owners of a linked group may be given and taken by hand.</summary>
public enum HandEditsPolicy
{
    /// <summary>Only the directory, and exceptions with a reason, decide who is in it.</summary>
    Refuse = 0,

    /// <summary>A person may, and the difference from the directory is drift.</summary>
    Allow = 1,
}

/// <summary>What syncs do about members and owners of a linked group that were given or taken by hand.</summary>
public enum DriftPolicy
{
    /// <summary>The next plan puts them back as the directory has them, within the guard rails.</summary>
    Heal = 0,

    /// <summary>Syncs leave them as they are and tell; a person puts them back.</summary>
    Report = 1,
}

/// <summary>What happens when somebody comes back with a new object id, after the old account was deleted.</summary>
public enum RehirePolicy
{
    /// <summary>A new user is made; the old one stays suspended, and a person is told.</summary>
    New = 0,

    /// <summary>The old user is adopted when the employee id is the same and unique on both sides; otherwise as <see cref="New"/>.</summary>
    EmployeeId = 1,
}

/// <summary>A property by which a user who exists here already is found to be a directory user.</summary>
public enum AdoptionKey
{
    /// <summary>UPN.</summary>
    UserPrincipalName = 0,

    /// <summary>Mail address.</summary>
    Mail = 1,

    /// <summary>Number given by the organisation.</summary>
    EmployeeId = 2,
}
