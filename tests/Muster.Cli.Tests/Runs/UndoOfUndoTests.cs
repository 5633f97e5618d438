namespace Muster.Cli.Tests.Runs;

/// <summary>INV-22: undo of a run and undo of that undo give the state of before for rows that nothing else has touched; rows changed since are left as they are.</summary>
public sealed class UndoOfUndoTests
{
    private const int People = 12;

    private static async Task<string> RunAsync(TestTenant tenant, int code, params string[] command) =>
        (await tenant.MustAsync(code, Tests.Token, [.. command, "--yes", "--json"])).Json.GetProperty("run").GetRawText();

    /// <summary>Random joins and leaves in three groups, in three change sets; nobody's last member leaves.</summary>
    private static TenantStory Random(int seed)
    {
        var random = new Random(seed);
        var groups = new[] { "crew", "desk", "shop" };
        var members = groups.ToDictionary(
            group => group,
            _ => Tests.Several("p", People).Where(_ => random.Next(2) == 0).Append("q").ToHashSet()
        );
        var story = new TenantStory().Users([.. Tests.Several("p", People), "q"]);
        foreach (var group in groups)
            story.Group(group).Member(group, [.. members[group]]);
        for (var set = 0; set < 3; set++)
        {
            story.Then();
            foreach (var group in groups)
            foreach (var user in Tests.Several("p", People).Where(_ => random.Next(4) == 0))
                if (members[group].Remove(user))
                    story.NoMember(group, user);
                else if (members[group].Add(user))
                    story.Member(group, user);
        }
        return story;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Undone_twice_is_as_before_whatever_a_run_did_INV_22(int seed)
    {
        await using var tenant = await TestTenant.SyncedAsync(Random(seed), Tests.Token);
        foreach (var guard in new[] { "groupStated", "runStated", "dayStated", "groupDayStated" })
            await tenant.SetAsync($"guards.{guard}.percent", "none", Tests.Token);
        var runs = new List<string>();
        for (var set = 0; set < 3; set++)
        {
            await tenant.NextAsync(Tests.Token);
            runs.Add(await RunAsync(tenant, 0, "sync"));
        }
        var before = await tenant.ExportAsync(Tests.Token);
        foreach (var run in runs)
        {
            var undo = await tenant.MustAsync(0, Tests.Token, "runs", "undo", run, "--yes", "--json");
            var undone = await tenant.ExportAsync(Tests.Token);
            var changed = undo.Json.GetProperty("steps").EnumerateObject().Sum(step => step.Value.GetInt32()) > 0;
            Assert.Equal(changed, undone != before);
            // What the last run did, nothing has touched since.
            Assert.True(changed || run != runs[^1]);
            if (changed)
                await RunAsync(tenant, 0, "runs", "undo", undo.Json.GetProperty("run").GetRawText());
            Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        }
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Rows_changed_between_the_run_and_its_undo_or_between_the_undos_are_left_alone_INV_22()
    {
        var story = new TenantStory()
            .Users(Tests.Several("p", People))
            .Group("crew")
            .Member("crew", Tests.Several("p", 8))
            .Then()
            .NoMember("crew", "p1", "p2")
            .Member("crew", "p9", "p10", "p11")
            .Then()
            .NoMember("crew", "p9");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = await RunAsync(tenant, 0, "sync");
        await tenant.NextAsync(Tests.Token);
        await RunAsync(tenant, 0, "sync");
        Assert.Equal("p10 p11 p3 p4 p5 p6 p7 p8", (await tenant.StateAsync(Tests.Token)).Members("crew"));

        var undo = await RunAsync(tenant, 0, "runs", "undo", run);
        // p9 left after the run: the undo has nothing to take back there.
        Assert.Equal("p1 p2 p3 p4 p5 p6 p7 p8", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        // Somebody decides about p10 and p1 after the undo.
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "crew", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "crew", TenantStory.Upn("p10"));
        await tenant.MustAsync(0, Tests.Token, "groups", "remove-member", "crew", TenantStory.Upn("p1"));
        var decided = await tenant.StateAsync(Tests.Token);
        await tenant.RunAsync(Tests.Token, "runs", "undo", undo, "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Contains("p10", state.Members("crew").Split(' '));
        Assert.DoesNotContain("p1", state.Members("crew").Split(' '));
        Assert.DoesNotContain("p9", state.Members("crew").Split(' '));
        Assert.Equal("local", decided.Link("crew"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }
}
