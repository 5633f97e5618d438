using System.Data.Common;
using Muster.Storage.Auditing;
using Muster.Storage.Moving;
using Muster.Storage.Postgres;
using Muster.Storage.Restoring;
using Muster.Storage.Sql;
using Muster.Storage.Sqlite;

namespace Muster.Storage.Backups;

/// <summary>What a restoration came to.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="AuditEntries">Entries of the audit logs of all workspaces, which were verified against history and state where they are now.</param>
public sealed record RestoreOutcome(BackupOutcome Backup, long AuditEntries);

/// <summary>Fills an empty place from a backup: all or nothing, each table compared with what was read and the audit logs verified before it counts. What it leaves only observes (INV-30).</summary>
public sealed class DatabaseRestore : IBackupTaker, IDisposable
{
    private const string Staging = "restoring";

    private readonly Opened _opened;
    private readonly IAccountParts _accounts;
    private readonly string _folder;
    private readonly PostgresAddress? _address;
    private readonly TimeProvider _clock;
    private readonly Action<string>? _progress;
    private readonly Action<string>? _before;
    private readonly Dictionary<string, BackupPart> _parts = [];
    private readonly List<BackupKey> _keys = [];
    private readonly RowsHash _digest = new();
    private IBulkInsert? _insert;

    /// <summary>The place that was last worked on, whose faults are told.</summary>
    private IDatabaseProvider? _current;

    private DatabaseRestore(
        Opened opened,
        IAccountParts accounts,
        string folder,
        PostgresAddress? address,
        TimeProvider clock,
        Action<string>? progress,
        Action<string>? before
    ) => (_opened, _accounts, _folder, _address, _clock, _progress, _before) = (opened, accounts, folder, address, clock, progress, before);

    /// <summary>Restores.</summary>
    /// <param name="order">What and where to.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellationToken">Cancels it; nothing is left then.</param>
    /// <exception cref="StorageException">There is something in the place, or the backup is damaged or of other schemas, or its keys would not open there. Nothing is left then.</exception>
    public static Task<RestoreOutcome> RunAsync(
        RestoreOrder order,
        IAccountParts accounts,
        TimeProvider clock,
        Action<string>? progress,
        CancellationToken cancellationToken
    ) => RunAsync(order, accounts, clock, progress, null, cancellationToken);

