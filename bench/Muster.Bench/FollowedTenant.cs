using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Muster.Cli.Demo;
using Muster.GraphEmulator.Company;
using Muster.Testing;
using Npgsql;

namespace Muster.Bench;

/// <summary>A tenant that was synchronised to a database of its own, and a client that may change it.</summary>
internal sealed class FollowedTenant : IAsyncDisposable
{
    /// <summary>Memberships that a round of changes adds.</summary>
    public const int Changes = 10;

    private static readonly string[][] First =
    [
        ["users", "import", "--everyone", "--yes"],
        ["groups", "create", "--from-directory", "--all"],
        ["sync", "--yes"],
    ];

    private readonly TestTenant _tenant;
    private readonly ServerDatabase _database;
    private readonly List<string> _groups = [];
    private readonly List<string> _users = [];

    private FollowedTenant(TestTenant tenant, ServerDatabase database, HttpClient client) =>
        (_tenant, _database, Client) = (tenant, database, client);

    public HttpClient Client { get; }

    /// <summary>What each of the first commands took.</summary>
    public List<double> Seconds { get; } = [];

    public long Memberships { get; private set; }

    public static async Task<FollowedTenant> MakeAsync(int users, int groups, CancellationToken cancellationToken)
    {
        var options = new GraphEmulator.EmulatorOptions { Permissions = [.. EmulatedTenant.Permissions, "GroupMember.ReadWrite.All"] };
        var tenant = await TestTenant.StartAsync(new CompanyHistory(users, groups, months: 1), cancellationToken, options);
        var database = await ServerDatabase.EmptyAsync();
        tenant.Muster.Database = database.Url;
        await tenant.MustAsync(0, cancellationToken, tenant.AddCommand());
        var followed = new FollowedTenant(tenant, database, await BareClient.SignInAsync(tenant.Host, cancellationToken));
        foreach (var command in First)
            followed.Seconds.Add(await followed.RunAsync(command, cancellationToken));
        followed.Memberships = long.Parse(
            (await followed.TextsAsync("SELECT count(*)::text FROM membership", cancellationToken))[0],
            CultureInfo.InvariantCulture
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{users} users, {groups} groups, {followed.Memberships} memberships: import {followed.Seconds[0]:0.0} s, groups {followed.Seconds[1]:0.0} s, sync {followed.Seconds[2]:0.0} s"
            )
        );
        return followed;
    }

    /// <summary>Adds some memberships at the directory and synchronises them.</summary>
    /// <returns>Seconds of the sync.</returns>
    public async Task<double> SyncAfterChangeAsync(int round, CancellationToken cancellationToken)
    {
        await ChangeAsync(round, cancellationToken);
        return await RunAsync(["sync", "--yes"], cancellationToken);
    }

    /// <summary>Adds some memberships at the directory.</summary>
    public async Task ChangeAsync(int round, CancellationToken cancellationToken)
    {
        if (_users.Count == 0)
        {
            _users.AddRange(await IdsAsync("users", cancellationToken));
            _groups.AddRange(await IdsAsync("groups", cancellationToken));
        }
        var added = 0;
        for (var at = 0; added < Changes; at++)
            added += await AddAsync(_groups[at % _groups.Count], _users[((round * 100) + at) % _users.Count], cancellationToken) ? 1 : 0;
    }

    /// <summary>Copies all rows to another database, in one transaction.</summary>
    public async Task<(double Seconds, long Bytes)> CopyAsync(CancellationToken cancellationToken)
    {
        var rows = new List<(string Table, byte[] Rows)>();
        await using var source = await OpenAsync(_database, cancellationToken);
        foreach (
            var table in await TextsAsync(
                "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN ('workspace', 'lease', 'schema_version', '__EFMigrationsHistory')",
                cancellationToken
            )
        )
        {
            await using var stream = await source.BeginRawBinaryCopyAsync($"COPY \"{table}\" TO STDOUT (FORMAT BINARY)", cancellationToken);
            using var kept = new MemoryStream();
            await stream.CopyToAsync(kept, cancellationToken);
            rows.Add((table, kept.ToArray()));
        }
        await using var other = await ServerDatabase.EmptyAsync();
        await using var target = await OpenAsync(other, cancellationToken);
        var start = TimeProvider.System.GetTimestamp();
        await using var transaction = await target.BeginTransactionAsync(cancellationToken);
        foreach (var (table, content) in rows)
        {
            await using var stream = await target.BeginRawBinaryCopyAsync(
                $"COPY \"{table}\" FROM STDIN (FORMAT BINARY)",
                cancellationToken
            );
            await stream.WriteAsync(content, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return (TimeProvider.System.GetElapsedTime(start).TotalSeconds, rows.Sum(table => (long)table.Rows.Length));
    }

    public async Task<List<string>> TextsAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(_database, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var texts = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
            texts.Add(rows.GetString(0));
        return texts;
    }

    /// <summary>Runs a command.</summary>
    /// <returns>Seconds.</returns>
    public async Task<double> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var result = await _tenant.RunAsync(cancellationToken, command);
        return result.Code is 0 or 4
            ? TimeProvider.System.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException(result.ToString());
    }

    /// <summary>Sends the same to the server again and again, over one connection.</summary>
    public async Task RepeatAsync(string sql, int times, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(_database, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        for (var time = 0; time < times; time++)
            await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _tenant.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <returns>False when it could not be added, such as when it was there already.</returns>
    private async Task<bool> AddAsync(string group, string user, CancellationToken cancellationToken)
    {
        var reference = new Dictionary<string, string> { ["@odata.id"] = $"{_tenant.Host.GraphUrl}/directoryObjects/{user}" };
        using var answer = await Client.PostAsJsonAsync(
            new Uri($"{_tenant.Host.GraphUrl}/groups/{group}/members/$ref"),
            reference,
            cancellationToken
        );
        return answer.IsSuccessStatusCode;
    }

    private async Task<IEnumerable<string>> IdsAsync(string kind, CancellationToken cancellationToken)
    {
        var page = await Client.GetFromJsonAsync<JsonElement>(
            new Uri($"{_tenant.Host.GraphUrl}/{kind}?$select=id&$top={(kind == "users" ? 999 : 20)}"),
            cancellationToken
        );
        return page.GetProperty("value").EnumerateArray().Select(one => one.GetProperty("id").GetString()!);
    }

    private static async Task<NpgsqlConnection> OpenAsync(ServerDatabase database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(PostgresServer.Keys(database.Url));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
