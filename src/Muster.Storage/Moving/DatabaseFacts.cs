using System.Data.Common;
using System.Globalization;
using Muster.Storage.Postgres;
using Muster.Storage.Sql;
using Muster.Storage.Sqlite;

namespace Muster.Storage.Moving;

/// <summary>What a database says of itself.</summary>
/// <param name="Version">Its version, with its name.</param>
/// <param name="Ahead">How far this machine's clock is ahead of that of the server; null for a file, which has none.</param>
/// <param name="Unsafe">Settings by which what was reported as stored may be lost, each with its value; none as it should be.</param>
/// <param name="StatementTimeout">After how long the server ends a statement; zero for never, null for a file.</param>
public sealed record DatabaseFacts(string Version, TimeSpan? Ahead, IReadOnlyList<string> Unsafe, TimeSpan? StatementTimeout)
{
    /// <summary>Asks it.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">The database on a server; null for the file in the data folder, which must be there.</param>
    /// <param name="clock">Tells the time here.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">It does not answer.</exception>
    public static async Task<DatabaseFacts> AskAsync(
        string dataFolder,
        PostgresAddress? address,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(clock);
        await using IDatabaseProvider provider = address is null
            ? new SqliteProvider(MusterDatabase.File(dataFolder))
            : new PostgresProvider(address);
        try
        {
            await using var connection = await provider.OpenAsync(null, cancellationToken);
            return address is null
                ? new($"SQLite {connection.ServerVersion}", null, [], null)
                : await OfServerAsync(connection, clock, cancellationToken);
        }
        catch (DbException fault)
        {
            throw provider.Translate(fault);
        }
    }

    private static async Task<DatabaseFacts> OfServerAsync(DbConnection connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
                (SELECT setting::bigint FROM pg_settings WHERE name = 'statement_timeout'),
                ARRAY(SELECT name || ' = ' || setting FROM pg_settings
                    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name)
            """;
        var asked = clock.GetUtcNow();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var middle = asked + ((clock.GetUtcNow() - asked) / 2);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {connection.ServerVersion}"),
            middle - DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
            row.GetFieldValue<string[]>(2),
            TimeSpan.FromMilliseconds(row.GetInt64(1))
        );
    }
}
