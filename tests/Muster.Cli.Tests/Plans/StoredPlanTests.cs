using Microsoft.Data.Sqlite;

namespace Muster.Cli.Tests.Plans;

/// <summary>A plan is kept, looked at, and applied as it is, once.</summary>
public sealed class StoredPlanTests
{
    private static TenantStory Team() =>
        new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("team")
            .Group("other")
            .Member("team", "ada", "grace")
            .Member("other", "grace")
            .Then()
            .Member("team", "linus")
            .NoMember("team", "ada")
            .Then()
            .Member("other", "ada");

    [Fact]
    public async Task A_plan_is_kept_shown_with_reasons_and_applied_once_INV_5()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var made = (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First();
        var id = made.GetProperty("plan").GetRawText();
        Assert.Equal("ready", made.GetProperty("state").GetString());

        var listed = (await tenant.MustAsync(0, Tests.Token, "plan", "list", "--state", "ready", "--json")).JsonLines.Single();
        Assert.Equal(id, listed.GetProperty("plan").GetRawText());
        var shown = await tenant.MustAsync(0, Tests.Token, "plan", "show", id);
        Assert.Contains("1 member removed, 1 member added", shown.Output, StringComparison.Ordinal);
        Assert.Contains("stated: the directory said", shown.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 3 memberships", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"plan approve {id}", shown.Error, StringComparison.Ordinal);

        var run = await tenant.MustAsync(0, Tests.Token, "plan", "approve", id, "--reason", "as planned", "--json");
        Assert.Equal("applied", run.Json.GetProperty("outcome").GetString());
        Assert.Equal("grace linus", (await tenant.StateAsync(Tests.Token)).Members("team"));
        await tenant.MustAsync(8, Tests.Token, "plan", "approve", id, "--reason", "again");
        await tenant.MustAsync(8, Tests.Token, "plan", "discard", id, "--reason", "too late");
        var stored = (await tenant.MustAsync(0, Tests.Token, "plan", "show", id, "--json")).JsonLines.ToList();
        Assert.Equal("applied", stored[0].GetProperty("state").GetString());
        Assert.Equal("as planned", stored[0].GetProperty("decisionReason").GetString());
        Assert.Equal(run.Json.GetProperty("run").GetRawText(), stored[0].GetProperty("run").GetRawText());
        Assert.Equal(["addMembership", "removeMembership"], stored.Skip(1).Select(line => line.GetProperty("type").GetString()));
        Assert.Equal(
            "noChanges",
            (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("outcome").GetString()
        );
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_plan_is_shown_by_group_and_by_person()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var id = await PlanAsync(tenant);
        async Task<IEnumerable<string>> Rows(params string[] filter) =>
            (await tenant.MustAsync(0, Tests.Token, ["plan", "show", id, "--json", .. filter]))
                .JsonLines.Skip(1)
                .Select(line => $"{line.GetProperty("type")} {line.GetProperty("user")} {line.GetProperty("group")}");
        Assert.Equal(["addMembership ada other"], await Rows("--group", "other"));
        Assert.Equal(["addMembership ada other", "removeMembership ada team"], (await Rows("--user", TenantStory.Upn("ada"))).Order());
        Assert.Equal(["removeMembership ada team"], await Rows("--user", TenantStory.Upn("ada"), "--group", "team"));
        Assert.Contains(
            "'nobody'",
            (await tenant.MustAsync(7, Tests.Token, "plan", "show", id, "--user", "nobody")).Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'none'",
            (await tenant.MustAsync(7, Tests.Token, "plan", "show", id, "--group", "none")).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_plan_that_time_has_overtaken_is_refused_with_what_it_lacks()
    {
        var clock = new DayClock();
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token, clock: clock);
        await tenant.MustAsync(
            0,
            Tests.Token,
            [
                .. new[] { "exceptions", "add", "--group", "other", "--user", TenantStory.Upn("grace"), "--exclude" },
                .. new[] { "--until", clock.Day(3), "--reason", "away", "--yes" },
            ]
        );
        await tenant.NextAsync(Tests.Token);
        var id = await PlanAsync(tenant);
        clock.Pass(TimeSpan.FromDays(5));

        var refused = await tenant.MustAsync(5, Tests.Token, "plan", "approve", id, "--reason", "as planned");

        Assert.Contains("time has passed", refused.Error, StringComparison.Ordinal);
        Assert.Contains("grace", refused.Error, StringComparison.Ordinal);
        Assert.Equal("ada grace", (await tenant.StateAsync(Tests.Token)).Members("team"));
    }

    [Fact]
    public async Task A_stale_plan_is_refused_with_the_rows_that_differ_INV_5()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var id = await PlanAsync(tenant);
        await tenant.NextAsync(Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        var diff = await tenant.MustAsync(2, Tests.Token, "plan", "diff", id, "--detailed-exitcode", "--json");
        Assert.Equal("add ada to 'other'", diff.JsonLines.Last().GetProperty("row").GetString());
        Assert.False(diff.JsonLines.First().GetProperty("applicable").GetBoolean());
        var refused = await tenant.MustAsync(5, Tests.Token, "plan", "approve", id, "--reason", "too late");
        Assert.Contains("1 row that this one has not: add ada to 'other'", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        Assert.Equal(
            0,
            (await tenant.RunAsync(Tests.Token, "plan", "diff", await PlanAsync(tenant), "--no-read", "--detailed-exitcode")).Code
        );
    }

    [Fact]
    public async Task A_later_plan_takes_the_place_of_one_that_waits_and_a_discarded_one_stays_discarded()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var first = await PlanAsync(tenant);
        var second = await PlanAsync(tenant);
        Assert.Contains(
            $"Plan {second}",
            (await tenant.MustAsync(5, Tests.Token, "plan", "approve", first, "--reason", "x")).Error,
            StringComparison.Ordinal
        );
        await tenant.MustAsync(0, Tests.Token, "plan", "discard", second, "--reason", "a slip");
        await tenant.MustAsync(8, Tests.Token, "plan", "approve", second, "--reason", "x");
        var states = (await tenant.MustAsync(0, Tests.Token, "plan", "list", "--json", "--limit", "2")).JsonLines.Select(plan =>
            plan.GetProperty("state").GetString()
        );
        Assert.Equal(["discarded", "superseded"], states);
        await tenant.MustAsync(7, Tests.Token, "plan", "approve", "999", "--reason", "x");
        await tenant.MustAsync(64, Tests.Token, "plan", "list", "--state", "wrong");
    }

    [Fact]
    public async Task A_plan_that_waited_too_long_has_expired()
    {
        var clock = new HurriedClock();
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token, clock: clock);
        await tenant.NextAsync(Tests.Token);
        var id = await PlanAsync(tenant);
        clock.Move(TimeSpan.FromDays(8));
        Assert.Contains(
            "expired",
            (await tenant.MustAsync(5, Tests.Token, "plan", "approve", id, "--reason", "x")).Error,
            StringComparison.Ordinal
        );
        Assert.Single((await tenant.MustAsync(0, Tests.Token, "plan", "list", "--state", "expired", "--json")).JsonLines);
    }

    [Fact]
    public async Task A_plan_of_an_incomplete_read_is_kept_without_steps_and_cannot_be_applied_INV_2()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body = new { value = Array.Empty<object>() } });
        await tenant.MustAsync(9, Tests.Token, "plan");
        var stored = (await tenant.MustAsync(0, Tests.Token, "plan", "list", "--state", "incompleteRead", "--json")).JsonLines.Single();
        var id = stored.GetProperty("plan").GetRawText();
        Assert.False(stored.GetProperty("stepsKept").GetBoolean());
        var refused = await tenant.MustAsync(9, Tests.Token, "plan", "approve", id, "--reason", "x");
        Assert.Contains("not read to its end", refused.Error, StringComparison.Ordinal);
        Assert.Contains("no steps", (await tenant.MustAsync(0, Tests.Token, "plan", "show", id)).Output, StringComparison.Ordinal);
        await tenant.MustAsync(5, Tests.Token, "plan", "diff", id);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task What_a_plan_did_not_read_is_told_as_it_was_when_it_was_made()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body = new { value = Array.Empty<object>() } });
        await tenant.MustAsync(9, Tests.Token, "plan");
        await tenant.HealAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var stored = (await tenant.MustAsync(0, Tests.Token, "plan", "list", "--state", "incompleteRead", "--json")).JsonLines.Single();
        var part = Assert.Single(stored.GetProperty("notRead").EnumerateArray());
        Assert.Equal("groups", part.GetProperty("stream").GetString());
        Assert.Equal(2, part.GetProperty("known").GetInt32());
        var id = stored.GetProperty("plan").GetRawText();
        var shown = await tenant.MustAsync(0, Tests.Token, "plan", "show", id);
        Assert.Contains("Groups with their members and owners: as of the read before, 2", shown.Output, StringComparison.Ordinal);

        await using (var database = new SqliteConnection($"Data Source={Path.Combine(tenant.Muster.Folder, "muster.db")};Pooling=False"))
        {
            await database.OpenAsync(Tests.Token);
            await using var write = database.CreateCommand();
            write.CommandText = "UPDATE stored_plan SET detail = json_remove(detail, '$.unread')";
            await write.ExecuteNonQueryAsync(Tests.Token);
        }

        var old = await tenant.MustAsync(0, Tests.Token, "plan", "show", id);
        Assert.Contains("What was not read was not noted", old.Output, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Rows_of_a_group_that_was_retired_meanwhile_are_named_by_its_name()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var id = await PlanAsync(tenant);
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "other", "--confirm", "other");
        var approved = await tenant.MustAsync(0, Tests.Token, "plan", "approve", id, "--reason", "x");
        Assert.Contains("add ada to 'other'", approved.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_since_a_plan_was_made_says_why_people_go_and_what_becomes_of_groups()
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada", "grace");
        story.Then().NoMember("team", "ada").Then().DeleteGroup("team");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var id = await PlanAsync(tenant);
        await tenant.NextAsync(Tests.Token);
        var diff = await tenant.MustAsync(0, Tests.Token, "plan", "diff", id);
        Assert.Contains("remove ada from 'team' (left in the directory)", diff.Output, StringComparison.Ordinal);
        Assert.Contains("change the state of group 'team' to source deleted", diff.Output, StringComparison.Ordinal);
    }

    /// <summary>Weighed alone it passes; weighed with what ran since, it does not (INV-4).</summary>
    [Fact]
    public async Task A_ready_plan_is_weighed_again_when_it_is_approved_and_held_with_what_ran_since_INV_4()
    {
        var people = Tests.Several("p", 1000);
        var story = new TenantStory()
            .Users(people)
            .Group("team")
            .Group("other")
            .Member("team", people[..900])
            .Member("other", people[900..]);
        story.Then().NoMember("other", people[900..920]);
        story.Then().NoMember("team", people[..45]).Then().NoMember("team", people[45..90]);
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var made = (await tenant.MustAsync(0, Tests.Token, "plan", "--group", "other", "--json")).JsonLines.First();
        Assert.Equal("ready", made.GetProperty("state").GetString());
        for (var step = 0; step < 2; step++)
        {
            await tenant.NextAsync(Tests.Token);
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--group", "team");
        }
        var id = made.GetProperty("plan").GetRawText();
        var held = await tenant.MustAsync(3, Tests.Token, "plan", "approve", id, "--reason", "x");
        Assert.Contains("90 memberships were removed in the last 24 hours and 20 more would follow", held.Error, StringComparison.Ordinal);
        Assert.Equal(
            "held",
            (await tenant.MustAsync(0, Tests.Token, "plan", "show", id, "--json")).JsonLines.First().GetProperty("state").GetString()
        );
        await tenant.MustAsync(0, Tests.Token, "plan", "approve", id, "--reason", "known");
        Assert.Equal(80, (await tenant.StateAsync(Tests.Token)).Members("other").Split(' ').Length);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Every_applied_run_refers_to_its_plan_and_keeps_what_the_rules_decided()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team().Then().Disable("linus"), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        var shown = (await tenant.MustAsync(0, Tests.Token, "runs", "show", run, "--json")).Json;
        var decisions = shown.GetProperty("decisions").EnumerateArray().ToDictionary(decision => decision.GetProperty("code").GetString()!);
        Assert.Equal("guardPassed", decisions["runRemovalsStated"].GetProperty("kind").GetString());
        Assert.Contains("5 %", decisions["runRemovalsStated"].GetProperty("rule").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, decisions["accountDisabled"].GetProperty("objects").GetInt32());
        var plan = (
            await tenant.MustAsync(0, Tests.Token, "plan", "show", shown.GetProperty("plan").GetRawText(), "--json")
        ).JsonLines.First();
        Assert.Equal(shown.GetProperty("decisions").GetRawText(), plan.GetProperty("decisions").GetRawText());
        Assert.Equal(shown.GetProperty("planHash").GetString(), plan.GetProperty("hash").GetString());
    }

    /// <summary>INV-28 at sizes where a page or a fold would show.</summary>
    [Theory]
    [InlineData(101)]
    [InlineData(501)]
    public async Task Counts_are_equal_wherever_a_plan_is_shown_INV_28(int people)
    {
        var handles = Tests.Several("p", people);
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users(handles).Group("team").Then().Member("team", handles),
            Tests.Token
        );
        await tenant.NextAsync(Tests.Token);
        var lines = (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.ToList();
        var steps = lines[0].GetProperty("steps").GetRawText();
        Assert.Equal(people, lines[0].GetProperty("steps").GetProperty("membersAdded").GetInt32());
        Assert.Equal(people, lines.Skip(1).Count());
        var id = lines[0].GetProperty("plan").GetRawText();
        var stored = (await tenant.MustAsync(0, Tests.Token, "plan", "show", id, "--json")).JsonLines.ToList();
        Assert.Equal((steps, people), (stored[0].GetProperty("steps").GetRawText(), stored.Count - 1));
        Assert.Contains(
            $"{people} members added",
            (await tenant.MustAsync(0, Tests.Token, "plan", "show", id)).Output,
            StringComparison.Ordinal
        );
        var run = (await tenant.MustAsync(0, Tests.Token, "plan", "approve", id, "--reason", "x", "--json")).Json;
        Assert.Equal(steps, run.GetProperty("steps").GetRawText());
        var shown = (await tenant.MustAsync(0, Tests.Token, "runs", "show", run.GetProperty("run").GetRawText(), "--json")).Json;
        Assert.Equal(steps, shown.GetProperty("steps").GetRawText());
        Assert.Equal(people, (await tenant.StateAsync(Tests.Token)).Members("team").Split(' ').Length);
    }

    private static async Task<string> PlanAsync(TestTenant tenant) =>
        (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First().GetProperty("plan").GetRawText();
}
