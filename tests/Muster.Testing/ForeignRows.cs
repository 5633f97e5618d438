using Npgsql;

namespace Muster.Testing;

/// <summary>Rows of another workspace in every table that has rows of workspaces, put there behind Muster's back by whoever owns the database.</summary>
public static class ForeignRows
{
    /// <summary>Their workspace.</summary>
    public const int Workspace = 2;

    private const string Named = "INSERT INTO workspace_name (number, name, name_folded) VALUES (2, 'foreign', 'FOREIGN')";

    private const string Keyed = """
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
        WHERE relkind IN ('r', 'p') AND pg_table_is_visible(pg_class.oid) AND relname IN (
            SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'workspace' WHERE pg_table_is_visible(pg_class.oid)
        )
        GROUP BY pg_class.oid, relname
        ORDER BY EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = pg_class.oid AND contype = 'f'), relname
        """;

    /// <summary>Names of the tables, those last that refer to others.</summary>
    public static Task<IReadOnlyList<string>> TablesAsync(string address, CancellationToken cancellationToken) =>
        RowsAsync(address, $"SELECT relname::text {Keyed}", cancellationToken);

    /// <summary>A statement for each table that adds one row with made-up values, unless there is one with its key.</summary>
    public static Task<IReadOnlyList<string>> MadeUpAsync(string address, int workspace, CancellationToken cancellationToken) =>
        RowsAsync(
            address,
            $"""
            SELECT format('INSERT INTO %I (%s) VALUES (%s) ON CONFLICT DO NOTHING', relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum),
                string_agg(CASE WHEN attname = 'workspace' THEN '{workspace}' WHEN atttypid IN ('text'::regtype, 'json'::regtype) THEN '''1'''
                    WHEN atttypid = 'bytea'::regtype THEN '''\x00112233445566778899aabbccddeeff''' ELSE '1' END, ', ' ORDER BY attnum))
            {Keyed}
            """,
            cancellationToken
        );

    /// <summary>Adds a made-up row to every table.</summary>
    public static async Task AddAsync(string address, CancellationToken cancellationToken) =>
        await RunAsync(address, [Named, .. await MadeUpAsync(address, Workspace, cancellationToken)], cancellationToken);

    /// <summary>Copies every row of workspace 1, so that whatever is asked for by key is there twice.</summary>
    public static async Task CopyAsync(string address, CancellationToken cancellationToken) =>
        await RunAsync(
            address,
            [
                Named,
                .. await RowsAsync(
                    address,
                    $"""
                    SELECT format('INSERT INTO %1$I (%2$s) SELECT %3$s FROM %1$I WHERE workspace = 1', relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum),
                        string_agg(CASE WHEN attname = 'workspace' THEN '{Workspace}' ELSE quote_ident(attname) END, ', ' ORDER BY attnum))
                    {Keyed}
                    """,
                    cancellationToken
                ),
            ],
            cancellationToken
        );

    /// <summary>Every one of them with every value, a line a table.</summary>
    public static async Task<IReadOnlyList<string>> DigestsAsync(string address, CancellationToken cancellationToken)
    {
        var digests = new List<string>();
        foreach (var table in await TablesAsync(address, cancellationToken))
            digests.AddRange(
                await RowsAsync(
                    address,
                    $"SELECT '{table} ' || count(*) || ' ' || coalesce(md5(string_agg(one::text, ';' ORDER BY one::text)), '') FROM \"{table}\" one WHERE workspace = {Workspace}",
                    cancellationToken
                )
            );
        return digests;
    }

    /// <summary>Runs statements as whoever owns the database, in one transaction.</summary>
    public static async Task RunAsync(string address, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Keys(address));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(string.Join("; ", statements), connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(string address, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Keys(address));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
            found.Add(rows.GetString(0));
        return found;
    }
}
