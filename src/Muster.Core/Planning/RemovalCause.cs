namespace Muster.Core.Planning;

/// <summary>Why somebody leaves a group.</summary>
public enum RemovalCause : byte
{
    /// <summary>No longer a member or owner in the directory, by any path.</summary>
    LeftInDirectory = 0,

    /// <summary>The account is disabled.</summary>
    AccountDisabled = 1,

    /// <summary>The account was deleted in the directory.</summary>
    AccountDeleted = 2,

    /// <summary>The import rule no longer covers the person.</summary>
    OutsideImportRule = 3,

    /// <summary>The group was linked to another directory group, unlinked or retired by a person.</summary>
    LinkChanged = 4,

    /// <summary>A person undid the run that had added the person.</summary>
    Undone = 5,

    /// <summary>An exception excludes the person.</summary>
    Excluded = 6,

    /// <summary>The exception that included the person ended.</summary>
    ExceptionEnded = 7,

    /// <summary>Not a loss: an exception had included the person, and now the directory has the person too.</summary>
    InDirectory = 8,

    /// <summary>The directory group was deleted, and the policy is to retire the group then.</summary>
    SourceDeleted = 10,

    /// <summary>Still in a nested group in the directory, but the nesting policy no longer counts it here.</summary>
    OutsideNesting = 11,

    /// <summary>A person decided so.</summary>
    Decided = 12,

    /// <summary>Given by hand while the group followed the directory, which does not have the person.</summary>
    GivenByHand = 13,
}
