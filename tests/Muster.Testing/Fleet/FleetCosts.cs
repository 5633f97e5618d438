namespace Muster.Testing.Fleet;

/// <summary>
/// What a run takes and leaves behind. Measured with <c>bench -- rows</c> at 20,000 and at 100,000 users, whose lines docs/scale.md shows; a line through both, so that what is fixed and what
/// grows are told apart. Seconds hold the start of a process and its connections to the database, which a server has already.
/// </summary>
public sealed record FleetCosts
{
    /// <summary>Seconds on a processor of the node, of every run.</summary>
    public double NodeSecondsOfRun { get; init; } = 0.07;

    /// <summary>The same for each group of the workspace.</summary>
    public double NodeSecondsOfGroup { get; init; } = 1.3e-6;

    /// <summary>The same for each group of the workspace when something changed, since a plan loads the facts of all groups then.</summary>
    public double NodeSecondsOfPlannedGroup { get; init; } = 12e-6;

    /// <summary>The same for each user and membership of a read in full.</summary>
    public double NodeSecondsOfEntryInFull { get; init; } = 9e-6;

    /// <summary>Seconds on a processor of the database, of every run.</summary>
    public double DatabaseSecondsOfRun { get; init; } = 0.07;

    /// <summary>The same for each group of the workspace when something changed.</summary>
    public double DatabaseSecondsOfPlannedGroup { get; init; } = 10.5e-6;

    /// <summary>The same for each change of a membership.</summary>
    public double DatabaseSecondsOfChange { get; init; } = 0.003;

    /// <summary>The same for each user and membership of a read in full.</summary>
    public double DatabaseSecondsOfEntryInFull { get; init; } = 2e-6;

    /// <summary>The same for a statement that finds one row of a workspace, with what begins its transaction.</summary>
    public double DatabaseSecondsOfStatement { get; init; } = 0.000123;

    /// <summary>Transactions of a run.</summary>
    public double TransactionsOfRun { get; init; } = 47;

    /// <summary>Rows that a run writes, inserted, changed or deleted.</summary>
    public double RowsOfRun { get; init; } = 19;

    /// <summary>The same for each change of a membership.</summary>
    public double RowsOfChange { get; init; } = 15;

    /// <summary>Bytes of the write-ahead log of a run.</summary>
    public double LogBytesOfRun { get; init; } = 6_200;

    /// <summary>The same for each change of a membership.</summary>
    public double LogBytesOfChange { get; init; } = 6_000;

    /// <summary>Bytes of a user, with indexes: what the directory says, the user, and its current version.</summary>
    public double BytesOfUser { get; init; } = 340 + 113 + 332;

    /// <summary>Bytes of a group, with indexes: what the directory says, the group, its current version, its packed sets but for their entries, and three entries of the audit log.</summary>
    public double BytesOfGroup { get; init; } = 303 + 154 + 235 + (3 * 349);

    /// <summary>Bytes of a membership, with indexes: its row, and its places in the packed sets of directory and platform.</summary>
    public double BytesOfMembership { get; init; } = 137 + 3 + 3;

    /// <summary>Bytes that a run leaves behind for ever: its row and an entry of the audit log.</summary>
    public double BytesOfRun { get; init; } = 1_400;

    /// <summary>Bytes that a change of a membership leaves behind for ever.</summary>
    public double BytesOfChange { get; init; } = 1_200;

    /// <summary>Seconds on a processor of the node.</summary>
    /// <param name="groups">Groups of the workspace.</param>
    /// <param name="changes">Changes of memberships.</param>
    /// <param name="read">Users and memberships that were read in full; 0 when changes were.</param>
    public double NodeSeconds(int groups, int changes, long read) =>
        NodeSecondsOfRun
        + (groups * (NodeSecondsOfGroup + (changes > 0 ? NodeSecondsOfPlannedGroup : 0)))
        + (read * NodeSecondsOfEntryInFull);

    /// <summary>Seconds on a processor of the database.</summary>
    /// <param name="groups">Groups of the workspace.</param>
    /// <param name="changes">Changes of memberships.</param>
    /// <param name="read">Users and memberships that were read in full; 0 when changes were.</param>
    public double DatabaseSeconds(int groups, int changes, long read) =>
        DatabaseSecondsOfRun
        + (changes > 0 ? (groups * DatabaseSecondsOfPlannedGroup) + (changes * DatabaseSecondsOfChange) : 0)
        + (read * DatabaseSecondsOfEntryInFull);
}
