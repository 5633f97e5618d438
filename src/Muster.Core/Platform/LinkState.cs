namespace Muster.Core.Platform;

/// <summary>How a platform group stands to the directory.</summary>
public enum LinkState
{
    /// <summary>Not meant to follow the directory: made here, or unlinked by a person.</summary>
    Local = 0,

    /// <summary>Waits for a directory group of exactly its name.</summary>
    Unmatched = 1,

    /// <summary>Several directory groups have exactly its name; a person picks one by object id.</summary>
    Ambiguous = 2,

    /// <summary>Pinned to a directory group by object id.</summary>
    Linked = 3,

    /// <summary>Pinned to a directory group that the directory no longer has; memberships stay until a person decides.</summary>
    SourceDeleted = 4,

    /// <summary>Put out of use by a person; its name is free again, its history stays.</summary>
    Retired = 5,

    /// <summary>Pinned, but not followed until a person resumes it: a run was undone, and the next sync would only redo it.</summary>
    Paused = 6,
}
