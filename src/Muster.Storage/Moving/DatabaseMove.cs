using System.Data.Common;
using Muster.Engine.Auditing;
using Muster.Storage.Auditing;
using Muster.Storage.Postgres;
using Muster.Storage.Runs;
using Muster.Storage.Sql;
using Muster.Storage.Sqlite;

namespace Muster.Storage.Moving;

/// <summary>
/// Copies everything of a data folder to an empty database on a server, in one transaction there, and compares each table before it counts. Nobody writes to the folder meanwhile, and
/// nothing in it changes.
/// </summary>
public sealed class DatabaseMove
{
    private readonly string _folder;
    private readonly Database _source;
    private readonly Database _target;
    private readonly IReadOnlyList<(MovedFile File, IReadOnlyList<TableCopy> Tables)> _files;
    private readonly Action<string>? _progress;

    private DatabaseMove(string folder, Database source, Database target, IReadOnlyList<MovedFile> files, Action<string>? progress)
    {
        (_folder, _source, _target, _progress) = (folder, source, target, progress);
        _files = [.. files.Select(file => (file, file.Tables()))];
    }

    private IEnumerable<TableCopy> Tables => _files.SelectMany(file => file.Tables);

    /// <summary>Moves.</summary>
    /// <param name="dataFolder">The data folder, on which no server runs.</param>
    /// <param name="target">The database on the server, with schemas that are up to date, and empty.</param>
    /// <param name="others">Files beside the database itself.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellationToken">Cancels it; the server has nothing then.</param>
    /// <exception cref="StorageException">The folder is in use or damaged, or the target is not empty, cannot be reached, or holds something else than was sent. Nothing is in the target then.</exception>
    public static Task<MoveOutcome> RunAsync(
        string dataFolder,
        PostgresAddress target,
        IReadOnlyList<MovedFile> others,
        TimeProvider clock,
        Action<string>? progress,
        CancellationToken cancellationToken
    ) => RunAsync(dataFolder, target, others, clock, progress, null, cancellationToken);

    internal static async Task<MoveOutcome> RunAsync(
        string dataFolder,
        PostgresAddress target,
        IReadOnlyList<MovedFile> others,
        TimeProvider clock,
        Action<string>? progress,
        Action<string>? beforeStatement,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.GetFullPath(dataFolder);
        using var alone = FolderUse.Alone(folder);
        var file = MusterDatabase.File(folder);
        await using var source = new SqliteProvider(file);
        await using var server = new PostgresProvider(target);
        await using var from = source.Model(Database.FirstWorkspace);
        await using var to = server.Model(Database.FirstWorkspace);
        var move = new DatabaseMove(
            folder,
            new Database(source, clock),
            new Database(server, clock) { BeforeStatement = beforeStatement },
            [.. others, new MovedFile(file, from.Model, to.Model)],
            progress
        );
        try
        {
            return await move.RunAsync(cancellationToken);
        }
        catch (DbException fault)
        {
            throw fault is Npgsql.NpgsqlException ? server.Translate(fault) : source.Translate(fault);
        }
    }

    private async Task<MoveOutcome> RunAsync(CancellationToken cancellationToken)
    {
        await Schema.CheckAsync(_source, cancellationToken);
        await using var held = await _source.WriteAsync(cancellationToken);
        var workspaces = await held.RowsAsync(
            $"SELECT number FROM workspace_name WHERE name IS NOT NULL ORDER BY number",
            row => row.GetInt32(0),
            cancellationToken
        );
        await CheckIdleAsync(workspaces, cancellationToken);
        _progress?.Invoke("Verifying the audit log of the folder");
        await VerifyAsync(held, workspaces, _folder, cancellationToken);
        await Schema.BringUpToDateAsync(_target, cancellationToken);
        await using var connection = await _target.Provider.OpenAsync(null, cancellationToken);
        await using var transaction = await _target.Provider.BeginMigrationAsync(connection, cancellationToken);
        var target = new Statements(connection, transaction, _target.BeforeStatement);
        await EmptyTarget.TakeAsync(target, _target.Provider.Place, Tables.Select(table => table.Name), cancellationToken);
        var moved = new List<MovedTable>();
        foreach (var (file, tables) in _files)
            if (File.Exists(file.File))
                moved.AddRange(await CopyAsync(file, tables, workspaces, target, cancellationToken));
        var keys = await CopyKeysAsync(target, cancellationToken);
        _progress?.Invoke("Verifying the audit log on the server");
        var arrived = new SqlSession(_target.Of(Database.FirstWorkspace), connection, transaction);
        var verified = await VerifyAsync(arrived, workspaces, _target.Provider.Place, cancellationToken);
        _target.BeforeStatement?.Invoke("commit");
        cancellationToken.ThrowIfCancellationRequested();
        await transaction.CommitAsync(CancellationToken.None);
        await _target.TidyAsync();
        return new MoveOutcome(
            [.. moved.OrderBy(table => table.Name, StringComparer.Ordinal)],
            keys,
            verified.Sum(log => log.Entries),
            verified[0].LastHash,
            workspaces.Count
        );
    }

