using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Muster.Storage.Postgres;

/// <summary>Puts PostgreSQL's error codes into words: what happened, where, what to do.</summary>
/// <remarks>Codes: PostgreSQL documentation, appendix A.</remarks>
internal static class PostgresFaults
{
    public static bool IsBusy(DbException fault) =>
        fault.SqlState
            is PostgresErrorCodes.LockNotAvailable
                or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure;

    public static StorageException Translate(DbException fault, string place, TimeSpan patience)
    {
        // Class and code, and the server's own sentence without the values it was about.
        var said = fault is PostgresException told ? $"{told.SqlState}: {told.MessageText}" : fault.Message;
        return fault.SqlState switch
        {
            PostgresErrorCodes.DiskFull => new(
                StorageFault.DiskFull,
                $"The disk of the database {place} is full. Nothing of this step was stored. Free some space on its server and run the same command again.",
                fault
            ),
            _ when IsBusy(fault) => new(
                StorageFault.Busy,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The database {place} is locked: another process has been writing for more than {patience.TotalSeconds:0} s. Wait until it has finished, or end it, and run the same command again."
                ),
                fault
            ),
            PostgresErrorCodes.InvalidCatalogName => new(
                StorageFault.NotWritable,
                $"There is no database {place} ({said}). Create it with createdb, or correct the address. Nothing was changed.",
                fault
            ),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
                StorageFault.NotWritable,
                $"The database {place} does not let this user in ({said}). Check the user and the password of the address, or the variable PGPASSWORD. Nothing was changed.",
                fault
            ),
            PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction => new(
                StorageFault.NotWritable,
                $"The database {place} does not let this user write ({said}). Nothing was changed. Grant the rights, or name another user in the address.",
                fault
            ),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new(
                StorageFault.Damaged,
                $"The database {place} is damaged ({said}). Nothing was changed. Restore it from a backup.",
                fault
            ),
            { } state when state.StartsWith("23", StringComparison.Ordinal) => new(
                StorageFault.Contradiction,
                $"What was to be stored contradicts what {place} holds ({said}). Nothing was stored. Make a new plan and try again.",
                fault
            ),
            { } state when IsLost(state) => Unreachable(fault, place, said),
            null when fault is NpgsqlException => Unreachable(fault, place, said),
            _ => new(StorageFault.Other, $"The database {place} reported a fault ({said}). Nothing of this step was stored.", fault),
        };
    }

    private static StorageException Unreachable(DbException fault, string place, string said) =>
        new(
            StorageFault.Unreachable,
            $"The database {place} cannot be reached, or ended the connection ({said}). Check that its server runs and can be reached from here, then run the same command again: what was not finished was not stored.",
            fault
        );

    /// <summary>Connections (class 08), too many of them, and an operator who stops the server (class 57).</summary>
    private static bool IsLost(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state
            is PostgresErrorCodes.TooManyConnections
                or PostgresErrorCodes.AdminShutdown
                or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow;
}
