namespace Muster.Storage.Moving;

/// <summary>The tables that are in a database, whichever model they are of.</summary>
internal static class TablesThere
{
    private const string OnServer = """
        SELECT relname::text, EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'workspace' AND NOT attisdropped)
        FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid)
        """;

    private const string InFile = """
        SELECT name, EXISTS (SELECT 1 FROM pragma_table_info(sqlite_master.name) AS columns WHERE columns.name = 'workspace')
        FROM sqlite_master WHERE type = 'table'
        """;

    /// <summary>Looks.</summary>
    /// <param name="statements">The database.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Their names, and whether their rows say of which workspace they are.</returns>
    public static async Task<IReadOnlyDictionary<string, bool>> FindAsync(Statements statements, CancellationToken cancellationToken)
    {
        await using var command = statements.Command();
        command.CommandText = statements.IsOnServer ? OnServer : InFile;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new Dictionary<string, bool>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
            tables.Add(rows.GetString(0), rows.GetBoolean(1));
        return tables;
    }
}
