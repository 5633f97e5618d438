using Muster.Storage.Postgres;

namespace Muster.Storage.Moving;

/// <summary>A database on a server that has its schema and nothing else, and is about to be filled in one transaction.</summary>
internal static class EmptyTarget
{
    /// <summary>Tables whose first row is made with the schema and replaced by what arrives, and how they look once they were used.</summary>
    private static readonly Dictionary<string, string> FirstRows = new(StringComparer.Ordinal)
    {
        ["workspace_name"] = "number > 1",
        ["workspace"] = "revision > 0 OR audit_entries > 0 OR next_connection > 1",
        ["lease"] = "fence > 0",
    };

    /// <summary>Looks before anything is changed: a database that is in use keeps its schema too.</summary>
    /// <param name="server">The place.</param>
    /// <param name="tables">Names of the tables that will be filled; that of the keys is added.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">There is something in it.</exception>
    public static async Task CheckAsync(PostgresProvider server, IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(null, cancellationToken);
        await using var look = await PostgresProvider.BeginLookAsync(connection, cancellationToken);
        var version = await server.SchemaVersionAsync(connection, look, cancellationToken);
        // A newer one is refused with words of its own, before it is changed.
        if (version == 0 || version > server.Schema)
            return;
        if (version < server.Schema)
            throw new StorageException(
                StorageFault.Contradiction,
                $"The database {server.Place} is not empty: an older version of Muster made its schema ({version} of {server.Schema}). Make a new one with createdb and name that; nothing was changed."
            );
        var target = new Statements(connection, look, null);
        var there = await TablesThere.FindAsync(target, cancellationToken);
        await CheckAsync(target, server.Place, tables.Append(PostgresContext.KeyTable).Where(there.ContainsKey), cancellationToken);
    }

    /// <summary>Keeps everybody else out until the end, and sees that there is nothing in it.</summary>
    /// <param name="target">The transaction.</param>
    /// <param name="place">Where it is, for messages.</param>
    /// <param name="tables">Names of the tables that are filled; that of the keys is added.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">There is something in it.</exception>
    public static async Task TakeAsync(Statements target, string place, IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        var names = tables.Append(PostgresContext.KeyTable).ToList();
        await target.RunAsync(
            $"LOCK TABLE {string.Join(", ", names.Select(TableCopy.Quoted))} IN ACCESS EXCLUSIVE MODE",
            cancellationToken
        );
        await CheckAsync(target, place, names, cancellationToken);
        await ClearAsync(target, cancellationToken);
    }

    private static async Task CheckAsync(Statements target, string place, IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        foreach (var name in tables)
        {
            var used = FirstRows.GetValueOrDefault(name, "1 = 1");
            var found = $"SELECT count(*) FROM (SELECT 1 FROM {TableCopy.Quoted(name)} WHERE {used} LIMIT 1) AS found";
            if (await target.NumberAsync(found, cancellationToken) > 0)
                throw new StorageException(
                    StorageFault.Contradiction,
                    $"The database {place} is not empty: there are rows in {name}. Make a new one with createdb and name that; nothing was changed."
                );
        }
    }

    /// <summary>Takes away the rows that were made with the schema.</summary>
    public static async Task ClearAsync(Statements target, CancellationToken cancellationToken)
    {
        foreach (var name in FirstRows.Keys)
            await target.RunAsync($"DELETE FROM {TableCopy.Quoted(name)}", cancellationToken);
    }

    /// <summary>Adds an encrypted key.</summary>
    public static Task AddKeyAsync(Statements target, string store, string name, byte[] content, CancellationToken cancellationToken) =>
        target.RunAsync(
            $"INSERT INTO {PostgresContext.KeyTable} (store, name, content) VALUES (@p0, @p1, @p2)",
            cancellationToken,
            store,
            name,
            content
        );
}
