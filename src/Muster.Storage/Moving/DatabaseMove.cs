using System.Data.Common;
using Muster.Engine.Auditing;
using Muster.Storage.Auditing;
using Muster.Storage.Backups;
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
    private readonly IReadOnlyList<MovedFile> _files;
    private readonly Action<string>? _progress;

    private DatabaseMove(string folder, Database source, Database target, IReadOnlyList<MovedFile> files, Action<string>? progress) =>
        (_folder, _source, _target, _files, _progress) = (folder, source, target, files, progress);

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

    /// <summary>Sees that a database on a server is empty, before its schema is made.</summary>
    /// <param name="target">The database.</param>
    /// <param name="others">Files beside the database itself.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">There is something in it, or it cannot be reached.</exception>
    public static async Task CheckEmptyAsync(PostgresAddress target, IReadOnlyList<MovedFile> others, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(others);
        await using var server = new PostgresProvider(target);
        var tables = (await BackupPart.DataTablesAsync()).Concat(others.SelectMany(file => file.Tables()));
        try
        {
            await EmptyTarget.CheckAsync(server, tables.Select(table => table.Name).Distinct(), cancellationToken);
        }
        catch (DbException fault)
        {
            throw server.Translate(fault);
        }
    }

    /// <summary>Copies a file whose rows are all of one workspace to its tables on a server, and compares each.</summary>
    /// <param name="database">The database.</param>
    /// <param name="file">The file.</param>
    /// <param name="transaction">A transaction on the server, in the workspace; it counts once that is committed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">The file has a table that is not Muster's, or the server holds something else than was sent.</exception>
    public static async Task TakeOverAsync(
        MusterDatabase database,
        MovedFile file,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(transaction);
        var copy = new FileCopy(database.Database.Provider, new(transaction.Connection!, transaction, null), [], progress: null);
        await copy.RunAsync(file, isHeld: false, cancellationToken);
    }

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
        var names = _files.SelectMany(file => file.Tables()).Select(table => table.Name).Distinct();
        await EmptyTarget.TakeAsync(target, _target.Provider.Place, names, cancellationToken);
        var copy = new FileCopy(_target.Provider, target, workspaces, _progress);
        var moved = new List<MovedTable>();
        foreach (var file in _files.Where(file => File.Exists(file.File) && IsOfOne(file, workspaces)))
            // The database itself is held already, by another connection that only this one reads beside.
            moved.AddRange(await copy.RunAsync(file, isHeld: file.File == _source.Provider.Place, cancellationToken));
        var keys = await CopyKeysAsync(target, cancellationToken);
        _progress?.Invoke("Verifying the audit log on the server");
        var arrived = new SqlSession(_target.Of(Database.FirstWorkspace), connection, transaction);
        var verified = await VerifyAsync(arrived, workspaces, _target.Provider.Place, cancellationToken);
        _target.BeforeStatement?.Invoke("commit");
        cancellationToken.ThrowIfCancellationRequested();
        await transaction.CommitAsync(CancellationToken.None);
        await _target.TidyAsync();
        return new MoveOutcome(
            [
                .. moved
                    .GroupBy(table => table.Name, (name, same) => new MovedTable(name, same.Sum(table => table.Rows)))
                    .OrderBy(table => table.Name, StringComparer.Ordinal),
            ],
            keys,
            verified.Sum(log => log.Entries),
            verified[0].LastHash,
            workspaces.Count
        );
    }

    /// <summary>What is left of a workspace that was removed belongs nowhere.</summary>
    private static bool IsOfOne(MovedFile file, IReadOnlyList<int> workspaces) =>
        file.Workspace is not { } workspace || workspaces.Contains(workspace);

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

    /// <returns>How many there were.</returns>
    private async Task<int> CopyKeysAsync(Statements target, CancellationToken cancellationToken)
    {
        var rows = StoredKeys.Of(Path.Combine(_folder, MusterDatabase.KeysFolder)).ToList();
        foreach (var (store, name, content) in rows)
            await EmptyTarget.AddKeyAsync(target, store, name, content, cancellationToken);
        return rows.Count;
    }
}
