namespace Muster.Storage.Moving;

/// <summary>A database as it is, without a change to it.</summary>
/// <param name="OnServer">Whether it is on a PostgreSQL server; a SQLite file otherwise.</param>
/// <param name="Place">Where it is: a file, or a server and a name.</param>
/// <param name="Bytes">What it takes on disk.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Tables">Its tables by name; none while there is no schema.</param>
/// <param name="Workspaces">How many workspaces there are; 0 while there is no schema.</param>
/// <param name="Isolation">How the server keeps workspaces apart; null for a file, and while the schema is older than that.</param>
public sealed record DatabaseStatus(
    bool OnServer,
    string Place,
    long Bytes,
    SchemaStatus Schema,
    IReadOnlyList<TableStatus> Tables,
    int Workspaces,
    IsolationStatus? Isolation
);

/// <summary>How a server keeps the rows of workspaces apart, whatever a statement says.</summary>
/// <param name="Role">The role in whose name everything is read and written.</param>
/// <param name="IsBound">Whether it is there, owns nothing and bypasses nothing.</param>
/// <param name="Open">Tables whose rows belong to workspaces and are not kept apart; none as it should be.</param>
public sealed record IsolationStatus(string Role, bool IsBound, IReadOnlyList<string> Open)
{
    /// <summary>Whether they are kept apart.</summary>
    public bool IsOn => IsBound && Open.Count == 0;
}

/// <summary>How far a schema is.</summary>
/// <param name="Version">How many migrations it has had; 0 for none yet.</param>
/// <param name="Known">How many this version of Muster knows.</param>
/// <param name="Pending">Names of those that are outstanding, in order.</param>
public sealed record SchemaStatus(int Version, int Known, IReadOnlyList<string> Pending)
{
    /// <summary>Whether a newer version of Muster made it.</summary>
    public bool IsNewer => Version > Known;
}

/// <summary>A table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Bytes">What it takes on disk with its indexes; null where a file does not tell.</param>
public sealed record TableStatus(string Name, long Rows, long? Bytes);
