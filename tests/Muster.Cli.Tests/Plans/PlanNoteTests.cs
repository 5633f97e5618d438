namespace Muster.Cli.Tests.Plans;

/// <summary>What people say about plans on the command line is what the admin app has: entries of the audit log.</summary>
public sealed class PlanNoteTests
{
    [Fact]
    public async Task Comments_and_asking_for_approval_stand_with_the_plan_and_in_the_audit_log()
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada").Then().Member("team", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token, actor: "zoe@desk");
        await tenant.NextAsync(Tests.Token);
        var plan = (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First().GetProperty("plan").GetRawText();

        var said = (await tenant.MustAsync(0, Tests.Token, "plan", "comment", plan, "  First\nand [red]second[/]  ", "--json")).Json;
        Assert.Equal(("zoe@desk", "First\nand [red]second[/]"), (said.GetProperty("by").GetString(), said.GetProperty("text").GetString()));
        var asked = await tenant.MustAsync(0, Tests.Token, "plan", "ask", plan, "--note", "Ticket 4711");
        Assert.Contains($"Asked for approval of plan {plan}", asked.Output, StringComparison.Ordinal);
        asked = await tenant.MustAsync(0, Tests.Token, "plan", "ask", plan);
        Assert.Contains("asked for approval", asked.Output, StringComparison.Ordinal);
        Assert.Contains("already", asked.Output, StringComparison.Ordinal);

        var shown = (await tenant.MustAsync(0, Tests.Token, "plan", "show", plan, "--json")).JsonLines.First();
        Assert.Equal("Ticket 4711", Assert.Single(shown.GetProperty("asked").EnumerateArray().ToList()).GetProperty("text").GetString());
        var comment = Assert.Single(shown.GetProperty("comments").EnumerateArray().ToList());
        Assert.Equal(said.GetProperty("number").GetInt64(), comment.GetProperty("number").GetInt64());
        var page = (await tenant.MustAsync(0, Tests.Token, "plan", "show", plan)).Output;
        Assert.Contains("zoe@desk asks for approval", page, StringComparison.Ordinal);
        Assert.Contains("  and [red]second[/]", page, StringComparison.Ordinal);
        var recorded = (await tenant.MustAsync(0, Tests.Token, "audit", "list", "--subject", $"plan {plan}", "--json")).JsonLines;
        Assert.Equal(
            ["plan.commented", "plan.approvalAsked"],
            recorded
                .Select(entry => entry.GetProperty("action").GetString())
                .Where(action => action is "plan.commented" or "plan.approvalAsked")
        );

        await tenant.MustAsync(64, Tests.Token, "plan", "comment", plan, " ");
        await tenant.MustAsync(64, Tests.Token, "plan", "comment", plan, new string('x', 1001));
        await tenant.MustAsync(64, Tests.Token, "plan", "ask", plan, "--note", "bell\a");
        await tenant.MustAsync(7, Tests.Token, "plan", "comment", "99", "Nobody");
        await tenant.MustAsync(7, Tests.Token, "plan", "ask", "99");
        await tenant.MustAsync(0, Tests.Token, "plan", "discard", plan, "--reason", "r");
        await tenant.MustAsync(8, Tests.Token, "plan", "ask", plan);
        await tenant.MustAsync(0, Tests.Token, "plan", "comment", plan, "Too late, but said");
        var decided = (await tenant.MustAsync(0, Tests.Token, "plan", "show", plan, "--json")).JsonLines.First();
        Assert.Equal((0, 2), (decided.GetProperty("asked").GetArrayLength(), decided.GetProperty("comments").GetArrayLength()));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Of_many_comments_the_last_ten_are_shown_unless_all_are_asked_for()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada").Group("team"), Tests.Token);
        for (var number = 1; number <= 12; number++)
            await tenant.MustAsync(0, Tests.Token, "plan", "comment", "1", $"Number {number}.");
        var few = await tenant.MustAsync(0, Tests.Token, "plan", "show", "1");
        Assert.Contains("2 earlier comments left out: muster plan show 1 --all", few.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Number 2.", few.Output, StringComparison.Ordinal);
        Assert.Contains("Number 3.", few.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Number 2.",
            (await tenant.MustAsync(0, Tests.Token, "plan", "show", "1", "--all")).Output,
            StringComparison.Ordinal
        );
    }
}
