using System.Globalization;
using System.Text.RegularExpressions;
using Muster.Storage.Postgres;
using Muster.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresEnd))]

namespace Muster.Storage.Tests;

/// <summary>A database of its own on the server of this run.</summary>
public sealed partial class PostgresTestDatabase : TestDatabase
{
    private const string Template = "muster_empty";

    /// <summary>Made once: bringing a new database to the current schema takes longer than most tests.</summary>
    private static readonly Lazy<Task<PostgresServer>> Prepared = new(PrepareAsync);

    private readonly string _name = $"t_{Guid.NewGuid():N}";
    private string? _address;

    /// <summary>The address of the database.</summary>
    public string Address => _address ?? throw new InvalidOperationException("The database was not opened yet.");

    public override async Task<MusterDatabase> OpenAsync()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        if (_address is null)
        {
            var server = await Prepared.Value;
            await server.CreateAsync(_name, Template);
            _address = server.AddressOf(_name);
        }
        return await MusterDatabase.OpenAsync(Folder, PostgresAddress.Parse(_address), Clock, Token);
    }

    public override Task<long> TamperAsync(string sql) =>
        RunAsync(
            sql,
            async command =>
                sql.StartsWith("SELECT", StringComparison.Ordinal)
                    ? Convert.ToInt64(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture)
                    : await command.ExecuteNonQueryAsync(Token)
        );

    public override Task<string> TextAsync(string sql) =>
        RunAsync(sql, async command => Convert.ToString(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture)!);

    public override async Task<IReadOnlyList<(string Name, bool IsKey)>> ColumnsAsync(string table) =>
        Columns(
            await TextAsync(
                $"""
                SELECT string_agg(attname || CASE WHEN attnum = ANY (indkey) THEN '*' ELSE '' END, ' ' ORDER BY attnum)
                FROM pg_attribute JOIN pg_index ON indrelid = attrelid AND indisprimary
                WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped
                """
            )
        );

    public override async Task<string> OtherValueAsync(string table, string column)
    {
        var type = await TextAsync(
            $"SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attname = '{column}'"
        );
        return type switch
        {
            "text" => $"coalesce({column} || 'x', '1')",
            "bytea" => $"coalesce({column} || X'01', X'01')",
            _ => $"coalesce({column} + 1, 1)",
        };
    }

    public override Task<string> ContentAsync(string table, string condition) =>
        TextAsync($"SELECT coalesce(string_agg(row::text, ';' ORDER BY row::text), '') FROM {table} row WHERE {condition}");

    public override async Task<IReadOnlyList<string>> RingAsync()
    {
        Assert.Empty(Directory.GetFiles(Folder, "*.xml", SearchOption.AllDirectories));
        return [await TextAsync("SELECT string_agg(convert_from(content, 'UTF8'), ' ') FROM key_store WHERE name LIKE '%.xml'")];
    }

    protected override Task SetSchemaVersionAsync(int version) => TamperAsync($"UPDATE schema_version SET version = {version}");

    protected override async ValueTask DropAsync()
    {
        if (_address is not null)
            await (await Prepared.Value).DropAsync(_name);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private async Task<T> RunAsync<T>(string sql, Func<NpgsqlCommand, Task<T>> run)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Keys(Address));
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        // Tests write bytes as SQLite does.
        command.CommandText = Literal().Replace(sql, "'\\x${hex}'::bytea").Replace("AS BLOB", "AS bytea", StringComparison.Ordinal);
        return await run(command);
    }

    [GeneratedRegex("\\bX'(?<hex>[0-9A-Fa-f]*)'", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Literal();

    private static async Task<PostgresServer> PrepareAsync()
    {
        var server = await PostgresServer.RunningAsync();
        await server.DropAsync(Template);
        await server.CreateAsync(Template);
        var folder = Directory.CreateTempSubdirectory("muster-template-").FullName;
        await using (
            await MusterDatabase.OpenAsync(
                folder,
                PostgresAddress.Parse(server.AddressOf(Template)),
                TimeProvider.System,
                CancellationToken.None
            )
        ) { }
        Directory.Delete(folder, recursive: true);
        return server;
    }
}
