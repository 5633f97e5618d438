using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Muster.Storage.Sqlite;

/// <summary>Puts SQLite's error codes into words: what happened, where, what to do.</summary>
internal static class SqliteFaults
{
    public static bool IsBusy(DbException fault) => fault is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    public static StorageException Translate(SqliteException fault, string file, TimeSpan patience) =>
        fault.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => new(
                StorageFault.DiskFull,
                $"The disk that holds {file} is full. Nothing of this step was stored. Free some space and run the same command again.",
                fault
            ),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(
                StorageFault.Busy,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The database {file} is locked: {HolderOf(file)} has been writing for more than {patience.TotalSeconds:0} s. Wait until it has finished, or end it, and run the same command again."
                ),
                fault
            ),
            raw.SQLITE_CORRUPT => new(
                StorageFault.Damaged,
                $"The database {file} is damaged ({fault.Message}). Nothing was changed. Restore the data folder from a backup.",
                fault
            ),
            raw.SQLITE_NOTADB => new(
                StorageFault.Damaged,
                $"The file {file} is not a database. Nothing was changed. Restore it from a backup, or name another data folder with --data.",
                fault
            ),
            raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => new(
                StorageFault.NotWritable,
                $"The database {file} cannot be opened for writing ({fault.Message}). Check that the folder exists and that this account may write to it.",
                fault
            ),
            raw.SQLITE_IOERR => new(
                StorageFault.Other,
                $"Reading or writing {file} failed ({fault.Message}). Nothing of this step was stored. Check the disk, then run the same command again.",
                fault
            ),
            raw.SQLITE_CONSTRAINT => new(
                StorageFault.Contradiction,
                $"What was to be stored contradicts what {file} holds ({fault.Message}). Nothing was stored. Make a new plan and try again.",
                fault
            ),
            _ => new(
                StorageFault.Other,
                $"The database {file} reported a fault ({fault.Message}). Nothing of this step was stored.",
                fault
            ),
        };

    private static string HolderOf(string file)
    {
        try
        {
            using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False;Default Timeout=1");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT holder || ', ' || purpose FROM lease WHERE holder IS NOT NULL";
            return command.ExecuteScalar() is string holder ? $"another process (perhaps {holder})" : "another process";
        }
        catch (SqliteException)
        {
            return "another process";
        }
    }
}
