using System.Text.Json;

namespace Muster.Cli.Tests.Guarding;

/// <summary>Plans that take away much wait for a person, and exactly they are applied, or nothing (INV-4, INV-5).</summary>
public sealed class HeldRunTests
{
    private static readonly string[] Forty = Tests.Several("p", 40);

    /// <summary>A team of 40 that loses 15 at once, beyond what a run may take away by itself; then somebody joins.</summary>
    private static TenantStory Departures() =>
        new TenantStory()
            .Users(Forty)
            .Users("new")
            .Group("team")
            .Group("other")
            .Member("team", Forty)
            .Member("other", Forty)
            .Then()
            .NoMember("team", Forty[..15])
            .Then()
            .Member("team", "new")
            .Then()
            .Member("team", Forty[..15]);

    private static async Task<(TestTenant Tenant, string Before, string Run)> HeldAsync()
    {
        var tenant = await TestTenant.SyncedAsync(Departures(), Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var held = await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal("held", held.Json.GetProperty("outcome").GetString());
        Assert.NotEmpty(held.Json.GetProperty("held").EnumerateArray());
        Assert.Equal(15, held.Json.GetProperty("steps").GetProperty("membersRemoved").GetInt32());
        return (tenant, before, held.Json.GetProperty("run").GetRawText());
    }

    [Fact]
    public async Task A_mass_departure_is_held_with_the_arithmetic_and_changes_nothing()
    {
        var (tenant, before, run) = await HeldAsync();
        await using var closing = tenant;
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        var shown = await tenant.MustAsync(0, Tests.Token, "runs", "show", run);
        Assert.Contains("15 of 40", shown.Output, StringComparison.Ordinal);
        Assert.Contains("37.5 %", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"runs approve {run}", shown.Error, StringComparison.Ordinal);
        Assert.Equal(
            "held",
            (await tenant.MustAsync(0, Tests.Token, "runs", "show", run, "--json")).Json.GetProperty("outcome").GetString()
        );
    }

    [Fact]
    public async Task Yes_alone_never_applies_a_held_plan_however_often_it_is_said()
    {
        var (tenant, before, _) = await HeldAsync();
        await using var closing = tenant;
        await tenant.MustAsync(3, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--expect-removals", "15");
        await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--full");
        await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--group", "team");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task Approved_exactly_that_plan_is_applied_once_and_its_reason_is_kept()
    {
        var (tenant, _, run) = await HeldAsync();
        await using var closing = tenant;
        var approved = await tenant.MustAsync(0, Tests.Token, "runs", "approve", run, "--reason", "Reorganisation, ticket 4711", "--json");
        Assert.Equal("applied", approved.Json.GetProperty("outcome").GetString());
        Assert.Equal(15, approved.Json.GetProperty("steps").GetProperty("membersRemoved").GetInt32());
        Assert.Equal("Reorganisation, ticket 4711", approved.Json.GetProperty("decisionReason").GetString());
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(25, state.Members("team").Split(' ').Length);
        Assert.Equal(40, state.Members("other").Split(' ').Length);
        await tenant.MustAsync(8, Tests.Token, "runs", "approve", run, "--reason", "again");
        Assert.Equal(
            "noChanges",
            (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("outcome").GetString()
        );
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Rejected_nothing_is_applied_and_the_next_sync_asks_again()
    {
        var (tenant, before, run) = await HeldAsync();
        await using var closing = tenant;
        await tenant.MustAsync(0, Tests.Token, "runs", "reject", run, "--reason", "wrong group was emptied");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await tenant.MustAsync(8, Tests.Token, "runs", "approve", run, "--reason", "changed my mind");
        await tenant.MustAsync(3, Tests.Token, "sync", "--yes");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task A_plan_is_stale_once_the_directory_was_read_again_and_had_changed()
    {
        var (tenant, before, run) = await HeldAsync();
        await using var closing = tenant;
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "discover");
        var approved = await tenant.MustAsync(5, Tests.Token, "runs", "approve", run, "--reason", "too late");
        Assert.Contains("muster sync", approved.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task A_plan_that_a_newer_one_has_superseded_is_refused_as_stale_and_the_newer_one_can_be_approved()
    {
        var (tenant, before, run) = await HeldAsync();
        await using var closing = tenant;
        await tenant.NextAsync(Tests.Token);
        var newer = (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        Assert.NotEqual(run, newer);
        await tenant.MustAsync(5, Tests.Token, "runs", "approve", run, "--reason", "the old one");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await tenant.MustAsync(0, Tests.Token, "runs", "approve", newer, "--reason", "the new one");
        Assert.Equal(26, (await tenant.StateAsync(Tests.Token)).Members("team").Split(' ').Length);
    }

    [Fact]
    public async Task When_the_people_came_back_before_the_approval_nobody_is_removed()
    {
        var (tenant, _, run) = await HeldAsync();
        await using var closing = tenant;
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(5, Tests.Token, "runs", "approve", run, "--reason", "not knowing that they are back");
        Assert.Equal(41, (await tenant.StateAsync(Tests.Token)).Members("team").Split(' ').Length);
    }

    [Fact]
    public async Task A_plan_is_refused_when_it_removes_another_number_than_expected()
    {
        var story = new TenantStory().Users(Forty).Group("team").Member("team", Forty).Then().NoMember("team", "p1", "p2");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var refused = await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--expect-removals", "1");
        Assert.Contains("removes 2", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--expect-removals", "2");
        Assert.Equal(38, (await tenant.StateAsync(Tests.Token)).Members("team").Split(' ').Length);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--expect-removals", "0");
    }

    [Fact]
    public async Task Plan_shows_what_a_sync_would_do_and_does_nothing()
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("team")
            .Member("team", "ada")
            .Then()
            .Member("team", "grace")
            .NoMember("team", "ada");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        Assert.Equal(0, (await tenant.RunAsync(Tests.Token, "plan", "--detailed-exitcode")).Code);
        await tenant.NextAsync(Tests.Token);
        var plan = await tenant.MustAsync(2, Tests.Token, "plan", "--detailed-exitcode", "--json");
        var lines = plan.JsonLines.ToList();
        Assert.Equal("plan", lines[0].GetProperty("type").GetString());
        Assert.Contains(lines, line => Is(line, "addMembership", "grace"));
        Assert.Contains(lines, line => Is(line, "removeMembership", "ada") && line.GetProperty("evidence").GetString() == "stated");
        Assert.Equal(3, lines.Count);
        await tenant.MustAsync(0, Tests.Token, "plan");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        var runs = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--json")).JsonLines.Select(run =>
            run.GetProperty("verb").GetString()
        );
        Assert.DoesNotContain("plan", runs);
    }

    [Fact]
    public async Task A_slow_leak_over_many_runs_is_held_by_the_budget_of_a_day_and_free_again_a_day_later()
    {
        var people = Tests.Several("p", 1000);
        var story = new TenantStory().Users(people).Group("team").Member("team", people);
        for (var step = 0; step < 4; step++)
            story.Then().NoMember("team", people[(step * 45)..((step + 1) * 45)]);
        var clock = new HurriedClock();
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token, clock: clock);
        var codes = new List<int>();
        for (var step = 0; step < 3; step++)
        {
            await tenant.NextAsync(Tests.Token);
            clock.Move(TimeSpan.FromHours(1));
            codes.Add((await tenant.RunAsync(Tests.Token, "sync", "--yes")).Code);
        }
        Assert.Equal([0, 0, 3], codes);
        clock.Move(TimeSpan.FromHours(25));
        Assert.Equal(0, (await tenant.RunAsync(Tests.Token, "sync", "--yes")).Code);
        Assert.Equal(865, (await tenant.StateAsync(Tests.Token)).Members("team").Split(' ').Length);
    }

    [Fact]
    public async Task A_directory_that_suddenly_has_nobody_is_held()
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada", "grace").Then().DeleteUser("ada", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var held = await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json");
        Assert.Contains(held.Json.GetProperty("held").EnumerateArray(), trip => trip.GetProperty("guard").GetString() == "emptySource");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task Linking_a_group_that_has_local_members_asks_first()
    {
        var story = new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("team")
            .Group("next", "team next")
            .Member("team", "ada", "grace")
            .Member("next", "linus");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "team", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "link", "team", "--to", TenantStory.Id("team").ToString(), "--yes");
        var before = (await tenant.StateAsync(Tests.Token)).Members("team");
        var sync = await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json");
        Assert.Contains(sync.Json.GetProperty("held").EnumerateArray(), trip => trip.GetProperty("guard").GetString() == "adoption");
        Assert.Equal(before, (await tenant.StateAsync(Tests.Token)).Members("team"));
    }

    [Theory]
    [InlineData("runs", "show", "999")]
    [InlineData("runs", "approve", "999", "--reason", "x")]
    [InlineData("runs", "reject", "999", "--reason", "x")]
    public async Task A_run_that_is_not_there_is_not_found(params string[] command)
    {
        await using var tenant = await TestTenant.ConnectedAsync(new TenantStory().Users("ada"), Tests.Token);
        Assert.Contains("999", (await tenant.MustAsync(7, Tests.Token, command)).Error, StringComparison.Ordinal);
    }

    private static bool Is(JsonElement line, string type, string user) =>
        line.GetProperty("type").GetString() == type && line.GetProperty("user").GetString() == user;
}
