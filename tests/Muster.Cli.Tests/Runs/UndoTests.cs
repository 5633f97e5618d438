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
    public async Task An_undo_can_be_looked_at_first_and_then_changes_nothing()
    {
        await using var tenant = await MovedAsync();
        var (run, before) = (await LastRunAsync(tenant), await tenant.ExportAsync(Tests.Token));
        var shown = await tenant.MustAsync(0, Tests.Token, "runs", "undo", run, "--dry-run", "--json");
        Assert.Equal(1, shown.JsonLines.First().GetProperty("steps").GetProperty("membersAdded").GetInt32());
        Assert.Equal("ready", shown.JsonLines.First().GetProperty("verdict").GetString());
        Assert.Equal((run, before), (await LastRunAsync(tenant), await tenant.ExportAsync(Tests.Token)));
        await tenant.MustAsync(7, Tests.Token, "runs", "undo", "99", "--dry-run");
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

        await tenant.MustAsync(0, Tests.Token, "groups", "resume", "crew", "--yes");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p10 p11 p12 p2 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    /// <summary>INV-22.</summary>
    [Fact]
    public async Task Undoing_an_undo_gives_the_state_before_it()
    {
        await using var tenant = await MovedAsync();
        var members = (await tenant.StateAsync(Tests.Token)).Members("crew");
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("linked", members), (state.Link("crew"), state.Members("crew")));
    }

    [Fact]
    public async Task Undoing_the_end_of_a_link_takes_nobody_out_who_was_in_before()
    {
        await using var tenant = await MovedAsync();
        var members = (await tenant.StateAsync(Tests.Token)).Members("crew");
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "crew", "--yes");

        var undo = await tenant.RunAsync(Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes", "--json");

        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("local", members), (state.Link("crew"), state.Members("crew")));
        Assert.Equal("noChanges", undo.Json.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_run_that_changed_nothing_cannot_be_undone()
    {
        await using var tenant = await TestTenant.SyncedAsync(Movers(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var refused = await tenant.MustAsync(8, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        Assert.Contains("nothing to undo", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_with_an_end_ends_by_itself_and_is_seen_until_then_INV_23()
    {
        var clock = new DayClock();
        await using var tenant = await TestTenant.SyncedAsync(Movers(), Tests.Token, clock: clock);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--until", clock.Day(2), "--yes");
        var shown = await tenant.MustAsync(0, Tests.Token, "groups", "show", "crew", "--json");
        Assert.StartsWith(clock.Day(2), shown.Json.GetProperty("pausedUntil").GetString(), StringComparison.Ordinal);
        Assert.Contains("paused until", (await tenant.MustAsync(0, Tests.Token, "groups", "list")).Output, StringComparison.Ordinal);
        clock.Pass(TimeSpan.FromDays(1));
        await tenant.MustAsync(0, Tests.Token, "sync", "--full", "--yes");
        Assert.Equal("p1 p10 p2 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        clock.Pass(TimeSpan.FromDays(2));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("linked", "p10 p11 p2 p3 p4 p5 p6 p7 p8 p9"), (state.Link("crew"), state.Members("crew")));
    }

    [Fact]
    public async Task Runs_of_a_stretch_of_time_are_undone_together_as_one_net_change()
    {
        var clock = new DayClock();
        await using var tenant = await TestTenant.SyncedAsync(Movers(), Tests.Token, clock: clock);
        var before = (await tenant.StateAsync(Tests.Token)).Members("crew");
        clock.Pass(TimeSpan.FromDays(1));
        for (var day = 0; day < 2; day++)
        {
            await tenant.NextAsync(Tests.Token);
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        }
        var undone = await tenant.MustAsync(0, Tests.Token, "runs", "undo", "--from", clock.Day(0), "--yes", "--json");
        Assert.Equal(2, undone.Json.GetProperty("steps").GetProperty("membersRemoved").GetInt32());
        Assert.Equal(before, (await tenant.StateAsync(Tests.Token)).Members("crew"));
        await tenant.MustAsync(7, Tests.Token, "runs", "undo", "--from", "2020-01-01", "--to", "2020-01-31", "--yes");
        await tenant.MustAsync(64, Tests.Token, "runs", "undo", "--yes");
        await tenant.MustAsync(64, Tests.Token, "runs", "undo", "1", "--from", "2020-01-01", "--yes");
        await tenant.MustAsync(64, Tests.Token, "runs", "undo", "1", "--until", "2020-01-01", "--yes");
    }

    [Fact]
    public async Task An_undo_of_what_it_does_not_take_back_says_so_and_never_that_all_equals_the_directory()
    {
        await using var tenant = await MovedAsync();
        foreach (var typed in new[] { "--dry-run", "--yes" })
        {
            var undone = await tenant.MustAsync(0, Tests.Token, "runs", "undo", "1", typed);
            Assert.Contains("nothing to undo. An undo takes back memberships", undone.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("equals the directory", undone.Output, StringComparison.Ordinal);
        }
        var early = await tenant.MustAsync(64, Tests.Token, "runs", "undo", "--from", "2199-01-31", "--yes");
        Assert.Contains("--from is '2199-01-31', which lies in the future", early.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_membership_keeps_from_being_undone_is_told_of_one_and_a_pause_with_its_last_day()
    {
        await using var tenant = await TestTenant.SyncedAsync(Movers().Then().NoMember("crew", "p11"), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var run = await LastRunAsync(tenant);
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var look = await tenant.MustAsync(0, Tests.Token, "runs", "undo", run, "--until", "2199-01-31", "--dry-run");
        Assert.Contains("1 membership ('crew') has changed again since", look.Error, StringComparison.Ordinal);
        Assert.Contains("until it is resumed, until 2199-01-31 23:59:59 UTC at the latest", look.Output, StringComparison.Ordinal);
    }

    /// <summary>INV-22.</summary>
    [Fact]
    public async Task What_has_changed_again_since_is_left_alone_and_told()
    {
        await using var tenant = await TestTenant.SyncedAsync(Movers().Then().NoMember("crew", "p11").Disable("p1"), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var run = await LastRunAsync(tenant);
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var undone = await tenant.MustAsync(0, Tests.Token, "runs", "undo", run, "--yes", "--json");
        Assert.Equal("noChanges", undone.Json.GetProperty("outcome").GetString());
        Assert.Equal(
            ["changedSince", "suspendedSince"],
            undone.Json.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString())
        );
        Assert.Contains("'crew'", undone.Json.GetProperty("problems")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undone_exception_ends_and_the_group_goes_on_following()
    {
        await using var tenant = await TestTenant.SyncedAsync(Movers(), Tests.Token);
        var before = (await tenant.StateAsync(Tests.Token)).Members("crew");
        string[] wish = ["--group", "crew", "--user", TenantStory.Upn("p3"), "--exclude", "--reason", "r", "--yes"];
        await tenant.MustAsync(0, Tests.Token, ["exceptions", "add", .. wish]);
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("linked", before), (state.Link("crew"), state.Members("crew")));
        Assert.Empty((await tenant.MustAsync(0, Tests.Token, "exceptions", "list", "--json")).JsonLines);
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", await LastRunAsync(tenant), "--yes");
        Assert.Equal(
            "exclude",
            (await tenant.MustAsync(0, Tests.Token, "exceptions", "list", "--json")).JsonLines.Single().GetProperty("kind").GetString()
        );
        Assert.DoesNotContain("p3", (await tenant.StateAsync(Tests.Token)).Members("crew").Split(' '));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }
}
