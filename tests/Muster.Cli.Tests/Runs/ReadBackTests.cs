using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Muster.Cli.Tests.Runs;

/// <summary>Whatever changes memberships is read back, also what a person decides; what was not written as planned is told and kept with the run.</summary>
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
    private static async Task LoseAsync(TestTenant tenant)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(tenant.Muster.Folder, "muster.db")};Pooling=False");
        await connection.OpenAsync(Tests.Token);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "CREATE TRIGGER lost AFTER INSERT ON revision BEGIN DELETE FROM membership WHERE from_revision = NEW.number; END";
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
    [InlineData("undo")]
    [InlineData("exception")]
    [InlineData("member")]
    public async Task A_decision_that_was_written_wrongly_is_told_and_stays_so_with_its_run(string kind)
    {
        await using var tenant = await MovedAsync();
        var command = await CommandAsync(tenant, kind);
        await LoseAsync(tenant);

        var told = await tenant.MustAsync(4, Tests.Token, command);

        Assert.Contains("Verified: 1 of 1 memberships are not as planned", told.Error, StringComparison.Ordinal);
        var (_, verified) = await LastAsync(tenant);
        Assert.Equal(1, verified.GetProperty("differing").GetInt64());
        Assert.Contains("Group", Assert.Single(verified.GetProperty("where").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_that_changes_no_membership_has_nothing_to_read_back()
    {
        await using var tenant = await MovedAsync();
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Chess");
        Assert.Equal(JsonValueKind.Null, (await LastAsync(tenant)).Verified.ValueKind);
    }
}
