using System.Data.Common;
using Muster.Storage.Connections;
using Muster.Storage.Moving;
using Muster.Storage.Postgres;
using Muster.Storage.Sql;
using Muster.Storage.Sqlite;

namespace Muster.Storage.Backups;

/// <summary>Writes everything of an installation, as it is at one moment, into one encrypted file that any database can be filled from, while servers go on.</summary>
public sealed class DatabaseBackup
{
    /// <summary>How long a backup waits for its moment: a plan that is being applied goes to its end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Database _source;
    private readonly string _folder;
    private readonly IAccountParts _accounts;
    private readonly Action<string>? _progress;

    /// <summary>The place that was last read, whose faults are told.</summary>
    private IDatabaseProvider _current;

    private DatabaseBackup(Database source, string folder, IAccountParts accounts, Action<string>? progress) =>
        (_source, _folder, _accounts, _progress, _current) = (source, folder, accounts, progress, source.Provider);

    private bool OnServer => _source.Provider is PostgresProvider;

    private string Keys => Path.Combine(_folder, MusterDatabase.KeysFolder);

    /// <summary>Makes a backup, and reads it again to its end before it counts.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">The database on a server; null for the file in the data folder.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="file">The backup, which must not be there yet.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellationToken">Cancels it; nothing is left then.</param>
    /// <exception cref="StorageException">The data cannot be read or has an older schema, its keys do not open, or the file cannot be written. Nothing is left then.</exception>
    public static async Task<BackupOutcome> RunAsync(
        string dataFolder,
        PostgresAddress? address,
        IAccountParts accounts,
        string file,
        TimeProvider clock,
        Action<string>? progress,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.GetFullPath(dataFolder);
        await using IDatabaseProvider provider = address is null
            ? new SqliteProvider(MusterDatabase.File(folder))
            : new PostgresProvider(address);
        var backup = new DatabaseBackup(new Database(provider, clock), folder, accounts, progress);
        try
        {
            return await backup.RunAsync(file, cancellationToken);
        }
        catch (DbException fault)
        {
            throw backup._current.Translate(fault);
        }
    }

