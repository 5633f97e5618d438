namespace Muster.Core.DirectoryObjects;

/// <summary>What the directory has said about the existence of an object.</summary>
public enum ObjectPresence
{
    /// <summary>Known only by id, from somebody's member or owner list; its own facts have not been read yet.</summary>
    Unseen = 0,

    /// <summary>In the directory.</summary>
    Present = 1,

    /// <summary>Removed, and the directory said so: a tombstone in a delta page.</summary>
    RemovedStated = 2,

    /// <summary>Removed as far as anybody can tell: absent from a complete full read.</summary>
    RemovedInferred = 3,
}
