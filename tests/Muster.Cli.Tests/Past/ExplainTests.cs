namespace Muster.Cli.Tests.Past;

/// <summary>Why somebody is in a group, by every path, and why not.</summary>
public sealed class ExplainTests
{
    /// <summary>Two ways from top to ada, one of them through a circle, and one direct.</summary>
    private static TenantStory Diamond() =>
        new TenantStory()
            .Users("ada", "grace", "linus", "off")
            .Group("top")
            .Group("left")
            .Group("right")
            .Group("bottom")
            .Group("elsewhere")
            .Nested("top", "left", "right")
            .Nested("left", "bottom")
            .Nested("right", "bottom")
            .Nested("bottom", "top")
            .Member("bottom", "ada")
            .Member("top", "grace")
            .Owner("top", "linus")
            .Member("bottom", "off")
            .Then()
            .Disable("off")
            .Users("late")
            .Member("elsewhere", "late");

    private static async Task<TestTenant> TenantAsync() => await TestTenant.SyncedAsync(Diamond(), Tests.Token);

    private static async Task<System.Text.Json.JsonElement> ExplainAsync(TestTenant tenant, string user, string group) =>
        (await tenant.MustAsync(0, Tests.Token, "explain", user, group, "--json")).Json;

    [Fact]
    public async Task Every_path_through_a_diamond_with_a_circle_is_given_once()
    {
        await using var tenant = await TenantAsync();
        var explanation = await ExplainAsync(tenant, TenantStory.Upn("ada"), "top");
        Assert.True(explanation.GetProperty("isMember").GetBoolean());
        var paths = explanation
            .GetProperty("paths")
            .EnumerateArray()
            .Select(path => string.Join(" ", path.EnumerateArray().Select(group => group.GetProperty("displayName").GetString())));
        Assert.Equal(["top left bottom", "top right bottom"], paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task For_people_the_paths_read_from_the_person_up()
    {
        await using var tenant = await TenantAsync();
        var shown = (await tenant.MustAsync(0, Tests.Token, "explain", "ada", "top")).Output;
        Assert.Contains("ada → bottom → left → top", shown, StringComparison.Ordinal);
        Assert.Contains("ada → bottom → right → top", shown, StringComparison.Ordinal);
        Assert.Contains("ada is a member of top", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_direct_member_is_called_so()
    {
        await using var tenant = await TenantAsync();
        Assert.Contains(
            "(direct member)",
            (await tenant.MustAsync(0, Tests.Token, "explain", "grace", "top")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_owner_is_no_member()
    {
        await using var tenant = await TenantAsync();
        var explanation = await ExplainAsync(tenant, "linus", "top");
        Assert.True(explanation.GetProperty("isOwner").GetBoolean());
        Assert.False(explanation.GetProperty("isMember").GetBoolean());
    }

    [Fact]
    public async Task Why_not_names_the_first_step_that_fails()
    {
        await using var tenant = await TenantAsync();
        Assert.Contains(
            "no path",
            (await ExplainAsync(tenant, "grace", "elsewhere")).GetProperty("whyNot").GetString(),
            StringComparison.Ordinal
        );

        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Contains("disabled", (await ExplainAsync(tenant, "off", "top")).GetProperty("whyNot").GetString(), StringComparison.Ordinal);

        await tenant.MustAsync(0, Tests.Token, "groups", "create", "lonely");
        Assert.Contains(
            "unmatched",
            (await ExplainAsync(tenant, "ada", "lonely")).GetProperty("whyNot").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_was_read_but_not_yet_applied_is_said_to_wait_for_a_sync()
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada").Then().Member("team", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "plan");
        Assert.Contains(
            "muster sync",
            (await ExplainAsync(tenant, "grace", "team")).GetProperty("whyNot").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("nobody", "top")]
    [InlineData("ada", "Top")]
    public async Task Who_or_what_is_not_there_is_not_found(string user, string group)
    {
        await using var tenant = await TenantAsync();
        var asked = await tenant.MustAsync(7, Tests.Token, "explain", user, group);
        Assert.Contains(user == "nobody" ? "'nobody'" : "'Top'", asked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_run_that_added_the_member_and_who_approved_it_are_named()
    {
        var people = Tests.Several("p", 30);
        var story = new TenantStory()
            .Users(people)
            .Group("team")
            .Member("team", people)
            .Group("rest")
            .Member("rest", people)
            .Then()
            .NoMember("team", people[..29])
            .Users("new")
            .Member("team", "new");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        await tenant.MustAsync(0, Tests.Token, "runs", "approve", run, "--reason", "ticket 4711");
        Assert.Contains("ticket 4711", (await tenant.MustAsync(0, Tests.Token, "explain", "new", "team")).Output, StringComparison.Ordinal);
        Assert.Contains($"(run {run})", (await tenant.MustAsync(0, Tests.Token, "explain", "p1", "team")).Output, StringComparison.Ordinal);
    }
}