    private async Task<BackupOutcome> RunAsync(string file, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
            throw new StorageException(StorageFault.Contradiction, $"{file} is there already. Name another file; nothing was changed.");
        await Schema.CheckAsync(_source, cancellationToken);
        PrivateFiles.MakeFolder(Keys);
        var key = new WrapKey(Keys, WrapKey.Elsewhere, _source.Provider.Keys(Keys, CredentialVault.Store)).Bytes;
        var part = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var into = PrivateFiles.New(part))
            {
                await WriteAsync(into, key, cancellationToken);
                await into.FlushAsync(cancellationToken);
                into.Flush(flushToDisk: true);
            }
            _progress?.Invoke("Reading it again");
            var written = await BackupCheck.RunAsync(part, key, cancellationToken);
            File.Move(part, file, overwrite: false);
            return written with { File = file };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.NotWritable, $"The backup {file} cannot be written: {fault.Message}", fault);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task WriteAsync(Stream into, byte[] key, CancellationToken cancellationToken)
    {
        await using var opened = new Opened();
        _progress?.Invoke("Waiting for a moment at which nobody writes");
        var (parts, workspaces, at) = await BeginAsync(opened, cancellationToken);
        var data = parts[0];
        var keys = BackupKey.Of(await StoredAsync(data, cancellationToken), Keys);
        BackupKey.Check(keys, key);
        var head = BackupPart.Head(_accounts, _source.Provider.Place, workspaces, at);
        using var writer = new BackupWriter(into, key, head);
        foreach (var one in keys)
            writer.Key(one);
        foreach (var part in parts)
        {
            _progress?.Invoke($"Writing {part.Name}");
            foreach (var table in part.Tables.Where(table => !_accounts.LeftOut.Contains(table.Name)))
            foreach (var workspace in table.IsOfWorkspaces ? workspaces.Select(number => (int?)number) : [part.Workspace])
                await WriteAsync(writer, part, table, workspace, cancellationToken);
        }
        _current = data.Provider;
        var logs = new List<BackupLog>();
        foreach (var workspace in workspaces)
            logs.Add(await LogAsync(data, workspace, cancellationToken));
        writer.End(logs);
    }

    /// <summary>Begins to read everywhere while nobody writes, so that what is read in several places is of one moment.</summary>
    private async Task<(IReadOnlyList<BackupPart> Parts, IReadOnlyList<int> Workspaces, DateTimeOffset At)> BeginAsync(
        Opened opened,
        CancellationToken cancellationToken
    )
    {
        await using var held = await _source.WriteAsync(Patience, cancellationToken);
        var data = await ReadAsync(BackupPart.Data, _source.Provider, await BackupPart.DataTablesAsync(), opened, cancellationToken);
        var workspaces = await data.Statements.NumbersAsync(
            "SELECT number FROM workspace_name WHERE name IS NOT NULL ORDER BY number",
            cancellationToken
        );
        var parts = new List<BackupPart> { data };
        if (OnServer)
            parts.AddRange(workspaces.Select(workspace => data.Beside(_accounts, workspace)));
        else
            foreach (var workspace in _accounts.InFolder(_folder).Intersect(workspaces))
                parts.Add(
                    await ReadAsync(
                        _accounts.NameOf(workspace),
                        opened.Add(new SqliteProvider(_accounts.File(_folder, workspace))),
                        MovedFile.Tables(_accounts.OnFile, _accounts.OnServer),
                        opened,
                        cancellationToken
                    )
                );
        return (parts, workspaces, _source.Clock.GetUtcNow());
    }

    private async Task<BackupPart> ReadAsync(
        string name,
        IDatabaseProvider provider,
        IReadOnlyList<TableCopy> tables,
        Opened opened,
        CancellationToken cancellationToken
    )
    {
        _current = provider;
        var connection = opened.Add(await provider.OpenAsync(null, cancellationToken));
        var transaction = opened.Add(await provider.BeginReadAsync(connection, Database.FirstWorkspace, cancellationToken));
        var part = new BackupPart(name, provider, new Statements(connection, transaction, null), tables);
        // A file begins to be read with the first statement.
        await part.Statements.NumberAsync($"SELECT count(*) FROM {TableCopy.Quoted(tables[0].Name)}", cancellationToken);
        return part;
    }

    private async Task WriteAsync(
        BackupWriter writer,
        BackupPart part,
        TableCopy table,
        int? workspace,
        CancellationToken cancellationToken
    )
    {
        _current = part.Provider;
        if (workspace is { } entered)
            await part.EnterAsync(entered, cancellationToken);
        writer.BeginTable(new(part.Name, table.Name, table.IsOfWorkspaces ? workspace ?? 0 : 0, [.. table.Columns]));
        await using var command = part.Statements.Command();
        await table.ReadAsync(command, workspace, writer, cancellationToken);
        writer.EndTable();
    }

    private static async Task<BackupLog> LogAsync(BackupPart data, int workspace, CancellationToken cancellationToken)
    {
        await using var session = await data.Session.EnterAsync(workspace, cancellationToken);
        return await session.FirstAsync(
                $"SELECT audit_entries, audit_head FROM workspace WHERE workspace = {Database.Workspace}",
                row => new BackupLog(workspace, row.GetInt64(0), Convert.ToHexStringLower(row.Bytes(1))),
                cancellationToken
            )
            ?? throw new StorageException(
                StorageFault.Damaged,
                $"Workspace {workspace} has no counters. Look at it with 'muster audit verify'."
            );
    }

    private async Task<IReadOnlyList<(string Store, string Name, byte[] Content)>> StoredAsync(
        BackupPart data,
        CancellationToken cancellationToken
    )
    {
        if (!OnServer)
            return [.. StoredKeys.Of(Keys)];
        await using var command = data.Statements.Command();
        command.CommandText = $"SELECT store, name, content FROM {PostgresContext.KeyTable} ORDER BY store, name";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<(string, string, byte[])>();
        while (await rows.ReadAsync(cancellationToken))
            keys.Add((rows.GetString(0), rows.GetString(1), rows.Bytes(2)));
        return keys;
    }
}