    internal static async Task<RestoreOutcome> RunAsync(
        RestoreOrder order,
        IAccountParts accounts,
        TimeProvider clock,
        Action<string>? progress,
        Action<string>? before,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        var folder = Path.GetFullPath(order.Folder);
        CheckEmpty(folder, order.Address is null);
        PrivateFiles.MakeFolder(folder);
        if (order.Address is not null)
            return await FillAsync(order, folder, accounts, clock, progress, before, cancellationToken);
        var staging = Path.Combine(folder, $"{Staging}-{Guid.NewGuid():N}");
        PrivateFiles.MakeFolder(staging);
        try
        {
            var outcome = await FillAsync(order, staging, accounts, clock, progress, before, cancellationToken);
            Move(staging, folder, before);
            return outcome;
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _insert?.Dispose();
        _digest.Dispose();
    }

    async Task<ICells> IBackupTaker.BeginAsync(BackupTable table, CancellationToken cancellationToken)
    {
        var part = await PartAsync(table.Part, cancellationToken);
        _current = part.Provider;
        if (WorkspaceOf(table, part) is { } workspace)
            await part.EnterAsync(workspace, cancellationToken);
        _insert = part.Provider.BulkInsert(part.Statements.Connection, table.Name, [.. table.Columns]);
        return new InsertedCells(_insert, _digest, part.Provider);
    }

    async Task IBackupTaker.EndAsync(BackupTable table, CancellationToken cancellationToken)
    {
        _insert!.Complete();
        _insert.Dispose();
        var part = await PartAsync(table.Part, cancellationToken);
        var copy = part.Tables.Single(each => each.Name == table.Name);
        await using var command = part.Statements.Command();
        var arrived = await copy.DigestAsync(command, WorkspaceOf(table, part), cancellationToken);
        if (arrived != _digest.End())
            throw new StorageException(
                StorageFault.Other,
                $"The table {table.Name} on {part.Provider.Place} is not what was read from the backup. Nothing was restored. Please report it."
            );
        if (_address is not null && copy.Numbering is { } numbering)
            await part.Statements.RunAsync(numbering, cancellationToken);
    }

    /// <summary>Whose rows those of a table are; null where nobody else's lie beside them.</summary>
    private static int? WorkspaceOf(BackupTable table, BackupPart part) => table.Workspace == 0 ? part.Workspace : table.Workspace;

    Task IBackupTaker.KeyAsync(BackupKey key, CancellationToken cancellationToken)
    {
        _keys.Add(key);
        return Task.CompletedTask;
    }

    private static async Task<RestoreOutcome> FillAsync(
        RestoreOrder order,
        string folder,
        IAccountParts accounts,
        TimeProvider clock,
        Action<string>? progress,
        Action<string>? before,
        CancellationToken cancellationToken
    )
    {
        var key = KeyFile.Read(order.KeyFile);
        if (order.Elsewhere is { } elsewhere && !KeyFile.Read(elsewhere).AsSpan().SequenceEqual(key))
            throw new StorageException(
                StorageFault.Contradiction,
                $"The variable MUSTER_KEY_FILE names {elsewhere}, which is another key than that of {order.KeyFile}: with it, what is restored could not be opened. Unset it, or let it name a copy of the key file of the backup. Nothing was changed."
            );
        using var reader = new BackupReader(order.File, key);
        reader.Head.CheckKnown(BackupPart.Head(accounts, "", [], default), order.File);
        await using var opened = new Opened();
        using var restore = new DatabaseRestore(opened, accounts, folder, order.Address, clock, progress, before);
        try
        {
            var data = await restore.PartAsync(BackupPart.Data, cancellationToken);
            var backup = await reader.ReadAsync(restore, cancellationToken);
            restore._current = data.Provider;
            var keys = RestoredKeys.Of(restore._keys, key, order);
            if (order.Address is not null)
                foreach (var stored in keys.Stored)
                    await EmptyTarget.AddKeyAsync(data.Statements, stored.Store, stored.Name, stored.Content, cancellationToken);
            progress?.Invoke("Verifying the audit log where it is now");
            var entries = await restore.FinishAsync(order, data, backup, cancellationToken);
            var put = keys.Put(Path.Combine(folder, MusterDatabase.KeysFolder), withStored: order.Address is null);
            try
            {
                before?.Invoke("commit");
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch
            {
                put.ForEach(File.Delete);
                throw;
            }
            // The database after its key files: one that nobody can open is worse than a key file for nothing. From here on they stay, since nobody knows of a commit that fails whether it did.
            foreach (var transaction in opened.Transactions)
                await transaction.CommitAsync(CancellationToken.None);
            return new(backup, entries);
        }
        catch (DbException fault) when (restore._current is { } place)
        {
            throw place.Translate(fault);
        }
    }

    /// <summary>The place of a part, which is made when its first table comes.</summary>
    private async Task<BackupPart> PartAsync(string name, CancellationToken cancellationToken)
    {
        if (_parts.TryGetValue(name, out var part))
            return part;
        _progress?.Invoke($"Restoring {name}");
        part = name == BackupPart.Data ? await DataAsync(cancellationToken) : await AccountsAsync(name, cancellationToken);
        _parts.Add(name, part);
        return part;
    }

    private async Task<BackupPart> DataAsync(CancellationToken cancellationToken)
    {
        var tables = await BackupPart.DataTablesAsync();
        if (_address is { } address)
        {
            var server = _opened.Add(new PostgresProvider(address));
            _current = server;
            var names = tables.Concat(MovedFile.Tables(_accounts.OnFile, _accounts.OnServer)).Select(table => table.Name).ToList();
            await EmptyTarget.CheckAsync(server, names, cancellationToken);
            await Schema.BringUpToDateAsync(new Database(server, _clock), cancellationToken);
            await _accounts.MakeOnServerAsync(address, cancellationToken);
            var part = await BeginAsync(BackupPart.Data, server, tables, cancellationToken);
            await EmptyTarget.TakeAsync(part.Statements, server.Place, names, cancellationToken);
            return part;
        }
        var file = MusterDatabase.File(_folder);
        PrivateFiles.MakeEmptyFile(file);
        var provider = _opened.Add(new SqliteProvider(file));
        _current = provider;
        await Schema.BringUpToDateAsync(new Database(provider, _clock), cancellationToken);
        var data = await BeginAsync(BackupPart.Data, provider, tables, cancellationToken);
        await EmptyTarget.ClearAsync(data.Statements, cancellationToken);
        return data;
    }

    private async Task<BackupPart> AccountsAsync(string name, CancellationToken cancellationToken)
    {
        var workspace = _accounts.WorkspaceOf(name);
        if (_address is not null)
            return _parts[BackupPart.Data].Beside(_accounts, workspace);
        await _accounts.MakeFileAsync(_folder, workspace, cancellationToken);
        var file = _opened.Add(new SqliteProvider(_accounts.File(_folder, workspace)));
        return await BeginAsync(name, file, MovedFile.Tables(_accounts.OnFile, _accounts.OnServer), cancellationToken);
    }

    private async Task<BackupPart> BeginAsync(
        string name,
        IDatabaseProvider provider,
        IReadOnlyList<TableCopy> tables,
        CancellationToken cancellationToken
    )
    {
        _current = provider;
        var connection = _opened.Add(await provider.OpenAsync(null, cancellationToken));
        var transaction = _opened.Add(await provider.BeginMigrationAsync(connection, cancellationToken));
        return new BackupPart(name, provider, new Statements(connection, transaction, _before), tables);
    }

    /// <summary>Verifies what is there, and notes in every workspace that it is of before.</summary>
    /// <returns>Entries of all audit logs, as they were in the backup.</returns>
    private async Task<long> FinishAsync(RestoreOrder order, BackupPart data, BackupOutcome backup, CancellationToken cancellationToken)
    {
        var (whole, database, entries) = (data.Session, new Database(data.Provider, _clock), 0L);
        foreach (var log in backup.Logs)
        {
            await using var session = await whole.EnterAsync(log.Workspace, cancellationToken);
            var verified = await new Verification(session, []).RunAsync(cancellationToken);
            if (verified.Faults.Count > 0 || (verified.Entries, verified.LastHash) != (log.Entries, log.LastHash))
                throw new StorageException(
                    StorageFault.Damaged,
                    $"In {order.File} the audit log of workspace {log.Workspace} does not agree with what is stored: {(verified.Faults.Count > 0 ? verified.Faults[0] : "it ends otherwise than was noted.")} Nothing was restored. Use an older backup."
                );
            entries += verified.Entries;
            // Whoever still works with the data of before can never meet its own fence again.
            await session.ExecuteAsync(
                $"UPDATE lease SET fence = fence + {SeenFences.Jump}, holder = NULL, purpose = NULL WHERE workspace = {Database.Workspace}",
                cancellationToken
            );
            await RestorationStore.NoteRestoredAsync(
                session,
                database,
                order.Actor,
                backup.Head.MadeAt,
                Path.GetFileName(order.File),
                cancellationToken
            );
        }
        return entries;
    }

    /// <summary>Moves what was made to where it belongs, the database last: a folder without one is none that anybody works on. What was moved goes again when something cannot be.</summary>
    private static void Move(string staging, string folder, Action<string>? before)
    {
        var moved = new List<string>();
        try
        {
            foreach (
                var made in Directory.EnumerateFileSystemEntries(staging).OrderBy(path => path == MusterDatabase.File(staging)).ToList()
            )
            {
                var name = Path.GetFileName(made);
                before?.Invoke($"move {name}");
                Directory.Move(made, Path.Combine(folder, name));
                moved.Add(Path.Combine(folder, name));
            }
        }
        catch
        {
            foreach (var path in moved)
                if (Directory.Exists(path))
                    Directory.Delete(path, recursive: true);
                else
                    File.Delete(path);
            throw;
        }
    }

    /// <summary>Sees that there is nothing where files will be.</summary>
    /// <exception cref="StorageException">There is something.</exception>
    private static void CheckEmpty(string folder, bool wholly)
    {
        if (!Directory.Exists(folder))
            return;
        var there = Directory
            .EnumerateFileSystemEntries(folder)
            .Select(path => Path.GetFileName(path)!)
            .Where(name =>
                wholly || name.StartsWith("accounts", StringComparison.Ordinal) || name.StartsWith(Staging, StringComparison.Ordinal)
            )
            .ToList();
        if (there.Find(name => name.StartsWith(Staging, StringComparison.Ordinal)) is { } left)
            throw new StorageException(
                StorageFault.Contradiction,
                $"In {folder} is {left}, of a restoration that goes on or was ended before it was done; what is in it is not encrypted. If none goes on, remove it, and run the same command again. Nothing was changed."
            );
        if (there.Count > 0)
            throw new StorageException(
                StorageFault.Contradiction,
                $"{folder} is not empty: there is {there[0]}. A backup is restored beside what is there, never over it: name a new folder. Nothing was changed."
            );
    }
}

/// <summary>What is restored, and where to.</summary>
/// <param name="File">The backup.</param>
/// <param name="KeyFile">The key file of the installation it was made of.</param>
/// <param name="Folder">The data folder; of files, or beside a server for its key files.</param>
/// <param name="Address">An empty database on a server; null for files in the folder.</param>
/// <param name="Elsewhere">The key file that is used there in place of those in the data folder; null for those.</param>
/// <param name="Actor">Who restores it.</param>
public sealed record RestoreOrder(string File, string KeyFile, string Folder, PostgresAddress? Address, string? Elsewhere, string Actor);
