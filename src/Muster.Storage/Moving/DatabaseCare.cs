using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Muster.Storage.Postgres;
using Muster.Storage.Sql;
using Muster.Storage.Sqlite;

namespace Muster.Storage.Moving;

/// <summary>Looks at a database without opening it for work, which would bring its schema up to date, and does that when asked.</summary>
public static class DatabaseCare
{
    /// <summary>Looks.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">The database on a server; null for the file in the data folder, which must be there.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static async Task<DatabaseStatus> StatusAsync(string dataFolder, PostgresAddress? address, CancellationToken cancellationToken)
    {
        await using var provider = Provider(dataFolder, address);
        try
        {
            await using var connection = await provider.OpenAsync(null, cancellationToken);
            // As nobody in particular: what may be missing is the role.
            await using var look = address is null ? null : await PostgresProvider.BeginLookAsync(connection, cancellationToken);
            var version = await provider.SchemaVersionAsync(connection, null, cancellationToken);
            await using var model = provider.Model();
            var known = model.Database.GetMigrations().ToList();
            var tables = version == 0 ? [] : await TablesAsync(connection, model.Model, cancellationToken);
            return new(
                address is not null,
                provider.Place,
                await BytesAsync(connection, cancellationToken),
                new(version, known.Count, [.. known.Skip(version)]),
                tables,
                await provider.IsolationAsync(connection, cancellationToken)
            );
        }
        catch (DbException fault)
        {
            throw provider.Translate(fault);
        }
    }

    /// <summary>Names of the changes to the schema of the data that this version of Muster knows, in order; on a server they are listed in one table with those of the accounts.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">The database on a server; null for the file in the data folder.</param>
    public static async Task<IReadOnlyList<string>> MigrationsAsync(string dataFolder, PostgresAddress? address)
    {
        await using var provider = Provider(dataFolder, address);
        await using var model = provider.Model();
        return [.. model.Database.GetMigrations()];
    }

    /// <summary>Brings the schema up to date, in one transaction.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">The database on a server; null for the file in the data folder, which must be there.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">It cannot be written, or a newer version of Muster made it; nothing was changed.</exception>
    public static async Task MigrateAsync(
        string dataFolder,
        PostgresAddress? address,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var provider = Provider(dataFolder, address);
        await Schema.BringUpToDateAsync(new Database(provider, clock), cancellationToken);
    }

    /// <summary>The tables of a model that are there.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<IReadOnlyList<TableStatus>> TablesAsync(
        DbConnection connection,
        IModel model,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        var there = await NamesAsync(connection, cancellationToken);
        var tables = new List<TableStatus>();
        foreach (
            var name in model.GetRelationalModel().Tables.Select(table => table.Name).Where(there.Contains).Order(StringComparer.Ordinal)
        )
        {
            var rows = await NumberAsync(connection, $"SELECT count(*) FROM {TableCopy.Quoted(name)}", cancellationToken);
            long? bytes = IsServer(connection)
                ? await NumberAsync(connection, $"SELECT pg_total_relation_size('{TableCopy.Quoted(name)}')", cancellationToken)
                : null;
            tables.Add(new(name, rows, bytes));
        }
        return tables;
    }

    private static IDatabaseProvider Provider(string dataFolder, PostgresAddress? address) =>
        address is null ? new SqliteProvider(MusterDatabase.File(dataFolder)) : new PostgresProvider(address);

    private static bool IsServer(DbConnection connection) => connection is Npgsql.NpgsqlConnection;

    private static Task<long> BytesAsync(DbConnection connection, CancellationToken cancellationToken) =>
        NumberAsync(
            connection,
            IsServer(connection)
                ? "SELECT pg_database_size(current_database())"
                : "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            cancellationToken
        );

    private static async Task<HashSet<string>> NamesAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = IsServer(connection)
            ? "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid)"
            : "SELECT name FROM sqlite_master WHERE type = 'table'";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
            names.Add(rows.GetString(0));
        return names;
    }

    private static async Task<long> NumberAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
