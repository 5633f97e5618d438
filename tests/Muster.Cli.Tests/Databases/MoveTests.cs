using Muster.Cli.Tests.Crashing;
using Muster.Cli.Tests.Verbs;
using Muster.Cli.Tests.Verbs.Tour;
using Muster.GraphEmulator.Company;
using Muster.Server;
using Npgsql;

namespace Muster.Cli.Tests.Databases;

/// <summary><c>muster database move</c>: everything of a folder is on the server, or nothing.</summary>
public sealed class MoveTests : IAsyncLifetime
{
    private readonly string _name = $"t_{Guid.NewGuid():N}";
    private PostgresServer _server = null!;

    private string Address => _server.AddressOf(_name);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        _server = await PostgresServer.RunningAsync();
        await _server.CreateAsync(_name);
    }

    public ValueTask DisposeAsync() => new(_server is null ? Task.CompletedTask : _server.DropAsync(_name));

    [Fact]
    public async Task After_a_whole_history_every_verb_that_looks_says_the_same_on_both()
    {
        using var folder = new TemporaryFolder();
        await using var tenant = await TestTenant.StartAsync(VerbTour.Story(), Tests.Token);
        var walk = await VerbTour.WalkAsync(tenant, folder, Tests.Token);
        Assert.Empty(walk.Mistakes);
        await tenant.MustAsync(0, Tests.Token, "workspace", "create", "other");
        await AccountFolder.WithOneAsync(tenant.Muster.Folder, null, Tests.Token, "other", "sven@example.com");

        var moved = await tenant.MustAsync(0, Tests.Token, "database", "move", "--to", Address);

        Assert.Contains("MUSTER_DATABASE", moved.Output, StringComparison.Ordinal);
        Assert.Matches(@"\d encrypted keys? are on", moved.Output.ReplaceLineEndings(" "));
        Assert.DoesNotContain(new Uri(Address).UserInfo.Split(':')[1], moved.Output + moved.Error, StringComparison.Ordinal);
        foreach (var look in await LooksAsync(tenant.Muster))
        {
            tenant.Muster.Database = null;
            var here = await tenant.RunAsync(Tests.Token, look);
            tenant.Muster.Database = Address;
            var there = await tenant.RunAsync(Tests.Token, look);
            Assert.True(here.Code == there.Code && here.Output == there.Output, $"{here}\n--- on the server ---\n{there}");
        }
        // And it goes on there.
        await tenant.MustAsync(0, Tests.Token, "connection", "test", "corp");
        Assert.Contains((await tenant.RunAsync(Tests.Token, "sync", "--yes")).Code, new[] { 0, 3, 4 });
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Killed_in_the_middle_it_has_left_nothing_and_can_be_done_again()
    {
        await using var tenant = await TestTenant.SyncedAsync(new CompanyHistory(1200, 120, months: 1), Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        var killed = 0;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var process = MusterProcess.Start(tenant.Muster.Folder, "database", "move", "--to", Address);
            while (!await WritesAsync())
                if (await process.EndsWithinAsync(TimeSpan.FromMilliseconds(1)))
                    break;
            if (await process.EndsWithinAsync(TimeSpan.FromMilliseconds(attempt * 60)))
                break;
            process.Kill();
            await process.EndAsync();
            killed++;
            Assert.Equal(0, await NumberAsync("SELECT count(*) FROM app_user"));
            Assert.Equal(0, await NumberAsync("SELECT count(*) FROM audit_entry"));
        }
        Assert.True(killed > 0, "No process was killed at work; the folder is too small for this test.");
        await tenant.MustAsync(0, Tests.Token, "database", "move", "--to", Address);

        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        tenant.Muster.Database = Address;
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task What_stands_in_the_way_is_said_with_its_own_exit_code_and_nothing_is_moved()
    {
        using var nothing = new CommandLine();
        var none = await nothing.MustAsync(ExitCodes.NotFound, Tests.Token, "database", "move", "--to", Address);
        Assert.Contains("no Muster data", none.Error, StringComparison.Ordinal);
        await using var tenant = await TestTenant.ConnectedAsync(VerbTour.Story(), Tests.Token);
        string[] move = ["database", "move", "--to", Address];
        await tenant.MustAsync(ExitCodes.WrongUsage, Tests.Token, "database", "move");
        var wrong = await tenant.MustAsync(ExitCodes.WrongUsage, Tests.Token, "database", "move", "--to", "muster");
        Assert.Contains("postgres://user@host:5432/database", wrong.Error, StringComparison.Ordinal);
        await tenant.MustAsync(ExitCodes.Unreachable, Tests.Token, "database", "move", "--to", "postgres://ada@127.0.0.1:1/muster");
        var both = await tenant.MustAsync(ExitCodes.WrongUsage, Tests.Token, [.. move, "--database", Address]);
        Assert.Contains("Leave out --database", both.Error, StringComparison.Ordinal);

        var options = new ServerOptions { DataFolder = tenant.Muster.Folder, Urls = "http://127.0.0.1:0" };
        await using (await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token))
        {
            var used = await tenant.MustAsync(ExitCodes.Locked, Tests.Token, move);
            Assert.Contains("A server runs on", used.Error, StringComparison.Ordinal);
        }
        var moved = await tenant.MustAsync(0, Tests.Token, [.. move, "--json"]);
        Assert.Null(OutputSchema.Load().Fault("database move", [moved.Json]));
        var full = await tenant.MustAsync(ExitCodes.WrongUsage, Tests.Token, move);
        Assert.Contains("is not empty", full.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_database_is_looked_at_and_brought_up_to_date_when_asked()
    {
        using var muster = new CommandLine { Database = Address };
        var fresh = (await muster.MustAsync(0, Tests.Token, "database", "status", "--json")).Json;
        Assert.Equal(
            ("postgresql", 0),
            (fresh.GetProperty("kind").GetString(), fresh.GetProperty("schema").GetProperty("version").GetInt32())
        );
        var pending = fresh.GetProperty("schema").GetProperty("pending").GetArrayLength();
        var dry = (await muster.MustAsync(0, Tests.Token, "database", "migrate", "--dry-run", "--json")).Json;
        Assert.False(dry.GetProperty("done").GetBoolean());
        Assert.True(dry.GetProperty("pending").GetArrayLength() > pending, "The accounts' are pending too.");
        Assert.Equal(0, await NumberAsync("SELECT count(*) FROM pg_class WHERE relname = 'workspace'"));

        Assert.Contains("up to date now", (await muster.MustAsync(0, Tests.Token, "database", "migrate")).Output, StringComparison.Ordinal);

        var status = (await muster.MustAsync(0, Tests.Token, "database", "status", "--json")).Json;
        Assert.Equal(pending, status.GetProperty("schema").GetProperty("version").GetInt32());
        var accounts = status.GetProperty("accounts");
        Assert.Equal(0, accounts.GetProperty("pending").GetArrayLength());
        Assert.Equal(accounts.GetProperty("known").GetInt32(), accounts.GetProperty("version").GetInt32());
        var told = (await muster.MustAsync(0, Tests.Token, "database", "status")).Output;
        Assert.DoesNotContain("newer version", told, StringComparison.Ordinal);
        await NumberAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('20990101000000_Later', '99') RETURNING 0");
        Assert.Contains(
            "Accounts: schema 3 of a newer",
            (await muster.MustAsync(0, Tests.Token, "database", "status")).Output,
            StringComparison.Ordinal
        );
        await NumberAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '2099%' RETURNING 0");
        Assert.True(status.GetProperty("isolation").GetProperty("on").GetBoolean());
        Assert.Equal($"muster_app_{_name}", status.GetProperty("isolation").GetProperty("role").GetString());
        Assert.Contains(status.GetProperty("tables").EnumerateArray(), table => table.GetProperty("table").GetString() == "session");
        Assert.Contains("Nothing to do", (await muster.MustAsync(0, Tests.Token, "database", "migrate")).Output, StringComparison.Ordinal);
        await NumberAsync("UPDATE schema_version SET version = 99 RETURNING 0");
        Assert.Contains("newer version", (await muster.MustAsync(0, Tests.Token, "database", "status")).Output, StringComparison.Ordinal);
        Assert.Contains("newer version", (await muster.MustAsync(1, Tests.Token, "database", "migrate")).Error, StringComparison.Ordinal);
    }

    /// <summary>Verbs that change nothing, on everything that the walk left behind.</summary>
    private static async Task<IReadOnlyList<string[]>> LooksAsync(CommandLine muster)
    {
        async Task<IEnumerable<string>> Ids(string property, params string[] list) =>
            (await muster.MustAsync(0, Tests.Token, [.. list, "--json"])).JsonLines.Select(row => row.GetProperty(property).ToString());
        List<string[]> looks =
        [
            ["connection", "list"],
            ["connection", "show", "corp"],
            ["connection", "history", "corp"],
            ["users", "list", "--limit", "500"],
            ["users", "rule"],
            ["users", "match"],
            ["users", "show", "grace@contoso.com"],
            ["users", "why", "ada@contoso.com"],
            ["attributes", "show"],
            ["groups", "list"],
            ["groups", "list", "--at", "revision:2"],
            ["groups", "show", "Team"],
            ["groups", "members", "Staff"],
            ["groups", "tree"],
            ["groups", "report"],
            ["exceptions", "list"],
            ["exceptions", "show", "1"],
            ["problems", "list", "--all"],
            ["plan", "list"],
            ["runs", "list"],
            ["explain", "edsger@contoso.com", "Team"],
            ["explain", "ada@contoso.com"],
            ["compare", "--from", "revision:1"],
            ["schedule", "show"],
            ["notifications", "show"],
            ["settings", "list"],
            ["settings", "history"],
            ["guard", "show"],
            ["guard", "simulate", "--since", "2026-01-01", "--set", "guards.groupStated.percent=1"],
            ["config", "export"],
            ["audit", "list", "--limit", "500"],
            ["audit", "verify"],
            ["audit", "key"],
            ["emergency", "show"],
            ["export", "accounts"],
            ["export", "accounts", "--workspace", "other"],
            ["export", "sessions", "--workspace", "other"],
            ["export", "failed-sign-ins"],
            ["export", "requests"],
            ["export", "exceptions"],
            ["export", "problems", "--state", "all"],
            ["export", "group-history", "Team"],
        ];
        foreach (var at in new[] { "revision:1", "revision:2", "revision:5", "now" })
            looks.Add(["export", "state", "--format", "jsonl", "--at", at]);
        foreach (var run in await Ids("run", "runs", "list"))
            looks.Add(["runs", "show", run]);
        foreach (var plan in await Ids("plan", "plan", "list"))
            looks.Add(["plan", "show", plan]);
        return [.. looks.SelectMany(look => new[] { look, [.. look, "--json"] })];
    }

    private async Task<bool> WritesAsync() =>
        await NumberAsync(
            $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{_name}' AND application_name = 'muster' AND backend_xid IS NOT NULL AND query LIKE 'INSERT%unnest%'"
        ) > 0;

    private async Task<long> NumberAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Keys(Address));
        await connection.OpenAsync(Tests.Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Tests.Token), System.Globalization.CultureInfo.InvariantCulture);
    }
}
