using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Muster.Cli.Tests.Runs;

/// <summary>Whatever is written is read back, also what a person decides; what was not written as planned is told and kept with the run.</summary>
public sealed class ReadBackTests
{
    private static async Task<TestTenant> MovedAsync()
    {
        var story = new TenantStory()
            .Users(Tests.Several("p", 12))
            .Group("crew")
            .Member("crew", Tests.Several("p", 10))
            .Then()
            .NoMember("crew", "p1");
        var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Book club");
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        return tenant;
    }

    /// <summary>Loses what is written, behind the checks of its transaction and before it is committed.</summary>
    private static Task LoseAsync(TestTenant tenant) => LoseAsync(tenant, "DELETE FROM membership WHERE from_revision = NEW.number");

    private static async Task LoseAsync(TestTenant tenant, string loss)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(tenant.Muster.Folder, "muster.db")};Pooling=False");
        await connection.OpenAsync(Tests.Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE TRIGGER lost AFTER INSERT ON revision BEGIN {loss}; END";
        await command.ExecuteNonQueryAsync(Tests.Token);
    }

    private static async Task<(long Id, JsonElement Verified)> LastAsync(TestTenant tenant)
    {
        var run = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--limit", "1", "--json")).JsonLines.Single().GetProperty("run");
        var shown = await tenant.MustAsync(0, Tests.Token, "runs", "show", run.GetRawText(), "--json");
        return (run.GetInt64(), shown.Json.GetProperty("verified"));
    }

    private static async Task<string[]> CommandAsync(TestTenant tenant, string kind) =>
        kind switch
        {
            "undo" => ["runs", "undo", (await LastAsync(tenant)).Id.ToString(CultureInfo.InvariantCulture), "--yes"],
            "exception" =>
            [
                .. new[] { "exceptions", "add", "--group", "crew", "--user", TenantStory.Upn("p12"), "--include" },
                .. new[] { "--reason", "ticket 4711", "--yes" },
            ],
            _ => ["groups", "add-member", "Book club", TenantStory.Upn("p12")],
        };

    [Theory]
    [InlineData("undo")]
    [InlineData("exception")]
    [InlineData("member")]
    public async Task What_a_person_decides_is_read_back_and_the_run_keeps_what_that_showed(string kind)
    {
        await using var tenant = await MovedAsync();
        var command = await CommandAsync(tenant, kind);
        await tenant.MustAsync(0, Tests.Token, command);

        var (_, verified) = await LastAsync(tenant);

        Assert.Equal(1, verified.GetProperty("memberships").GetInt64());
        Assert.Equal(0, verified.GetProperty("differing").GetInt64());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Theory]
    [InlineData("undo", "1 of 2 changes")]
    [InlineData("exception", "1 of 2 changes")]
    [InlineData("member", "1 of 1 memberships")]
    public async Task A_decision_that_was_written_wrongly_is_told_and_stays_so_with_its_run(string kind, string what)
    {
        await using var tenant = await MovedAsync();
        var command = await CommandAsync(tenant, kind);
        await LoseAsync(tenant);

        var told = await tenant.MustAsync(4, Tests.Token, command);

        Assert.Contains($"Verified: {what} are not as planned", told.Error, StringComparison.Ordinal);
        var (_, verified) = await LastAsync(tenant);
        Assert.Equal(1, verified.GetProperty("differing").GetInt64());
        Assert.Contains("Group", Assert.Single(verified.GetProperty("where").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("groups", "app_group_version", "groups create {0}")]
    [InlineData("people", "app_user_version", "users add --name {0} --upn {0}@contoso.com")]
    public async Task A_decision_that_changes_no_membership_is_read_back_too(string kind, string table, string command)
    {
        await using var tenant = await MovedAsync();
        string[] Command(string name) => [.. command.Split(' ').Select(word => word.Replace("{0}", name, StringComparison.Ordinal))];
        await tenant.MustAsync(0, Tests.Token, Command("Chess"));
        var (_, well) = await LastAsync(tenant);
        Assert.Equal((0, 1, 0), (Number(well, "memberships"), Number(well, kind), Number(well, "differing")));

        await LoseAsync(tenant, $"DELETE FROM {table} WHERE from_revision = NEW.number");
        var told = await tenant.MustAsync(4, Tests.Token, Command("Go"));

        Assert.Contains("Verified: 1 of 1 changes are not as planned", told.Error, StringComparison.Ordinal);
        Assert.Equal(1, Number((await LastAsync(tenant)).Verified, "differing"));
    }

    [Fact]
    public async Task An_import_whose_people_were_lost_and_a_sync_whose_sub_groups_were_say_so()
    {
        await using var tenant = await HierarchyAsync();
        await LoseAsync(tenant, "DELETE FROM sub_group WHERE from_revision = NEW.number");
        var sync = await tenant.MustAsync(4, Tests.Token, "sync", "--yes");
        Assert.Contains("Verified: 1 of ", sync.Error, StringComparison.Ordinal);
        Assert.Contains("is not a sub-group of group", sync.Error, StringComparison.Ordinal);
        Assert.Equal(1, Number((await LastAsync(tenant)).Verified, "subGroups"));

        await using var other = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await LoseAsync(other, "DELETE FROM app_user_version WHERE from_revision = NEW.number");
        var import = await other.MustAsync(4, Tests.Token, "users", "import", "--everyone", "--yes");
        Assert.Contains("Verified: 2 of 2 changes are not as planned", import.Error, StringComparison.Ordinal);
    }

    private static TenantStory Company() =>
        new TenantStory()
            .Users("ada", "grace")
            .Group("staff", "Staff")
            .Group("sales", "Sales")
            .Member("staff", "ada")
            .Member("sales", "grace")
            .Nested("staff", "sales");

    private static async Task<TestTenant> HierarchyAsync()
    {
        var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "Staff", "Sales");
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "Staff", "--nesting", "hierarchy", "--yes", "--reason", "By team");
        return tenant;
    }

    [Fact]
    public async Task An_exception_whose_row_was_lost_is_told_beside_its_membership()
    {
        await using var tenant = await MovedAsync();
        var command = await CommandAsync(tenant, "exception");
        await LoseAsync(tenant, "DELETE FROM exception WHERE from_revision = NEW.number");

        var told = await tenant.MustAsync(4, Tests.Token, command);

        Assert.Contains("Verified: 1 of 2 changes are not as planned", told.Error, StringComparison.Ordinal);
        Assert.Contains("Exception 1 is not there as planned.", told.Error, StringComparison.Ordinal);
    }

    private static long Number(JsonElement verified, string name) => verified.GetProperty(name).GetInt64();
}
