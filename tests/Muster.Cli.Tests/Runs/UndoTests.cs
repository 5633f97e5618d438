namespace Muster.Cli.Tests.Runs;

public sealed class UndoTests
{
    private static TenantStory Movers() =>
        new TenantStory()
            .Users(Tests.Several("p", 12))
            .Group("crew")
            .Member("crew", Tests.Several("p", 10))
            .Then()
            .NoMember("crew", "p1")
            .Member("crew", "p11")
            .Then()
            .Member("crew", "p12");

    private static async Task<TestTenant> MovedAsync()
    {
        var tenant = await TestTenant.SyncedAsync(Movers(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        return tenant;
    }

    private static async Task<string> LastRunAsync(TestTenant tenant) =>
        (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--limit", "1", "--json"))
            .JsonLines.Single()
            .GetProperty("run")
            .GetRawText();

    [Fact]
    public async Task An_undone_run_leaves_the_members_of_before_and_pauses_the_group()
    {
        await using var tenant = await MovedAsync();
        var run = await LastRunAsync(tenant);
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", run, "--yes");

        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("p1 p10 p2 p3 p4 p5 p6 p7 p8 p9", state.Members("crew"));
        Assert.Equal("paused", state.Link("crew"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_paused_group_is_left_alone_until_it_is_resumed()
    {
        await using var tenant = await MovedAsync();
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        await tenant.NextAsync(Tests.Token);
        var paused = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal("noChanges", paused.Json.GetProperty("outcome").GetString());
        Assert.Equal("paused", paused.Json.GetProperty("problems")[0].GetProperty("code").GetString());

        await tenant.MustAsync(0, Tests.Token, "groups", "resume", "crew");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p10 p11 p12 p2 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    [Fact]
    public async Task Undoing_an_undo_gives_the_state_before_it()
    {
        await using var tenant = await MovedAsync();
        var members = (await tenant.StateAsync(Tests.Token)).Members("crew");
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        Assert.Equal(members, (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    [Fact]
    public async Task A_run_that_changed_nothing_cannot_be_undone()
    {
        await using var tenant = await TestTenant.SyncedAsync(Movers(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var refused = await tenant.MustAsync(8, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        Assert.Contains("nothing to undo", refused.Error, StringComparison.Ordinal);
    }
}
