using Muster.Engine.Auditing;
using Muster.Engine.Reading;
using Muster.Engine.Workspaces;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Postgres;
using Muster.Storage;
using Muster.Storage.Backups;
using Muster.Storage.Postgres;

namespace Muster.Server.Databases;

/// <summary>Makes, tries and restores backups of an installation, on record in the audit log of its first workspace.</summary>
/// <param name="dataFolder">The data folder.</param>
/// <param name="address">The database on a server; null for the files in the data folder.</param>
/// <param name="actor">Who does it.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class BackupDesk(string dataFolder, PostgresAddress? address, string actor, TimeProvider clock)
{
    /// <summary>Makes one.</summary>
    /// <param name="place">The file, which must not be there yet, or a folder in which it is named by its time.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Cancels it; nothing is left then.</param>
    /// <returns>The backup, and why it could not be noted; null where it was.</returns>
    /// <exception cref="StorageException">It could not be made. Nothing is left then.</exception>
    public async Task<(BackupOutcome Made, string? Unnoted)> BackupAsync(
        string place,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        using var accounts = new AccountFiles();
        if (address is not null)
            await TakeOverAsync(address, cancellationToken);
        var file = Directory.Exists(place) ? Path.Combine(place, $"muster-{clock.GetUtcNow():yyyyMMdd-HHmmss}Z.backup") : place;
        var made = await DatabaseBackup.RunAsync(dataFolder, address, accounts, Path.GetFullPath(file), clock, progress, cancellationToken);
        var unnoted = await NoteAsync(
            BackupRecord.Made,
            made.File,
            [("rows", made.Rows), ("bytes", made.Bytes), ("sha256", made.Sha256)],
            cancellationToken
        );
        return (made, unnoted);
    }

    /// <summary>Fills an empty place from a backup.</summary>
    /// <param name="order">What and where to.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Cancels it; nothing is left then.</param>
    /// <exception cref="StorageException">It could not be restored. Nothing is left then.</exception>
    public async Task<RestoreOutcome> RestoreAsync(RestoreOrder order, Action<string> progress, CancellationToken cancellationToken)
    {
        using var accounts = new AccountFiles();
        return await DatabaseRestore.RunAsync(order, accounts, clock, progress, cancellationToken);
    }

    /// <summary>Tries one, and notes it where the installation is here.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="keyFile">The key file of the installation it was made of.</param>
    /// <param name="scratch">A folder with room for the data.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What it showed, and why that could not be noted; null where it was.</returns>
    public async Task<(DrillOutcome Drill, string? Unnoted)> DrillAsync(
        string file,
        string keyFile,
        string scratch,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        using var accounts = new AccountFiles();
        var drill = await RestoreDrill.RunAsync(file, keyFile, scratch, accounts, clock, progress, cancellationToken);
        if (address is null && !File.Exists(MusterDatabase.File(dataFolder)))
            return (drill, "There is no Muster data here. Name it with --data or --database.");
        var unnoted = await NoteAsync(
            BackupRecord.Tried,
            file,
            [
                ("stateOf", drill.Restored.Backup.Head.MadeAt.ToUnixTimeMilliseconds()),
                ("rows", drill.Restored.Backup.Rows),
                ("milliseconds", (long)drill.Took.TotalMilliseconds),
                ("sha256", drill.Restored.Backup.Sha256),
            ],
            cancellationToken
        );
        return (drill, unnoted);
    }

    /// <summary>What still lies in the folder belongs into the backup too.</summary>
    private async Task TakeOverAsync(PostgresAddress server, CancellationToken cancellationToken)
    {
        await using var muster = await MusterInstance.DatabaseAsync(dataFolder, server, null, clock, cancellationToken);
        await using (var schema = AccountsSchema.Of(dataFolder, muster))
            await AccountsSchema.BringUpToDateAsync(schema, cancellationToken);
        await FileTakeOver.RunForAllAsync(dataFolder, muster, cancellationToken);
    }

    /// <summary>Notes what is done, which stands whether that succeeds or not.</summary>
    /// <returns>Why it could not be noted; null where it was.</returns>
    private async Task<string?> NoteAsync(
        string action,
        string file,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var muster = await MusterInstance.DatabaseAsync(dataFolder, address, null, clock, cancellationToken);
            await muster.Audit.AppendAsync(actor, action, Path.GetFileName(file), detail, cancellationToken);
            return null;
        }
        catch (Exception fault) when (fault is StorageException or StoredDataException)
        {
            return fault.Message;
        }
    }
}

/// <summary>When an installation was last backed up, and when a backup was last restored for trial.</summary>
/// <param name="Backup">The backup; null for none.</param>
/// <param name="Drill">The drill that succeeded; null for none.</param>
internal sealed record BackupRecord(AuditEntry? Backup, AuditEntry? Drill)
{
    /// <summary>A backup was made.</summary>
    public const string Made = "database.backedUp";

    /// <summary>A backup was restored for trial, and is whole.</summary>
    public const string Tried = "database.drilled";

    /// <summary>Looks it up.</summary>
    public static async Task<BackupRecord> FindAsync(MusterDatabase muster, CancellationToken cancellationToken)
    {
        var audit = muster.Of(Workspace.First).Audit;
        return new(await LastAsync(audit, Made, cancellationToken), await LastAsync(audit, Tried, cancellationToken));
    }

    private static async Task<AuditEntry?> LastAsync(IAuditLog audit, string action, CancellationToken cancellationToken) =>
        await audit
            .EntriesAsync(AuditFilter.All with { Action = action, NewestFirst = true }, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
}
