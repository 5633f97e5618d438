using System.Text;
using Muster.Cli.Tests.Verbs.Tour;
using Muster.GraphEmulator.Company;
using Muster.Server;
using Muster.Storage;

namespace Muster.Cli.Tests.Databases;

/// <summary>A backup is everything or nothing, opens for whoever has the key file alone, and what comes of it changes nobody's groups before a person has looked.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    private string Backup => _place.In("muster.backup");

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task INV_30_what_is_restored_is_the_same_state_observes_only_and_once_released_converges_to_what_went_on(
        bool fromServer,
        bool toServer
    )
    {
        await using var tenant = await TestTenant.StartAsync(new CompanyHistory(120, 20, months: 2), Tests.Token);
        if (fromServer || toServer)
            Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        var muster = tenant.Muster;
        await using var source = fromServer ? await ServerDatabase.EmptyAsync() : null;
        await using var target = toServer ? await ServerDatabase.EmptyAsync() : null;
        muster.Database = source?.Url;
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand());
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.RunAsync(Tests.Token, "groups", "create", "--from-directory", "--all");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "workspace", "create", "second");
        await AccountFolder.WithOneAsync(muster.Folder, source?.Url, Tests.Token);
        await AccountFolder.WithOneAsync(muster.Folder, source?.Url, Tests.Token, "second", "sven@example.com");
        var (state, log) = await LookAsync(tenant);

        await tenant.MustAsync(0, Tests.Token, "database", "backup", Backup);
        using var other = new CommandLine(folder: _place.In("other")) { Database = target?.Url };
        string[] into = ["--into", target?.Url ?? other.Folder, "--key-file", Path.Combine(muster.Folder, "keys", "wrap.key")];
        var restored = await other.MustAsync(0, Tests.Token, ["database", "restore", Backup, .. into]);
        Assert.Contains("Nothing is applied there yet", restored.Output, StringComparison.Ordinal);
        foreach (var (workspace, own, foreign) in new[] { ("main", "olga@", "sven@"), ("second", "sven@", "olga@") })
        {
            var accounts = (await other.MustAsync(0, Tests.Token, "export", "accounts", "--workspace", workspace)).Output;
            Assert.Contains(own, accounts, StringComparison.Ordinal);
            Assert.DoesNotContain(foreign, accounts, StringComparison.Ordinal);
        }
        Assert.Equal("", (await other.MustAsync(0, Tests.Token, "export", "sessions")).Output);

        // The directory goes on, and so does the installation that the backup was made of.
        for (var step = 0; step < 40; step++)
            await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(state, (await other.MustAsync(0, Tests.Token, "export", "state")).Output);
        Assert.StartsWith(log, (await other.MustAsync(0, Tests.Token, "audit", "export")).Output, StringComparison.Ordinal);
        await other.MustAsync(0, Tests.Token, "audit", "verify");

        var observed = await other.MustAsync(ExitCodes.Held, Tests.Token, "sync", "--yes");
        Assert.Contains("restored from a backup", observed.Output + observed.Error, StringComparison.Ordinal);
        Assert.Contains(
            "observeOnly",
            (await other.MustAsync(0, Tests.Token, "connection", "show", "corp", "--json")).Output,
            StringComparison.Ordinal
        );
        var plan = (await other.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First().GetProperty("plan").ToString();
        await other.MustAsync(ExitCodes.Held, Tests.Token, "plan", "approve", plan, "--reason", "r");
        await other.RunAsync(Tests.Token, "users", "add", "--upn", "new@contoso.com", "--name", "New");
        Assert.Equal(state, (await other.MustAsync(0, Tests.Token, "export", "state")).Output);

        await other.MustAsync(0, Tests.Token, "database", "release", "--reason", "looked at");
        await other.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(await tenant.ExportAsync(Tests.Token), (await other.MustAsync(0, Tests.Token, "export", "state")).Output);
        await other.MustAsync(0, Tests.Token, "audit", "verify");
        Assert.Contains(
            "\"released\":false",
            (await other.MustAsync(0, Tests.Token, "database", "release", "--reason", "r", "--json")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task INV_30_state_that_is_derived_anew_from_the_restored_history_is_what_was_backed_up()
    {
        using var folder = new TemporaryFolder();
        await using var tenant = await TestTenant.StartAsync(VerbTour.Story(), Tests.Token);
        Assert.Empty((await VerbTour.WalkAsync(tenant, folder, Tests.Token)).Mistakes);
        await tenant.MustAsync(0, Tests.Token, "database", "backup", Backup);
        var state = await tenant.ExportAsync(Tests.Token);
        var groups = (await tenant.MustAsync(0, Tests.Token, "groups", "list")).Output;
        await tenant.MustAsync(0, Tests.Token, "database", "restore", Backup, "--into", _place.In("other"));
        using var other = new CommandLine(folder: _place.In("other"));
        await ForgetDerivedAsync(other.Folder);
        Assert.NotEqual(groups, (await other.RunAsync(Tests.Token, "groups", "list")).Output);

        await other.MustAsync(0, Tests.Token, "audit", "repair", "--reason", "replayed", "--yes");

        Assert.Equal(state, (await other.MustAsync(0, Tests.Token, "export", "state")).Output);
        Assert.Equal(groups, (await other.MustAsync(0, Tests.Token, "groups", "list")).Output);
        await other.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_backup_is_of_one_moment_while_a_server_runs_and_syncs_write()
    {
        await using var tenant = await TestTenant.SyncedAsync(new CompanyHistory(120, 20, months: 2), Tests.Token);
        var options = new ServerOptions { DataFolder = tenant.Muster.Folder, Urls = "http://127.0.0.1:0" };
        await using var server = await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await tenant.NextAsync(Tests.Token);
                    await tenant.RunAsync(Tests.Token, "sync", "--yes");
                }
            },
            Tests.Token
        );
        for (var at = 0; at < 5; at++)
        {
            await tenant.MustAsync(0, Tests.Token, "database", "backup", _place.In($"{at}.backup"));
            var drill = (await tenant.MustAsync(0, Tests.Token, "database", "drill", _place.In($"{at}.backup"), "--json")).Json;
            Assert.True(drill.GetProperty("noted").GetBoolean());
            Assert.Equal(1, drill.GetProperty("credentials").GetInt32());
        }
        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Whatever_is_changed_in_a_backup_is_noticed_and_nothing_is_readable_without_its_key_file()
    {
        await using var tenant = await TestTenant.SyncedAsync(new CompanyHistory(60, 10, months: 1), Tests.Token);
        await AccountFolder.WithOneAsync(tenant.Muster.Folder, null, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "database", "backup", Backup);
        var whole = await File.ReadAllBytesAsync(Backup, Tests.Token);
        foreach (var secret in new[] { tenant.Host.ClientSecret, "olga@example.com", "CREATE TABLE", "<key id" })
            Assert.False(Has(whole, secret), secret);
        var changed = _place.In("changed.backup");
        for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 60))
        {
            var bytes = whole.ToArray();
            bytes[at] ^= 1;
            await File.WriteAllBytesAsync(changed, bytes, Tests.Token);
            await tenant.MustAsync(ExitCodes.Unexpected, Tests.Token, "database", "verify", changed);
            await File.WriteAllBytesAsync(changed, whole.AsMemory(0, at), Tests.Token);
            await tenant.MustAsync(ExitCodes.Unexpected, Tests.Token, "database", "verify", changed);
        }
        await File.WriteAllBytesAsync(changed, [.. whole, 0], Tests.Token);
        await tenant.MustAsync(ExitCodes.Unexpected, Tests.Token, "database", "verify", changed);
        await tenant.MustAsync(ExitCodes.Unexpected, Tests.Token, "database", "restore", changed, "--into", _place.In("other"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place.In("other")));

        var key = _place.Write("wrong.key", Convert.ToBase64String(new byte[32]));
        var wrong = await tenant.MustAsync(ExitCodes.Unexpected, Tests.Token, "database", "verify", Backup, "--key-file", key);
        Assert.Contains("another key file", wrong.Error, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "database", "verify", Backup);
    }

    [Fact]
    public async Task A_place_with_something_in_it_keeps_it_and_a_damaged_log_is_not_backed_up_in_silence()
    {
        await using var tenant = await TestTenant.SyncedAsync(new CompanyHistory(60, 10, months: 1), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "database", "backup", Backup);
        var full = await tenant.MustAsync(ExitCodes.Locked, Tests.Token, "database", "restore", Backup, "--into", tenant.Muster.Folder);
        Assert.Contains("is not empty", full.Error, StringComparison.Ordinal);
        var there = await tenant.MustAsync(ExitCodes.Locked, Tests.Token, "database", "backup", Backup);
        Assert.Contains("is there already", there.Error, StringComparison.Ordinal);

        await using (
            var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={MusterDatabase.File(tenant.Muster.Folder)};Pooling=False")
        )
        {
            await file.OpenAsync(Tests.Token);
            await using var command = file.CreateCommand();
            command.CommandText = "UPDATE audit_entry SET actor = 'nobody' WHERE number = 2";
            await command.ExecuteNonQueryAsync(Tests.Token);
        }
        var damaged = await tenant.MustAsync(ExitCodes.Unexpected, Tests.Token, "database", "backup", _place.In("damaged.backup"));
        Assert.Contains("Entry 2 of the audit log", damaged.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.In("damaged.backup")));
        Assert.DoesNotContain(Directory.EnumerateFiles(_place.Path), file => file.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_and_a_drill_that_cannot_be_noted_count_and_say_so()
    {
        await using var tenant = await TestTenant.SyncedAsync(new CompanyHistory(30, 5, months: 1), Tests.Token);
        await RunAsync(
            tenant.Muster.Folder,
            "CREATE TRIGGER mute BEFORE INSERT ON audit_entry WHEN NEW.action LIKE 'database.%' BEGIN SELECT RAISE(ABORT, 'mute'); END"
        );

        var made = await tenant.MustAsync(0, Tests.Token, "database", "backup", Backup, "--json");
        Assert.False(made.Json.GetProperty("noted").GetBoolean());
        Assert.Contains("not noted", made.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Backup));

        var drill = await tenant.MustAsync(0, Tests.Token, "database", "drill", Backup, "--json");
        Assert.False(drill.Json.GetProperty("noted").GetBoolean());
        Assert.Contains("not noted", drill.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_in_which_nobody_has_kept_a_secret_yet_is_backed_up_too()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        await using var database = await ServerDatabase.EmptyAsync();
        using var muster = new CommandLine { Database = database.Url };
        await muster.MustAsync(0, Tests.Token, "database", "backup", Backup);
        Assert.Equal(
            0,
            (await muster.MustAsync(0, Tests.Token, "database", "verify", Backup, "--json")).Json.GetProperty("keys").GetInt32()
        );
    }

    private static async Task<(string State, string Log)> LookAsync(TestTenant tenant) =>
        (await tenant.ExportAsync(Tests.Token), (await tenant.MustAsync(0, Tests.Token, "audit", "export")).Output);

    /// <summary>Takes away what is stored a second time for speed.</summary>
    private static Task ForgetDerivedAsync(string folder) =>
        RunAsync(
            folder,
            "DELETE FROM group_members; UPDATE app_group SET members = 0, owners = 0, packed = 0; UPDATE workspace SET users = 0"
        );

    private static async Task RunAsync(string folder, string sql)
    {
        await using var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={MusterDatabase.File(folder)};Pooling=False");
        await file.OpenAsync(Tests.Token);
        await using var command = file.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Tests.Token);
    }

    private static bool Has(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
