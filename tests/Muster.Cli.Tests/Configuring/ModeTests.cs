using System.Text.Json;

namespace Muster.Cli.Tests.Configuring;

/// <summary>What a connection does in one of four words, and that it does no more.</summary>
public sealed class ModeTests
{
    private static TenantStory Story() =>
        new TenantStory()
            .Users(Tests.Several("p", 12))
            .Group("crew")
            .Member("crew", Tests.Several("p", 10))
            .Then()
            .NoMember("crew", "p1")
            .Member("crew", "p11");

    [Fact]
    public async Task A_connection_that_only_observes_makes_plans_and_applies_nothing_whoever_asks()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        var before = (await tenant.StateAsync(Tests.Token)).Members("crew");
        await tenant.MustAsync(0, Tests.Token, "settings", "set", "observeOnly", "true", "--yes");
        await tenant.NextAsync(Tests.Token);

        var sync = await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal("cancelled", sync.Json.GetProperty("outcome").GetString());
        Assert.Contains("only observes, so nothing was changed", sync.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        var plan = (await tenant.MustAsync(0, Tests.Token, "plan", "list", "--json")).JsonLines.First();
        Assert.Equal("ready", plan.GetProperty("state").GetString());
        var id = plan.GetProperty("plan").GetRawText();
        Assert.Contains($"Plan {id} says what would be done", sync.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        var approved = await tenant.MustAsync(3, Tests.Token, "plan", "approve", id, "--reason", "r");
        Assert.Contains("set observeOnly to false", approved.Error, StringComparison.Ordinal);
        var applied = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--json")).JsonLines.First(run =>
            run.GetProperty("verb").GetString() == "sync" && run.GetProperty("outcome").GetString() == "applied"
        );
        await tenant.MustAsync(3, Tests.Token, "runs", "undo", applied.GetProperty("run").GetRawText(), "--yes");
        string[] exception =
        [
            "exceptions",
            "add",
            "--group",
            "crew",
            "--user",
            TenantStory.Upn("p3"),
            "--exclude",
            "--reason",
            "r",
            "--yes",
        ];
        await tenant.MustAsync(3, Tests.Token, exception);
        Assert.Equal(before, (await tenant.StateAsync(Tests.Token)).Members("crew"));
        Assert.Equal("observeOnly", await ModeAsync(tenant));

        await tenant.MustAsync(0, Tests.Token, "settings", "reset", "observeOnly", "--yes");
        await tenant.MustAsync(0, Tests.Token, "plan", "approve", id, "--reason", "r");
        Assert.NotEqual(before, (await tenant.StateAsync(Tests.Token)).Members("crew"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Edits_by_hand_are_put_back_or_reported_as_the_connection_says_where_a_group_does_not()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        Assert.Equal("manual", await ModeAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "60", "--yes");
        Assert.Equal("selfHeal", await ModeAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "settings", "set", "onDrift", "report", "--yes", "--reason", "r");
        Assert.Equal("automatic", await ModeAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "crew", "--hand-edits", "allow", "--yes", "--reason", "r");
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "crew", TenantStory.Upn("p12"), "--reason", "helps out");
        await tenant.MustAsync(0, Tests.Token, "groups", "remove-member", "crew", TenantStory.Upn("p2"));

        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "sync", "--full", "--yes");
        Assert.Equal("p1 p10 p12 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        Assert.All(
            (await tenant.MustAsync(2, Tests.Token, "drift", "--json")).JsonLines,
            row => Assert.Equal("reportOnly", row.GetProperty("state").GetString())
        );
        await tenant.MustAsync(0, Tests.Token, "settings", "reset", "onDrift", "--yes", "--reason", "r");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p1 p10 p2 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    [Fact]
    public async Task The_list_is_narrowed_to_a_mode()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Story(), Tests.Token);
        Assert.Single((await tenant.MustAsync(0, Tests.Token, "connection", "list", "--mode", "manual", "--json")).JsonLines);
        Assert.Empty((await tenant.MustAsync(0, Tests.Token, "connection", "list", "--mode", "selfHeal", "--json")).JsonLines);
        await tenant.MustAsync(0, Tests.Token, "notifications", "on");
        Assert.Equal("selfHeal", await ModeAsync(tenant));
        await tenant.MustAsync(64, Tests.Token, "connection", "list", "--mode", "sometimes");
    }

    private static async Task<string?> ModeAsync(TestTenant tenant)
    {
        var listed = (await tenant.MustAsync(0, Tests.Token, "connection", "list", "--json")).JsonLines.Single();
        var shown = (await tenant.MustAsync(0, Tests.Token, "connection", "show", TestTenant.Connection, "--json")).Json;
        var scheduled = (await tenant.MustAsync(0, Tests.Token, "schedule", "show", "--json")).Json;
        return Assert.Single(new[] { listed, shown, scheduled }.Select(Mode).Distinct());
        static string? Mode(JsonElement row) => row.GetProperty("mode").GetString();
    }
}
