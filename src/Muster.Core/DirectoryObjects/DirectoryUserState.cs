namespace Muster.Core.DirectoryObjects;

/// <summary>What a membership plan needs to know of a directory user.</summary>
public enum DirectoryUserState : byte
{
    /// <summary>Known only by id from a member or owner list.</summary>
    Unseen = 0,

    /// <summary>Present and enabled.</summary>
    Enabled = 1,

    /// <summary>Present, and the directory says the account is disabled.</summary>
    Disabled = 2,

    /// <summary>Removed by a tombstone.</summary>
    RemovedStated = 3,

    /// <summary>Absent from a complete full read.</summary>
    RemovedInferred = 4,
}
