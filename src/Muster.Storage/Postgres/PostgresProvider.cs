using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Muster.Storage.Connections;
using Muster.Storage.Model;
using Muster.Storage.Sql;
using Npgsql;

namespace Muster.Storage.Postgres;

/// <summary>A database on a PostgreSQL server (14 or newer), used by any number of processes; one at a time writes to a workspace.</summary>
internal sealed class PostgresProvider(PostgresAddress address) : IDatabaseProvider
{
    /// <summary>Names the lock under which a schema is changed, among the advisory locks of the database.</summary>
    private const long SchemaLock = 0x4D75_7374_6572;

    private readonly NpgsqlDataSource _source = address.CreateSource();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, bool>> _wide = new(StringComparer.Ordinal);

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    public string Place => address.Place;

    public int Schema => 2;

    public bool MayRebuildIndexes => false;

    private DbContextOptions<PostgresContext> ModelOptions => field ??= PostgresContext.Options(_source);

    public MusterContext Model() => new PostgresContext(ModelOptions);

    public async Task<DbConnection> OpenAsync(TimeSpan? patience, CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    public async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await RunAsync(connection, transaction, "SET TRANSACTION READ ONLY", cancellationToken);
        return transaction;
    }

    /// <remarks>
    /// The row of the workspace is locked from the first moment until the end. Since every writer of the workspace begins so, a transaction sees nothing change but by itself, without the
    /// failures of stricter levels.
    /// </remarks>
    public async Task<DbTransaction> BeginWriteAsync(DbConnection connection, TimeSpan? patience, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await WaitFor(
            connection,
            transaction,
            patience,
            "SELECT workspace FROM workspace WHERE workspace = " + Workspace + " FOR UPDATE",
            cancellationToken
        );
        return transaction;
    }

    public async Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await WaitFor(connection, transaction, null, $"SELECT pg_advisory_xact_lock({SchemaLock})", cancellationToken);
        return transaction;
    }

    public string Storable(string text) => PostgresText.Storable(text);

    public IBulkInsert BulkInsert(DbConnection connection, string table, ReadOnlySpan<string> columns)
    {
        var open = (NpgsqlConnection)connection;
        return new PostgresBulkInsert(open, table, columns, _wide.GetOrAdd(table, Wide, open), Translate);
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

    public Task SetSchemaVersionAsync(
        DbConnection connection,
        DbTransaction transaction,
        int version,
        CancellationToken cancellationToken
    ) => RunAsync(connection, transaction, $"UPDATE {PostgresContext.VersionTable} SET version = {version}", cancellationToken);

    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        // A plan of a statement made without figures about a table that was just filled may take hours.
        await using var connection = await OpenAsync(null, cancellationToken);
        await RunAsync(connection, null, "ANALYZE", cancellationToken);
    }

    public IKeyStore Keys(string folder, string store) => new PostgresKeys(_source, store, Place, Translate);

    public bool IsBusy(DbException fault) => PostgresFaults.IsBusy(fault);

    public StorageException Translate(DbException fault) => PostgresFaults.Translate(fault, Place, Patience);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string Workspace => Database.Workspace.ToString(CultureInfo.InvariantCulture);

    private async Task WaitFor(
        DbConnection connection,
        DbTransaction transaction,
        TimeSpan? patience,
        string statement,
        CancellationToken cancellationToken
    )
    {
        var wait = Math.Max(1, (long)(patience ?? Patience).TotalMilliseconds);
        await RunAsync(
            connection,
            transaction,
            string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {wait}; {statement}"),
            cancellationToken
        );
    }

    /// <summary>Which columns of a table take eight bytes.</summary>
    private static IReadOnlyDictionary<string, bool> Wide(string table, NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT attname::text, atttypid = 'bigint'::regtype FROM pg_attribute WHERE attrelid = quote_ident($1)::regclass AND attnum > 0";
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        using var rows = command.ExecuteReader();
        var wide = new Dictionary<string, bool>(StringComparer.Ordinal);
        while (rows.Read())
            wide.Add(rows.GetString(0), rows.GetBoolean(1));
        return wide;
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
