using System.Text.Json;

namespace Muster.Storage.Backups;

/// <summary>What a backup begins with: what it was made of.</summary>
/// <param name="MadeAt">Of when the data is.</param>
/// <param name="Version">Version of Muster that made it.</param>
/// <param name="From">Where the data was: a file, or a server and a name.</param>
/// <param name="Sqlite">Schema of the data as a file has it.</param>
/// <param name="Postgres">The same on a server.</param>
/// <param name="Accounts">Schema of the accounts.</param>
/// <param name="Workspaces">Numbers of the workspaces.</param>
public sealed record BackupHead(
    DateTimeOffset MadeAt,
    string Version,
    string From,
    int Sqlite,
    int Postgres,
    int Accounts,
    IReadOnlyList<int> Workspaces
)
{
    /// <summary>Sees that this version of Muster has the same schemas.</summary>
    /// <param name="known">What this version would write.</param>
    /// <param name="file">The backup, for messages.</param>
    /// <exception cref="StorageException">It has others.</exception>
    internal void CheckKnown(BackupHead known, string file)
    {
        if ((Sqlite, Postgres, Accounts) != (known.Sqlite, known.Postgres, known.Accounts))
            throw new StorageException(
                StorageFault.Newer,
                $"{file} was made by Muster {Version}, whose schema differs from this one's ({Sqlite}/{Postgres}/{Accounts}, not {known.Sqlite}/{known.Postgres}/{known.Accounts}). Restore it with that version, and upgrade afterwards. Nothing was changed."
            );
    }
}

/// <summary>A table in a backup: the rows of one workspace.</summary>
/// <param name="Part">What of the installation it belongs to: <c>data</c>, <c>accounts</c>, or <c>accounts.N</c> of another workspace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Workspace">Number of the workspace; 0 where rows belong to none.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record BackupTable(string Part, string Name, int Workspace, IReadOnlyList<string> Columns);

/// <summary>The audit log of a workspace, by which it is known.</summary>
/// <param name="Workspace">Number of the workspace.</param>
/// <param name="Entries">How many entries it has.</param>
/// <param name="LastHash">Hash of the last one, in hexadecimal digits.</param>
public sealed record BackupLog(int Workspace, long Entries, string LastHash);

/// <summary>What a backup ends with.</summary>
/// <param name="Rows">Rows of all tables.</param>
/// <param name="Keys">Encrypted keys.</param>
/// <param name="Logs">The audit logs.</param>
internal sealed record BackupEnd(long Rows, int Keys, IReadOnlyList<BackupLog> Logs);

/// <summary>What a backup holds, after it was read to its end.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of the file as it is, in hexadecimal digits.</param>
/// <param name="Head">What it was made of.</param>
/// <param name="Tables">How many tables it has.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Keys">How many encrypted keys.</param>
/// <param name="Logs">The audit logs of its workspaces, each with a chain that is whole.</param>
public sealed record BackupOutcome(
    string File,
    long Bytes,
    string Sha256,
    BackupHead Head,
    int Tables,
    long Rows,
    int Keys,
    IReadOnlyList<BackupLog> Logs
);

/// <summary>Kinds of what stands in a backup, each behind its mark.</summary>
internal enum BackupMark : byte
{
    Table = 1,
    Row = 2,
    EndOfTable = 3,
    Key = 4,
    End = 5,
}

/// <summary>Kinds of cells.</summary>
internal enum CellMark : byte
{
    Nothing = 0,
    Number = 1,
    Text = 2,
    Bytes = 3,
}

internal static class BackupJson
{
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
}
