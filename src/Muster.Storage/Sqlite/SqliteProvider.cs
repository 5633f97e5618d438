using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Muster.Storage.Connections;
using Muster.Storage.Model;
using Muster.Storage.Moving;
using Muster.Storage.Sql;

namespace Muster.Storage.Sqlite;

/// <summary>The embedded database: one file in the data folder, written by one process at a time, read by any.</summary>
internal sealed class SqliteProvider(string file) : IDatabaseProvider
{
    // FULL and not NORMAL: with NORMAL a power cut may undo transactions that were already reported as done. Temporary structures in
    // memory would make the rebuilding of a large index cost as much memory as the index. Plans read whole tables once, so reading
    // needs little cache, and a pooled connection keeps what it has.
    private const string Settings =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA trusted_schema = OFF;";

    /// <inheritdoc cref="Schema" />
    public const int KnownSchema = 7;

    private readonly Dictionary<long, string> _connectionStrings = [];

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether what was reported as done outlives a power cut. Only tests that throw their database away do without.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Most pages the database may have; null for no limit. Stands for a full disk in tests.</summary>
    public long? MostPages { get; set; }

    public string Place => file;

    public int Schema => KnownSchema;

    public string? Present => null;

    public bool MayRebuildIndexes => true;

    private DbContextOptions<MusterContext> ModelOptions => field ??= SqliteModel.Options(ConnectionString(Patience));

    public MusterContext Model(int workspace) => new(ModelOptions, workspace);

    public async Task<DbConnection> OpenAsync(TimeSpan? patience, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(ConnectionString(patience ?? Patience));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await RunAsync(connection, null, Settings, cancellationToken);
            SqliteTexts.Define(connection);
            if (!Durable)
                await RunAsync(connection, null, "PRAGMA synchronous = OFF", cancellationToken);
            if (MostPages is { } pages)
                await RunAsync(connection, null, $"PRAGMA max_page_count = {pages}", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<DbTransaction> BeginReadAsync(DbConnection connection, int workspace, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    public async Task<DbTransaction> BeginWriteAsync(
        DbConnection connection,
        int workspace,
        TimeSpan? patience,
        CancellationToken cancellationToken
    )
    {
        // What sorting a large index gains from, and small beside what a first sync may use.
        await RunAsync(connection, null, "PRAGMA cache_size = -32768", cancellationToken);
        return ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false);
    }

    public Task<DbTransaction> BeginBesideAsync(
        DbConnection connection,
        int workspace,
        TimeSpan patience,
        CancellationToken cancellationToken
    ) => BeginWriteAsync(connection, workspace, patience, cancellationToken);

    public Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken) =>
        BeginWriteAsync(connection, Database.FirstWorkspace, null, cancellationToken);

    public Task EnterAsync(DbConnection connection, DbTransaction transaction, int workspace, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public string Storable(string text) => text;

    public IBulkInsert BulkInsert(DbConnection connection, string table, ReadOnlySpan<string> columns) =>
        new SqliteBulkInsert((SqliteConnection)connection, table, columns, Translate);

    public async Task<int> SchemaVersionAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>A file is served by one machine, which is upgraded whole.</summary>
    public Task<int> OldestBesideAsync(DbConnection connection, CancellationToken cancellationToken) =>
        SchemaVersionAsync(connection, null, cancellationToken);

    public Task SetSchemaVersionAsync(
        DbConnection connection,
        DbTransaction transaction,
        int version,
        int oldest,
        CancellationToken cancellationToken
    ) => RunAsync(connection, transaction, $"PRAGMA user_version = {version}", cancellationToken);

    public Task PrepareAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<IsolationStatus?> IsolationAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<IsolationStatus?>(null);

    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        // Readers may keep part of the log; then the next big transaction tries again.
        await using var connection = await OpenAsync(TimeSpan.FromSeconds(1), cancellationToken);
        await RunAsync(connection, null, "PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
    }

    public IKeyStore Keys(string folder, string store) => new FolderKeys(folder);

    public bool IsBusy(DbException fault) => SqliteFaults.IsBusy(fault);

    public StorageException Translate(DbException fault) => SqliteFaults.Translate((SqliteException)fault, file, Patience);

    public ValueTask DisposeAsync()
    {
        foreach (var text in _connectionStrings.Values)
        {
            using var connection = new SqliteConnection(text);
            SqliteConnection.ClearPool(connection);
        }
        return ValueTask.CompletedTask;
    }

    private string ConnectionString(TimeSpan patience)
    {
        lock (_connectionStrings)
        {
            if (!_connectionStrings.TryGetValue(patience.Ticks, out var text))
                _connectionStrings[patience.Ticks] = text = new SqliteConnectionStringBuilder
                {
                    DataSource = file,
                    DefaultTimeout = Math.Max(1, (int)patience.TotalSeconds),
                    Mode = SqliteOpenMode.ReadWrite,
                }.ToString();
            return text;
        }
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