    /// <summary>Sees that nobody is in the middle of something. Others are kept from writing to the folder already.</summary>
    private async Task CheckIdleAsync(IReadOnlyList<int> workspaces, CancellationToken cancellationToken)
    {
        foreach (var workspace in workspaces)
            if (await new LeaseStore(_source.Of(workspace), ProcessIdentity.Current()).IsInForceAsync(cancellationToken))
                throw new StorageException(
                    StorageFault.Busy,
                    $"Somebody is at work on {_folder}; see 'muster runs list'. Wait until that has ended and run the same command again; nothing was changed."
                );
    }

    /// <summary>Sees that what is there is whole, in every workspace.</summary>
    private static async Task<IReadOnlyList<AuditVerification>> VerifyAsync(
        SqlSession session,
        IReadOnlyList<int> workspaces,
        string place,
        CancellationToken cancellationToken
    )
    {
        var logs = new List<AuditVerification>();
        foreach (var workspace in workspaces)
        {
            await using var own = await session.EnterAsync(workspace, cancellationToken);
            var verified = await new Verification(own, []).RunAsync(cancellationToken);
            if (verified.Faults.Count > 0)
                throw new StorageException(
                    StorageFault.Damaged,
                    $"In {place} the audit log does not agree with what is stored: {verified.Faults[0]} Nothing was moved. Look at the folder with 'muster audit verify', and repair or restore what it names first."
                );
            logs.Add(verified);
        }
        return logs;
    }

    private async Task<IReadOnlyList<MovedTable>> CopyAsync(
        MovedFile file,
        IReadOnlyList<TableCopy> tables,
        IReadOnlyList<int> workspaces,
        Statements target,
        CancellationToken cancellationToken
    )
    {
        await using var provider = new SqliteProvider(file.File);
        await using var connection = await provider.OpenAsync(null, cancellationToken);
        // The database itself is held already, by another connection that only this one reads beside.
        await using var transaction =
            file.File == _source.Provider.Place
                ? await provider.BeginReadAsync(connection, Database.FirstWorkspace, cancellationToken)
                : await provider.BeginWriteAsync(connection, Database.FirstWorkspace, null, cancellationToken);
        var source = new Statements(connection, transaction, null);
        await CheckTablesAsync(file, tables, source, cancellationToken);
        var moved = new List<MovedTable>();
        foreach (var table in tables)
        {
            _progress?.Invoke($"Copying {table.Name}");
            _target.BeforeStatement?.Invoke($"copy {table.Name}");
            var rows = 0L;
            foreach (var workspace in table.IsOfWorkspaces ? workspaces.Select(number => (int?)number) : [null])
                rows += await CopyAsync(table, workspace, source, target, cancellationToken);
            if (table.Numbering is { } numbering)
                await target.RunAsync(numbering, cancellationToken);
            moved.Add(new MovedTable(table.Name, rows));
        }
        return moved;
    }

    /// <param name="table">The table.</param>
    /// <param name="workspace">Whose rows; null for a table that has none of workspaces.</param>
    /// <param name="source">Where they are.</param>
    /// <param name="target">Where they go to.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>How many there were.</returns>
    private async Task<long> CopyAsync(
        TableCopy table,
        int? workspace,
        Statements source,
        Statements target,
        CancellationToken cancellationToken
    )
    {
        if (workspace is { } entered)
            await _target.Provider.EnterAsync(target.Connection, target.Transaction!, entered, cancellationToken);
        await using var read = source.Command();
        var sent = await table.CopyAsync(read, workspace, _target.Provider, target.Connection, cancellationToken);
        await using var compare = target.Command();
        var arrived = await table.DigestAsync(compare, workspace, cancellationToken);
        return sent == arrived
            ? sent.Rows
            : throw new StorageException(
                StorageFault.Other,
                $"The table {table.Name} on {_target.Provider.Place} is not what was sent: {arrived.Rows} rows of {sent.Rows}, or other values in them. Nothing was moved. Please report it."
            );
    }

    /// <summary>A table that the model does not know would be left behind.</summary>
    private static async Task CheckTablesAsync(
        MovedFile file,
        IReadOnlyList<TableCopy> tables,
        Statements source,
        CancellationToken cancellationToken
    )
    {
        await using var command = source.Command();
        command.CommandText =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\'";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            if (tables.All(table => table.Name != rows.GetString(0)))
                throw new StorageException(
                    StorageFault.Damaged,
                    $"The file {file.File} has a table that is not Muster's: {rows.GetString(0)}. Nothing was moved. Drop it, or move the data with the version of Muster that made it."
                );
    }

    /// <returns>How many there were.</returns>
    private async Task<int> CopyKeysAsync(Statements target, CancellationToken cancellationToken)
    {
        var rows = StoredKeys.Of(Path.Combine(_folder, MusterDatabase.KeysFolder)).ToList();
        foreach (var (store, name, content) in rows)
            await EmptyTarget.AddKeyAsync(target, store, name, content, cancellationToken);
        return rows.Count;
    }
}
