namespace Muster.Cli.Tests.Guarding;

/// <summary>What was given by hand is judged and written by one rule, and undone with everybody's protection.</summary>
public sealed class HandEditGuardTests
{
    private static readonly string[] Ten = Tests.Several("p", 10);

    private static async Task<TestTenant> EditableAsync(TenantStory story)
    {
        var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.MustAsync(
            0,
            Tests.Token,
            ["groups", "set", "crew", "--hand-edits", "allow", "--on-drift", "report", "--reason", "Stand-ins", "--yes"]
        );
        return tenant;
    }

    private static Task<CommandResult> GiveAsync(TestTenant tenant, string group, string who) =>
        tenant.MustAsync(0, Tests.Token, "groups", "add-member", group, TenantStory.Upn(who));

    [Fact]
    public async Task Who_was_given_by_hand_and_comes_in_the_directory_too_stops_no_sync_INV_4()
    {
        var story = new TenantStory().Users(Ten).Group("crew").Member("crew", Ten[..5]).Then().Member("crew", "p9", "p8");
        await using var tenant = await EditableAsync(story);
        await GiveAsync(tenant, "crew", "p9");

        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        Assert.Equal("p1 p2 p3 p4 p5 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        Assert.Equal(
            "noChanges",
            (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("outcome").GetString()
        );
    }

    [Fact]
    public async Task Who_stays_by_hand_counts_when_a_loss_is_written_as_when_it_was_judged_INV_4()
    {
        var story = new TenantStory().Users(Ten).Group("crew").Member("crew", Ten[..5]).Then().NoMember("crew", Ten[..5]);
        await using var tenant = await EditableAsync(story);
        foreach (var given in Ten[5..])
            await GiveAsync(tenant, "crew", given);

        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        Assert.Equal("p10 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    [Fact]
    public async Task Undoing_an_edit_by_hand_is_no_adoption_and_takes_out_nobody_who_is_protected_by_now_INV_11()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users(Ten).Group("crew").Member("crew", Ten[..5]),
            Tests.Token
        );
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Book club");
        foreach (var who in new[] { "p8", "p9" })
            await GiveAsync(tenant, "Book club", who);
        var runs = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--limit", "2", "--json"))
            .JsonLines.Select(run => run.GetProperty("run").GetRawText())
            .ToList();
        await tenant.MustAsync(
            0,
            Tests.Token,
            ["settings", "set", "protectedUsers", TenantStory.Upn("p9"), "--reason", "the boss", "--yes"]
        );

        var refused = await tenant.MustAsync(0, Tests.Token, "runs", "undo", runs[0], "--yes");
        Assert.Contains("protected", refused.Output + refused.Error, StringComparison.Ordinal);
        Assert.Equal("p8 p9", (await tenant.StateAsync(Tests.Token)).Members("Book club"));

        await tenant.MustAsync(0, Tests.Token, "runs", "undo", runs[1], "--yes");
        Assert.Equal("p9", (await tenant.StateAsync(Tests.Token)).Members("Book club"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task An_exclusion_of_somebody_who_is_in_by_hand_and_stays_says_so()
    {
        var story = new TenantStory().Users(Ten).Group("crew").Member("crew", Ten[..5]);
        await using var tenant = await EditableAsync(story);
        await GiveAsync(tenant, "crew", "p9");

        var added = await tenant.MustAsync(
            0,
            Tests.Token,
            ["exceptions", "add", "--group", "crew", "--user", TenantStory.Upn("p9"), "--exclude", "--reason", "Under review", "--yes"]
        );

        Assert.Contains("by hand", added.Output + added.Error, StringComparison.Ordinal);
    }
}
