using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Muster.Storage.Connections;
using Muster.Storage.Model;
using Muster.Storage.Moving;
using Muster.Storage.Sql;
using Npgsql;

namespace Muster.Storage.Postgres;

/// <summary>A database on a PostgreSQL server (14 or newer), used by any number of processes; one at a time writes to a workspace.</summary>
internal sealed class PostgresProvider(PostgresAddress address) : IDatabaseProvider
{
    /// <inheritdoc cref="Schema" />
    public const int KnownSchema = 5;

    /// <summary>Names the lock under which a schema is changed, among the advisory locks of the database.</summary>
    private const long SchemaLock = 0x4D75_7374_6572;

    /// <summary>The schema in which workspaces are kept apart for the first time.</summary>
    private const int IsolatedSince = 3;

    /// <summary>So long a server may take to say that a wait has ended.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(15);

    private readonly NpgsqlDataSource _source = address.CreateSource();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, (string Type, bool Optional)>> _kinds = new(
        StringComparer.Ordinal
    );
    private readonly Lazy<NpgsqlDataSource> _beside = new(address.CreateSource);
    private AppRole? _role;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    public string Place => address.Place;

    public int Schema => KnownSchema;

    public string Present => "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    public bool MayRebuildIndexes => false;

    /// <inheritdoc cref="MusterDatabase.Beside" />
    public NpgsqlDataSource Beside => _beside.Value;

    private DbContextOptions<PostgresContext> ModelOptions =>
        field ??= PostgresContext.Options(_source, new InWorkspace(model => Entry(((MusterContext)model).Workspace)));

    public MusterContext Model(int workspace) => new PostgresContext(ModelOptions, workspace);

    public async Task<DbConnection> OpenAsync(TimeSpan? patience, CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    public async Task<DbTransaction> BeginReadAsync(DbConnection connection, int workspace, CancellationToken cancellationToken)
    {
        await PrepareAsync(connection, null, cancellationToken);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await RunAsync(
            connection,
            transaction,
            $"SELECT set_config('transaction_read_only', 'on', true), {Entry(workspace)}",
            cancellationToken
        );
        return transaction;
    }

    /// <remarks>
    /// The row of the workspace is locked from the first moment until the end. Since every writer of the workspace begins so, a transaction sees nothing change but by itself, without the
    /// failures of stricter levels.
    /// </remarks>
    public async Task<DbTransaction> BeginWriteAsync(
        DbConnection connection,
        int workspace,
        TimeSpan? patience,
        CancellationToken cancellationToken
    )
    {
        await PrepareAsync(connection, null, cancellationToken);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await WaitFor(
            connection,
            transaction,
            patience,
            Entry(workspace),
            $"SELECT workspace FROM workspace WHERE workspace = {workspace} FOR UPDATE",
            cancellationToken
        );
        return transaction;
    }

    public async Task<DbTransaction> BeginBesideAsync(
        DbConnection connection,
        int workspace,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        await PrepareAsync(connection, null, cancellationToken);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await WaitFor(connection, transaction, patience, Entry(workspace), "SELECT 1", cancellationToken);
        return transaction;
    }

    public async Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await WaitFor(
            connection,
            transaction,
            null,
            WorkspaceEntry(Database.FirstWorkspace),
            $"SELECT pg_advisory_xact_lock({SchemaLock})",
            cancellationToken
        );
        return transaction;
    }

    public Task EnterAsync(DbConnection connection, DbTransaction transaction, int workspace, CancellationToken cancellationToken) =>
        RunAsync(connection, transaction, $"SELECT {WorkspaceEntry(workspace)}", cancellationToken);

