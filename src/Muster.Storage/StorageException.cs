namespace Muster.Storage;

/// <summary>The database could not be used, for a reason a person can act on; what was being written was not stored.</summary>
/// <param name="fault">What kind of fault.</param>
/// <param name="message">What happened, where, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class StorageException(StorageFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of fault.</summary>
    public StorageFault Fault { get; } = fault;
}

/// <summary>Kinds of faults, as far as a person or a script treats them differently.</summary>
public enum StorageFault
{
    /// <summary>The data folder or the database in it cannot be created, opened or written.</summary>
    NotWritable,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>Another process kept the database locked for longer than Muster waits.</summary>
    Busy,

    /// <summary>The file is damaged, or is no database of Muster's.</summary>
    Damaged,

    /// <summary>A newer version of Muster has written the database.</summary>
    Newer,

    /// <summary>The schema is older than this version needs.</summary>
    Older,

    /// <summary>What was to be written contradicts what is stored, such as a name used twice.</summary>
    Contradiction,

    /// <summary>The server of the database cannot be reached, or ended the connection.</summary>
    Unreachable,

    /// <summary>Anything else the database reported.</summary>
    Other,
}
