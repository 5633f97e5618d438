using System.Text.Json;
using Microsoft.Data.Sqlite;
using Muster.GraphEmulator.Company;
using Muster.Storage;

namespace Muster.Cli.Tests.Diagnosing;

/// <summary><c>muster doctor</c> finds what is wrong, names it, and touches nothing.</summary>
public sealed class DoctorTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_healthy_installation_is_said_to_be_healthy_and_left_as_it_is()
    {
        await using var tenant = await TestTenant.SyncedAsync(new CompanyHistory(60, 10, months: 1), Tests.Token);
        Assert.Contains("backup", await FoundAsync(tenant, 2), StringComparer.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "database", "backup", _place.In("a.backup"));
        await tenant.MustAsync(0, Tests.Token, "database", "drill", _place.In("a.backup"));
        Mode(tenant, Own);
        const string written = "SELECT (SELECT count(*) FROM audit_entry) + (SELECT count(*) FROM run) + (SELECT sum(fence) FROM lease)";
        var before = await NumberAsync(tenant, written);

        Assert.DoesNotContain(await FoundAsync(tenant, null), check => check is not ("problems" or "directory"));
        Assert.Equal(before, await NumberAsync(tenant, written));
    }

    [Fact]
    public async Task Each_thing_that_is_broken_is_named_with_what_to_do_and_nothing_secret_is_shown()
    {
        await using var tenant = await TestTenant.SyncedAsync(new CompanyHistory(60, 10, months: 1), Tests.Token);
        Mode(tenant, Own | UnixFileMode.OtherRead);
        await tenant.SetAsync("schedule.every", "5", Tests.Token);
        await NumberAsync(tenant, "UPDATE setting_version SET at = at - 86400000; UPDATE run SET started_at = started_at - 86400000");
        await tenant.PermissionsAsync(Tests.Token, "User.Read.All");

        var found = await FoundAsync(tenant, 1);

        Assert.Superset(new HashSet<string> { "folder", "schedule", "directory", "backup", "drill", "audit" }, found.ToHashSet());
        var text = await tenant.RunAsync(Tests.Token, "doctor");
        Assert.DoesNotContain(tenant.Host.ClientSecret, text.Output + text.Error, StringComparison.Ordinal);
        Assert.Contains("chmod 700", text.Output, StringComparison.Ordinal);

        File.Delete(Path.Combine(tenant.Muster.Folder, "keys", "wrap.key"));
        Assert.Superset(new HashSet<string> { "keys", "credential" }, (await FoundAsync(tenant, 1)).ToHashSet());
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_a_finding_and_hides_no_other()
    {
        await using var tenant = await TestTenant.SyncedAsync(new CompanyHistory(30, 5, months: 1), Tests.Token);
        await tenant.SetAsync("schedule.every", "5", Tests.Token);
        await NumberAsync(tenant, "UPDATE setting_version SET body = replace(body, '\"5\"', '\"often\"'); SELECT 1");

        var found = await FoundAsync(tenant, 1);

        Assert.Superset(new HashSet<string> { "schedule", "backup", "drill" }, found.ToHashSet());
    }

    [Fact]
    public async Task INV_24_of_another_workspace_only_what_is_its_own_is_said()
    {
        await using var tenant = await TestTenant.ConnectedAsync(new CompanyHistory(30, 5, months: 1), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        var theirs = await tenant.RunAsync(Tests.Token, "doctor", "--workspace", "beta");
        Assert.DoesNotContain(tenant.Muster.Folder, theirs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(TestTenant.Connection, theirs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("backup", theirs.Output, StringComparison.Ordinal);
        Assert.Contains("audit", theirs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_schema_is_said_and_not_brought_up_to_date()
    {
        await using var tenant = await TestTenant.ConnectedAsync(new CompanyHistory(30, 5, months: 1), Tests.Token);
        await NumberAsync(tenant, "PRAGMA user_version = 5");
        Assert.Contains("schema", await FoundAsync(tenant, 2), StringComparer.Ordinal);
        Assert.Equal(5, await NumberAsync(tenant, "PRAGMA user_version"));
    }

    [Fact]
    public async Task A_server_that_may_lose_what_it_reported_as_stored_or_does_not_keep_workspaces_apart_is_said()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        await using var tenant = await TestTenant.ConnectedAsync(new CompanyHistory(30, 5, months: 1), Tests.Token);
        await using var database = await ServerDatabase.OfAsync(tenant, Tests.Token);
        await using var open = new Npgsql.NpgsqlConnection(PostgresServer.Keys(database.Url));
        await open.OpenAsync(Tests.Token);
        await using var command = open.CreateCommand();
        command.CommandText = "ALTER TABLE app_group DISABLE ROW LEVEL SECURITY";
        await command.ExecuteNonQueryAsync(Tests.Token);

        var found = await FoundAsync(tenant, 1);

        // The server of the tests does without what a power cut would need.
        Assert.Superset(new HashSet<string> { "durability", "isolation" }, found.ToHashSet());
    }

    /// <summary>Names of the checks that are not as they should be.</summary>
    private static async Task<IReadOnlyList<string>> FoundAsync(TestTenant tenant, int? code)
    {
        var result = await tenant.RunAsync(Tests.Token, "doctor", "--json");
        Assert.True(code is null || result.Code == code, result.ToString());
        var checks = result.Json.GetProperty("checks").EnumerateArray().ToList();
        Assert.All(
            checks,
            check => Assert.Equal(Word(check, "finding") == "ok", check.GetProperty("advice").ValueKind == JsonValueKind.Null)
        );
        return [.. checks.Where(check => Word(check, "finding") != "ok").Select(check => Word(check, "check"))];
    }

    private static string Word(JsonElement check, string name) => check.GetProperty(name).GetString()!;

    private static void Mode(TestTenant tenant, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tenant.Muster.Folder, mode);
    }

    private static async Task<long> NumberAsync(TestTenant tenant, string sql)
    {
        await using var file = new SqliteConnection($"Data Source={MusterDatabase.File(tenant.Muster.Folder)};Pooling=False");
        await file.OpenAsync(Tests.Token);
        await using var command = file.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(Tests.Token), System.Globalization.CultureInfo.InvariantCulture);
    }
}
