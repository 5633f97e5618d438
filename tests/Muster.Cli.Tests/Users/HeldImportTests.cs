namespace Muster.Cli.Tests.Users;

public sealed class HeldImportTests
{
    private static TenantStory Company() =>
        new TenantStory().Users(Tests.Several("p", 60)).Group("few").Member("few", Tests.Several("p", 3)).Group("rest");

    [Fact]
    public async Task A_held_import_keeps_the_old_rule_until_it_is_approved()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        var held = await tenant.MustAsync(3, Tests.Token, "users", "import", "--members-of", "few", "--yes", "--json");
        var run = held.Json.GetProperty("run").GetRawText();

        Assert.Equal("everyone", await RuleAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "runs", "reject", run, "--reason", "a slip");
        Assert.Equal("everyone", await RuleAsync(tenant));
        Assert.Equal(
            "noChanges",
            (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("outcome").GetString()
        );
    }

    [Fact]
    public async Task Approving_a_held_import_keeps_its_rule_with_its_plan()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        var held = await tenant.MustAsync(3, Tests.Token, "users", "import", "--members-of", "few", "--yes", "--json");
        await tenant.MustAsync(0, Tests.Token, "runs", "approve", held.Json.GetProperty("run").GetRawText(), "--reason", "meant so");

        Assert.Equal("members of 1 directory group", await RuleAsync(tenant));
        Assert.Equal("p1 p2 p3", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_declined_or_dry_import_keeps_the_old_rule()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--members-of", "few", "--dry-run");
        Assert.Equal("everyone", await RuleAsync(tenant));
    }

    private static async Task<string?> RuleAsync(TestTenant tenant) =>
        (await tenant.MustAsync(0, Tests.Token, "connection", "show", TestTenant.Connection, "--json"))
            .Json.GetProperty("importRule")
            .GetString();
}
