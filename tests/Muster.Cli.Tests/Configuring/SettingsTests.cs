using System.Text.Json;

namespace Muster.Cli.Tests.Configuring;

/// <summary>Changing a setting is as safe as a sync: shown before it is saved, with a reason where it can do harm, and never over somebody else's change.</summary>
public sealed class SettingsTests
{
    private static readonly string[] Forty = Tests.Several("p", 40);

    private static TenantStory Team() =>
        new TenantStory()
            .Users(Forty)
            .Group("team")
            .Member("team", Forty)
            .Then()
            .NoMember("team", Forty[..9])
            .Then()
            .NoMember("team", Forty[9..18]);

    [Fact]
    public async Task A_simulation_counts_nobody_as_lost_who_stayed_by_a_decision_made_here_INV_4()
    {
        var story = new TenantStory().Users(Forty).Group("team").Member("team", Forty).Then().Rename("team", "crew");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "team", "--on-rename", "unlink", "--yes");
        await tenant.NextAsync(Tests.Token);
        var sync = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal(40, sync.Json.GetProperty("steps").GetProperty("membersRemoved").GetInt32());
        var simulated = (await tenant.MustAsync(0, Tests.Token, "guard", "simulate", "--since", "1d", "--json")).Json;
        Assert.Equal("0", simulated.GetProperty("wouldHold").GetRawText());
        Assert.Equal("0", simulated.GetProperty("tookAway").GetRawText());
    }

    [Fact]
    public async Task A_schedule_is_followed_at_once_and_not_called_unapplied()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        var saved = await tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "60", "--yes");
        Assert.Contains("no plan changes by it", saved.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not yet applied", saved.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "not yet applied",
            (await tenant.MustAsync(0, Tests.Token, "connection", "show", "corp")).Output,
            StringComparison.Ordinal
        );
        var other = await tenant.MustAsync(0, Tests.Token, "settings", "set", "onRename", "keep", "--yes");
        Assert.Contains("not yet applied", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_is_shown_saved_compared_and_taken_back()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.MustAsync(64, Tests.Token, "settings", "set", "guards.groupStated.percent", "20", "--yes");
        var asked = await tenant.MustAsync(
            64,
            Tests.Token,
            "settings",
            "set",
            "guards.groupStated.percent",
            "20",
            "--reason",
            "smaller teams"
        );
        Assert.Contains("--yes", asked.Error, StringComparison.Ordinal);
        var dry = await tenant.MustAsync(0, Tests.Token, "settings", "set", "guards.groupStated.percent", "20", "--dry-run");
        Assert.Contains("30 → 20", dry.Output, StringComparison.Ordinal);
        Assert.Equal("0", (await Show(tenant)).GetProperty("version").GetRawText());

        var saved = await tenant.MustAsync(
            0,
            Tests.Token,
            "settings",
            "set",
            "guards.groupStated.percent",
            "20",
            "--reason",
            "smaller teams",
            "--yes",
            "--json"
        );
        Assert.True(saved.Json.GetProperty("saved").GetBoolean());
        Assert.Equal("destructive", saved.Json.GetProperty("changes")[0].GetProperty("danger").GetString());
        Assert.Contains(
            "saved, not yet applied",
            (await tenant.MustAsync(0, Tests.Token, "connection", "list")).Error,
            StringComparison.Ordinal
        );
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.DoesNotContain(
            "not yet applied",
            (await tenant.MustAsync(0, Tests.Token, "connection", "list")).Error,
            StringComparison.Ordinal
        );

        var history = (await tenant.MustAsync(0, Tests.Token, "settings", "history", "--json")).Json;
        Assert.Equal("smaller teams", history.GetProperty("reason").GetString());
        Assert.Contains(
            "30 → 20",
            (await tenant.MustAsync(0, Tests.Token, "settings", "compare", "0", "1")).Output,
            StringComparison.Ordinal
        );
        await tenant.MustAsync(0, Tests.Token, "settings", "reset", "guards.groupStated.percent", "--reason", "as before", "--yes");
        Assert.Equal("{}", (await Show(tenant)).GetProperty("values").GetRawText());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Of_two_people_the_second_is_told_who_was_faster_and_what_differs()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "settings", "set", "guards.groupStated.percent", "20", "--reason", "first", "--yes");
        var late = await tenant.MustAsync(
            8,
            Tests.Token,
            "settings",
            "set",
            "guards.groupStated.percent",
            "25",
            "--reason",
            "second",
            "--yes",
            "--if-version",
            "0"
        );
        Assert.Contains("changed this a moment ago", late.Error, StringComparison.Ordinal);
        Assert.Contains("guards.groupStated.percent: 30 → 20", late.Error, StringComparison.Ordinal);
        Assert.Equal("1", (await Show(tenant)).GetProperty("version").GetRawText());
    }

    [Theory]
    [InlineData("guards.groupStated.percent", "0", "takes a whole number of percent from 1 to 99, or none")]
    [InlineData("guards.groupStated.precent", "20", "Did you mean guards.groupStated.percent")]
    [InlineData("groupNamePatterns", "x", "add --workspace")]
    public async Task A_value_that_does_not_fit_names_the_field_and_the_fix(string path, string value, string message)
    {
        using var muster = new CommandLine();
        await AddAsync(muster);
        var refused = await muster.MustAsync(64, Tests.Token, "settings", "set", path, value, "--reason", "r", "--yes");
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_above_the_ceiling_is_refused_and_a_lowered_ceiling_binds_at_once()
    {
        using var muster = new CommandLine();
        await AddAsync(muster);
        await muster.MustAsync(
            0,
            Tests.Token,
            "settings",
            "set",
            "guardCeiling.groupStated.percent",
            "25",
            "--workspace",
            "--reason",
            "policy",
            "--yes"
        );
        var refused = await muster.MustAsync(
            64,
            Tests.Token,
            "settings",
            "set",
            "guards.groupStated.percent",
            "26",
            "--reason",
            "r",
            "--yes"
        );
        Assert.Contains(
            "guards.groupStated.percent is 26, above the workspace's ceiling guardCeiling.groupStated.percent of 25",
            refused.Error,
            StringComparison.Ordinal
        );
        var shown = (await muster.MustAsync(0, Tests.Token, "guard", "show", "--json")).JsonLines.First();
        Assert.Equal("ceiling", shown.GetProperty("source").GetString());
        Assert.Contains("25 %", shown.GetProperty("limit").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Two runs, each within the limit of a group, that together are beyond it: the second waits. A laxer limit would have let it pass, and says so before it is saved.</summary>
    [Fact]
    public async Task A_loss_split_over_two_runs_is_held_and_a_change_of_the_guard_says_that_it_no_longer_would_be_INV_4()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.NextAsync(Tests.Token);
        var held = await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json");
        var trip = Assert.Single(held.Json.GetProperty("held").EnumerateArray());
        Assert.Equal("groupDayStated", trip.GetProperty("guard").GetString());
        Assert.Contains(
            "'team' lost 9 members in the last 24 hours and would lose 9 more, of 40 (45 %)",
            trip.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );

        var laxer = await tenant.MustAsync(0, Tests.Token, "settings", "set", "guards.groupDayStated.percent", "60", "--dry-run");
        Assert.Contains("no longer be held", laxer.Output, StringComparison.Ordinal);

        var run = held.Json.GetProperty("run").GetRawText();
        await tenant.MustAsync(0, Tests.Token, "runs", "approve", run, "--reason", "reorganised");
        var simulated = (await tenant.MustAsync(0, Tests.Token, "guard", "simulate", "--since", "1d", "--json")).Json;
        Assert.Equal(1, simulated.GetProperty("wouldHold").GetInt32());
        Assert.Equal(run, simulated.GetProperty("trips")[0].GetProperty("run").GetRawText());
        Assert.Equal("team", simulated.GetProperty("trips")[0].GetProperty("group").GetString());
        var tried = await tenant.MustAsync(
            0,
            Tests.Token,
            "guard",
            "simulate",
            "--since",
            "1d",
            "--json",
            "--set",
            "guards.groupDayStated.percent=60"
        );
        Assert.Equal(0, tried.Json.GetProperty("wouldHold").GetInt32());
    }

    [Fact]
    public async Task A_plan_that_was_rejected_is_simulated_too_and_adds_nothing_to_the_sum_of_the_day()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.NextAsync(Tests.Token);
        var held = (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json;
        var run = held.GetProperty("run").GetRawText();
        await tenant.MustAsync(0, Tests.Token, "runs", "reject", run, "--reason", "a mistake");
        var plan = (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First().GetProperty("plan").GetRawText();
        await tenant.MustAsync(0, Tests.Token, "plan", "discard", plan, "--reason", "still a mistake");

        var simulated = (await tenant.MustAsync(0, Tests.Token, "guard", "simulate", "--since", "1d", "--json")).Json;

        Assert.Equal(2, simulated.GetProperty("wouldHold").GetInt32());
        Assert.Equal(2, simulated.GetProperty("rejected").GetInt32());
        var trips = simulated.GetProperty("trips").EnumerateArray().ToList();
        Assert.Equal([run, "null"], trips.Select(trip => trip.GetProperty("run").GetRawText()));
        Assert.Equal(plan, trips[1].GetProperty("rejectedPlan").GetRawText());
        Assert.All(trips, trip => Assert.Equal("groupDayStated", trip.GetProperty("guard").GetString()));
        Assert.Contains(
            $"rejected plan {plan} groupDayStated 'team' lost 9 members in the last 24 hours and would lose 9 more, of 40 (45 %)",
            (await tenant.MustAsync(0, Tests.Token, "guard", "simulate", "--since", "1d")).Output,
            StringComparison.Ordinal
        );
        string[] laxer = ["guard", "simulate", "--since", "1d", "--json", "--set", "guards.groupDayStated.percent=60"];
        Assert.Equal(0, (await tenant.MustAsync(0, Tests.Token, laxer)).Json.GetProperty("wouldHold").GetInt32());
    }

    [Fact]
    public async Task A_held_plan_keeps_the_verdict_it_was_given_when_a_setting_is_changed_and_can_still_be_approved()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        await tenant.MustAsync(0, Tests.Token, "settings", "set", "guards.groupDayStated.percent", "60", "--reason", "r", "--yes");
        Assert.Contains(
            "the limit is 30 %",
            (await tenant.MustAsync(0, Tests.Token, "runs", "show", run)).Output,
            StringComparison.Ordinal
        );
        await tenant.MustAsync(0, Tests.Token, "runs", "approve", run, "--reason", "nothing else has changed");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
    }

    internal static Task AddAsync(CommandLine muster)
    {
        Environment.SetEnvironmentVariable("MUSTER_TEST_SECRET", "not a secret");
        return muster.MustAsync(
            0,
            Tests.Token,
            "connection",
            "add",
            "entra",
            "--name",
            "corp",
            "--tenant-id",
            "11111111-2222-3333-4444-555555555555",
            "--client-id",
            "66666666-7777-8888-9999-000000000000",
            "--secret-env",
            "MUSTER_TEST_SECRET"
        );
    }

    private static async Task<JsonElement> Show(TestTenant tenant) =>
        (await tenant.MustAsync(0, Tests.Token, "settings", "show", "--json")).Json;
}