    /// <summary>Begins a transaction of whoever logged in, with the rights that they have anyway.</summary>
    public static async Task<DbTransaction> BeginLookAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await RunAsync(
            connection,
            transaction,
            $"SELECT set_config('transaction_read_only', 'on', true), {WorkspaceEntry(Database.FirstWorkspace)}",
            cancellationToken
        );
        return transaction;
    }

    public async Task PrepareAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        if (_role is not null && transaction is null)
            return;
        var open = (NpgsqlConnection)connection;
        var role = await AppRole.FindAsync(open, cancellationToken);
        role.CheckBound(Place);
        // Whoever changed the schema may have made tables.
        if (transaction is not null)
            await role.MakeAsync(open, Place, cancellationToken);
        else if (!role.IsUsable)
        {
            await using var alone = await BeginMigrationAsync(connection, cancellationToken);
            // Another process may have been faster while this one waited for the lock.
            role = await AppRole.FindAsync(open, cancellationToken);
            if (!role.IsUsable)
                await role.MakeAsync(open, Place, cancellationToken);
            await alone.CommitAsync(CancellationToken.None);
        }
        _role = role;
    }

    public async Task<IsolationStatus?> IsolationAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (await SchemaVersionAsync(connection, null, cancellationToken) < IsolatedSince)
            return null;
        var role = await AppRole.FindAsync((NpgsqlConnection)connection, cancellationToken);
        var open = await ScalarAsync(connection, null, WorkspaceIsolation.OpenTables, cancellationToken);
        return new(role.Name, role.IsThere && !role.IsUnbound, (string[])open!);
    }

    public string Storable(string text) => PostgresText.Storable(text);

    public IBulkInsert BulkInsert(DbConnection connection, string table, ReadOnlySpan<string> columns)
    {
        var open = (NpgsqlConnection)connection;
        return new PostgresBulkInsert(open, table, columns, _kinds.GetOrAdd(table, Kinds, open), Translate);
    }

    public async Task<int> SchemaVersionAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        // Two statements: one that names a table which is not there fails, and takes its transaction with it.
        if (
            await ScalarAsync(connection, transaction, $"SELECT to_regclass('{PostgresContext.VersionTable}')::text", cancellationToken)
            is not string
        )
            return 0;
        var version = await ScalarAsync(connection, transaction, $"SELECT version FROM {PostgresContext.VersionTable}", cancellationToken);
        return Convert.ToInt32(version, CultureInfo.InvariantCulture);
    }

    public async Task<int> OldestBesideAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var oldest = await ScalarAsync(
            connection,
            null,
            $"SELECT coalesce(oldest_beside, version) FROM {PostgresContext.VersionTable}",
            cancellationToken
        );
        return Convert.ToInt32(oldest, CultureInfo.InvariantCulture);
    }

    public Task SetSchemaVersionAsync(
        DbConnection connection,
        DbTransaction transaction,
        int version,
        int oldest,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            connection,
            transaction,
            $"UPDATE {PostgresContext.VersionTable} SET version = {version}, oldest_beside = nullif({oldest}, {version})",
            cancellationToken
        );

    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        // A plan of a statement made without figures about a table that was just filled may take hours.
        await using var connection = await OpenAsync(null, cancellationToken);
        await RunAsync(connection, null, "ANALYZE", cancellationToken);
    }

    public IKeyStore Keys(string folder, string store) => new PostgresKeys(_source, store, Place, Translate);

    public bool IsBusy(DbException fault) => PostgresFaults.IsBusy(fault);

    public StorageException Translate(DbException fault) => PostgresFaults.Translate(fault, Place, Patience);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        if (_beside.IsValueCreated)
            await _beside.Value.DisposeAsync();
    }

    /// <summary>What a transaction asks of the server to be about the workspace, until it ends; of no setting of the connection, which may be somebody else's in the next transaction.</summary>
    internal static string WorkspaceEntry(int workspace) =>
        string.Create(CultureInfo.InvariantCulture, $"set_config('{WorkspaceIsolation.Setting}', '{workspace}', true)");

    /// <summary>The same, in the name of the role too: see <see cref="AppRole"/>.</summary>
    private string Entry(int workspace) =>
        $"{WorkspaceEntry(workspace)}, {(_role ?? throw new InvalidOperationException("The database was not opened before it was asked.")).Entry}";

    private async Task WaitFor(
        DbConnection connection,
        DbTransaction transaction,
        TimeSpan? patience,
        string entry,
        string statement,
        CancellationToken cancellationToken
    )
    {
        var wait = patience ?? Patience;
        var milliseconds = Math.Max(1, (long)wait.TotalMilliseconds);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT set_config('lock_timeout', '{milliseconds}', true), {entry}; {statement}"
        );
        // The server says first that somebody else writes; the client would take it for one that does not answer.
        command.CommandTimeout = (int)(wait + AnswerTime).TotalSeconds;
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (DbException fault) when (IsBusy(fault))
        {
            throw PostgresFaults.Translate(fault, Place, wait);
        }
    }

    /// <summary>What the columns of a table hold.</summary>
    private static IReadOnlyDictionary<string, (string Type, bool Optional)> Kinds(string table, NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT attname::text, atttypid::regtype::text, NOT attnotnull FROM pg_attribute WHERE attrelid = quote_ident($1)::regclass AND attnum > 0 AND NOT attisdropped";
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        using var rows = command.ExecuteReader();
        var kinds = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        while (rows.Read())
            kinds.Add(rows.GetString(0), (rows.GetString(1), rows.GetBoolean(2)));
        return kinds;
    }

    private static async Task<object?> ScalarAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
