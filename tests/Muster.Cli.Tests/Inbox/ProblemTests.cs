namespace Muster.Cli.Tests.Inbox;

/// <summary>One row a cause, kept up to date by runs, gone by itself when the cause is.</summary>
public sealed class ProblemTests
{
    private static TenantStory Story() =>
        new TenantStory()
            .Users("p1", "p2")
            .Group("crew")
            .Group("desk")
            .Member("crew", "p1")
            .Then()
            .DeleteGroup("crew")
            .Then()
            .Group("crew")
            .Member("crew", "p1");

    private static async Task<List<System.Text.Json.JsonElement>> ListAsync(TestTenant tenant, params string[] more) =>
        [.. (await tenant.MustAsync(0, Tests.Token, ["problems", "list", "--json", .. more])).JsonLines];

    [Fact]
    public async Task A_problem_appears_once_is_put_aside_and_is_resolved_by_itself()
    {
        var clock = new DayClock();
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token, clock: clock);
        Assert.Empty(await ListAsync(tenant));
        await tenant.NextAsync(Tests.Token);
        for (var again = 0; again < 2; again++)
        {
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
            clock.Pass(TimeSpan.FromHours(1));
        }
        var problem = Assert.Single(await ListAsync(tenant));
        Assert.Equal(("sourceDeleted", "crew"), (problem.GetProperty("code").GetString(), problem.GetProperty("subject").GetString()));
        Assert.NotEqual(problem.GetProperty("firstSeen").GetString(), problem.GetProperty("lastSeen").GetString());
        var id = problem.GetProperty("id").GetRawText();
        await tenant.MustAsync(0, Tests.Token, "problems", "snooze", id, "--until", clock.Day(2), "--reason", "being mended");
        Assert.Empty(await ListAsync(tenant));
        Assert.Single(await ListAsync(tenant, "--snoozed"));
        await tenant.MustAsync(0, Tests.Token, "problems", "wake", id);
        await tenant.MustAsync(8, Tests.Token, "problems", "wake", id);
        Assert.Single(await ListAsync(tenant, "--code", "sourceDeleted"));

        await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--group", "crew");
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Empty(await ListAsync(tenant));
        Assert.Single(await ListAsync(tenant, "--resolved"));
        var history = (await tenant.MustAsync(0, Tests.Token, "problems", "show", id, "--json")).Json.GetProperty("history");
        Assert.Equal(
            ["appeared", "snoozed", "woken", "resolved"],
            history.EnumerateArray().Select(happened => happened.GetProperty("what").GetString())
        );
        await tenant.MustAsync(8, Tests.Token, "problems", "snooze", id, "--until", clock.Day(2), "--reason", "late");
        await tenant.MustAsync(7, Tests.Token, "problems", "show", "99");
        await tenant.MustAsync(64, Tests.Token, "problems", "list", "--all", "--snoozed");
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_problem_is_over_with_the_decision_that_ends_it_and_an_old_plan_still_names_the_group()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("crew", Assert.Single(await ListAsync(tenant)).GetProperty("subject").GetString());
        var plan = (await tenant.MustAsync(0, Tests.Token, "plan", "list", "--limit", "1", "--json"))
            .JsonLines.Single()
            .GetProperty("plan");

        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "crew", "--confirm", "crew");
        Assert.Empty(await ListAsync(tenant));
        Assert.Single(await ListAsync(tenant, "--resolved"));
        var shown = await tenant.MustAsync(0, Tests.Token, "plan", "show", plan.GetRawText());
        Assert.Contains("group crew is now without its source", shown.Output, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_directory_that_cannot_be_read_and_a_held_run_are_problems_until_they_are_over()
    {
        var crowd = Tests.Several("p", 30);
        var story = new TenantStory().Users(crowd).Group("crew").Member("crew", crowd).Then().NoMember("crew", crowd[..20]);
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/users/delta", status = 403 });
        Assert.NotEqual(0, (await tenant.RunAsync(Tests.Token, "sync", "--yes")).Code);
        Assert.Equal("readFailed", Assert.Single(await ListAsync(tenant)).GetProperty("code").GetString());
        await tenant.HealAsync(Tests.Token);
        await tenant.MustAsync(3, Tests.Token, "sync", "--yes");
        var held = Assert.Single(await ListAsync(tenant));
        Assert.Equal("held", held.GetProperty("code").GetString());
        var run = held.GetProperty("lastRun").GetRawText();
        Assert.Equal($"run {run} (sync)", held.GetProperty("subject").GetString());
        await tenant.MustAsync(0, Tests.Token, "runs", "reject", run, "--reason", "wrong");
        Assert.Empty(await ListAsync(tenant));
    }

    [Fact]
    public async Task A_held_undo_is_a_problem_until_somebody_decides_whatever_else_ends_meanwhile()
    {
        var crowd = Tests.Several("p", 30);
        var story = new TenantStory().Users(crowd).Group("crew").Member("crew", crowd);
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        var synced = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--limit", "1", "--json")).JsonLines.Single();
        await tenant.MustAsync(3, Tests.Token, "runs", "undo", synced.GetProperty("run").GetRawText(), "--yes");
        Assert.Equal("held", Assert.Single(await ListAsync(tenant)).GetProperty("code").GetString());
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        var run = Assert.Single(await ListAsync(tenant)).GetProperty("lastRun").GetRawText();
        var stale = await tenant.MustAsync(5, Tests.Token, "runs", "approve", run, "--reason", "right");
        Assert.EndsWith("Ask for it again: muster runs undo.", stale.Error.TrimEnd(), StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "runs", "reject", run, "--reason", "wrong");
        Assert.Empty(await ListAsync(tenant));
    }

    [Fact]
    public async Task What_an_approved_plan_reports_is_a_problem_until_a_sync_no_longer_finds_it()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var plan = (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First().GetProperty("plan").GetRawText();
        Assert.Empty(await ListAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "plan", "approve", plan, "--reason", "seen");
        var problem = Assert.Single(await ListAsync(tenant));
        Assert.Equal(("sourceDeleted", "crew"), (problem.GetProperty("code").GetString(), problem.GetProperty("subject").GetString()));
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Empty(await ListAsync(tenant));
        Assert.Single(await ListAsync(tenant, "--resolved"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Approving_a_plan_does_not_end_the_problem_that_the_directory_cannot_be_read()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var plan = (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First().GetProperty("plan").GetRawText();
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/users/delta", status = 403 });
        Assert.NotEqual(0, (await tenant.RunAsync(Tests.Token, "sync", "--yes")).Code);
        await tenant.MustAsync(0, Tests.Token, "plan", "approve", plan, "--reason", "seen");
        Assert.Contains("readFailed", (await ListAsync(tenant)).Select(problem => problem.GetProperty("code").GetString()));
    }
}
