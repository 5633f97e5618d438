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
            await using var look = address is null
                ? await provider.BeginReadAsync(connection, Database.FirstWorkspace, cancellationToken)
                : await PostgresProvider.BeginLookAsync(connection, cancellationToken);
            var version = await provider.SchemaVersionAsync(connection, look, cancellationToken);
            await using var model = provider.Model(Database.FirstWorkspace);
            var known = model.Database.GetMigrations().ToList();
            var statements = new Statements(connection, look, null);
            var workspaces = version == 0 ? [] : await WorkspacesAsync(statements, cancellationToken);
            var tables =
                version == 0
                    ? []
                    : await TablesAsync(
                        statements,
                        model.Model,
                        workspaces,
                        workspace => provider.EnterAsync(connection, look, workspace, cancellationToken),
                        cancellationToken
                    );
            return new(
                address is not null,
                provider.Place,
                await BytesAsync(statements, cancellationToken),
                new(version, known.Count, [.. known.Skip(version)]),
                tables,
                workspaces.Count,
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
        await using var model = provider.Model(Database.FirstWorkspace);
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

    /// <summary>The tables of a model that are there, with the rows of all workspaces.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="model">The model; it need not know the workspace of its rows.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<IReadOnlyList<TableStatus>> TablesAsync(
        DbConnection connection,
        IModel model,
        CancellationToken cancellationToken
    )
    {
        if (connection is not Npgsql.NpgsqlConnection)
            return await TablesAsync(new(connection, null, null), model, [], _ => Task.CompletedTask, cancellationToken);
        await using var look = await PostgresProvider.BeginLookAsync(connection, cancellationToken);
        var statements = new Statements(connection, look, null);
        return await TablesAsync(
            statements,
            model,
            await WorkspacesAsync(statements, cancellationToken),
            workspace => statements.RunAsync($"SELECT {PostgresProvider.WorkspaceEntry(workspace)}", cancellationToken),
            cancellationToken
        );
    }

    private static async Task<IReadOnlyList<TableStatus>> TablesAsync(
        Statements statements,
        IModel model,
        IEnumerable<int> workspaces,
        Func<int, Task> enterAsync,
        CancellationToken cancellationToken
    )
    {
        var there = await TablesThere.FindAsync(statements, cancellationToken);
        var tables = model.GetRelationalModel().Tables.Select(table => table.Name).Where(there.ContainsKey).ToList();
        var rows = tables.ToDictionary(name => name, _ => 0L);
        var ofWorkspaces = tables.ToLookup(name => there[name]);
        await CountAsync(statements, [.. ofWorkspaces[false]], "", rows, cancellationToken);
        foreach (var workspace in workspaces)
        {
            await enterAsync(workspace);
            // Who bypasses row level security would see those of all.
            await CountAsync(statements, [.. ofWorkspaces[true]], $"WHERE workspace = {workspace}", rows, cancellationToken);
        }
        var found = new List<TableStatus>();
        foreach (var name in rows.Keys.Order(StringComparer.Ordinal))
        {
            long? bytes = statements.IsOnServer
                ? await statements.NumberAsync($"SELECT pg_total_relation_size('{TableCopy.Quoted(name)}')", cancellationToken)
                : null;
            found.Add(new(name, rows[name], bytes));
        }
        return found;
    }

    /// <summary>Adds the rows of some tables that fulfil a condition, in one statement.</summary>
    private static async Task CountAsync(
        Statements statements,
        IReadOnlyList<string> tables,
        string condition,
        Dictionary<string, long> rows,
        CancellationToken cancellationToken
    )
    {
        if (tables.Count == 0)
            return;
        await using var command = statements.Command();
        command.CommandText =
            $"SELECT {string.Join(", ", tables.Select(name => $"(SELECT count(*) FROM {TableCopy.Quoted(name)} {condition})"))}";
        await using var counts = await command.ExecuteReaderAsync(cancellationToken);
        await counts.ReadAsync(cancellationToken);
        for (var at = 0; at < tables.Count; at++)
            rows[tables[at]] += counts.GetInt64(at);
    }

    /// <summary>Numbers of the workspaces; before they had names there was one.</summary>
    private static async Task<IReadOnlyList<int>> WorkspacesAsync(Statements statements, CancellationToken cancellationToken) =>
        (await TablesThere.FindAsync(statements, cancellationToken)).ContainsKey("workspace_name")
            ? await statements.NumbersAsync("SELECT number FROM workspace_name WHERE name IS NOT NULL ORDER BY number", cancellationToken)
            : [Database.FirstWorkspace];

    private static IDatabaseProvider Provider(string dataFolder, PostgresAddress? address) =>
        address is null ? new SqliteProvider(MusterDatabase.File(dataFolder)) : new PostgresProvider(address);

    private static Task<long> BytesAsync(Statements statements, CancellationToken cancellationToken) =>
        statements.NumberAsync(
            statements.IsOnServer
                ? "SELECT pg_database_size(current_database())"
                : "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            cancellationToken
        );
}
