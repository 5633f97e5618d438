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

    [Theory]
    [InlineData("direct", false, "nesting direct")]
    [InlineData("hierarchy", true, "nesting hierarchy")]
    public async Task Who_is_in_nested_groups_that_do_not_count_is_told_so_and_not_to_wait_for_a_sync(
        string nesting,
        bool passesThrough,
        string told
    )
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("top")
            .Group("middle")
            .Group("team")
            .Nested("top", "middle", "team")
            .Member("middle", "ada")
            .Member("team", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        if (passesThrough)
            await tenant.MustAsync(0, Tests.Token, "groups", "retire", "middle", "--confirm", "middle");
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "top", "--nesting", nesting, "--yes", "--reason", "r");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var explanation = await ExplainAsync(tenant, "grace", "top");

        Assert.Contains(told, explanation.GetProperty("whyNot").GetString(), StringComparison.Ordinal);
        Assert.Empty(explanation.GetProperty("paths").EnumerateArray());
        Assert.Equal(passesThrough, (await ExplainAsync(tenant, "ada", "top")).GetProperty("isMember").GetBoolean());
    }

    [Fact]
    public async Task Who_would_come_with_a_group_only_is_called_not_imported_where_groups_import_nobody()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Diamond(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--user", TenantStory.Upn("ada"), "--yes");
        await tenant.MustAsync(0, Tests.Token, "settings", "set", "autoImportMembers", "false", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "top");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var whyNot = (await ExplainAsync(tenant, TenantStory.Upn("grace"), "top")).GetProperty("whyNot").GetString();
        Assert.Contains("not imported", whyNot, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exclusion_of_owners_does_not_explain_why_somebody_is_no_member()
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada").Then().Member("team", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.MustAsync(
            0,
            Tests.Token,
            ["exceptions", "add", "--group", "team", "--user", "grace", "--exclude", "--owner", "--reason", "audit", "--yes"]
        );
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "plan");
        var whyNot = (await ExplainAsync(tenant, "grace", "team")).GetProperty("whyNot").GetString();
        Assert.Contains("no sync has applied that yet", whyNot, StringComparison.Ordinal);
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

    [Fact]
    public async Task Who_is_not_imported_is_told_why_and_how_far_they_come()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Diamond(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--user", TenantStory.Upn("ada"), "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "elsewhere");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var explanation = await ExplainAsync(tenant, TenantStory.Upn("grace"), "elsewhere");
        Assert.Contains("import rule does not cover", explanation.GetProperty("whyNot").GetString(), StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, explanation.GetProperty("user").ValueKind);
        Assert.Equal(
            ["found", "present", "enabled", "imported"],
            explanation.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString())
        );
        Assert.Contains(
            "1 hand-picked",
            explanation.GetProperty("configuration").GetProperty("importRule").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "✗ The person is not imported",
            (await tenant.MustAsync(0, Tests.Token, "explain", TenantStory.Upn("grace"), "elsewhere")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_held_run_that_would_add_the_person_is_named()
    {
        var people = Tests.Several("p", 30);
        var story = new TenantStory()
            .Users(people)
            .Users("new")
            .Group("team")
            .Member("team", people)
            .Then()
            .NoMember("team", people[..29])
            .Member("team", "new");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        Assert.Contains(
            $"holds run {run}",
            (await ExplainAsync(tenant, "new", "team")).GetProperty("whyNot").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Why_somebody_left_stays_known_also_after_the_rule_was_edited()
    {
        await using var tenant = await TenantAsync();
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "accountEnabled = true", "--yes");
        var left = (await ExplainAsync(tenant, "off", "top")).GetProperty("past")[0];
        Assert.Equal(
            ("accountDisabled", "stated"),
            (left.GetProperty("endCause").GetString(), left.GetProperty("endEvidence").GetString())
        );
        Assert.Contains(
            "the account was disabled",
            (await tenant.MustAsync(0, Tests.Token, "explain", "off", "top")).Output,
            StringComparison.Ordinal
        );
        var then = (await ExplainAsync(tenant, "ada", "top")).GetProperty("configuration");
        Assert.Equal("everyone", then.GetProperty("importRule").GetString());
    }

    [Fact]
    public async Task The_past_is_explained_by_what_was_recorded_and_nothing_is_made_up()
    {
        await using var tenant = await TenantAsync();
        var first = (await tenant.MustAsync(0, Tests.Token, "explain", "ada", "top", "--json")).Json;
        var run = first.GetProperty("standing")[0].GetProperty("run").GetRawText();
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var then = (await tenant.MustAsync(0, Tests.Token, "explain", "off", "top", "--at", $"run:{run}", "--json")).Json;
        Assert.True(then.GetProperty("isMember").GetBoolean());
        Assert.Equal("bottom", then.GetProperty("standing")[0].GetProperty("through").GetString());
        Assert.Empty(then.GetProperty("paths").EnumerateArray());
        var now = (await tenant.MustAsync(0, Tests.Token, "explain", "off", "top", "--at", "now", "--json")).Json;
        Assert.Contains("had left", now.GetProperty("whyNot").GetString(), StringComparison.Ordinal);
        Assert.Contains("account was disabled", now.GetProperty("whyNot").GetString(), StringComparison.Ordinal);
        var late = (await tenant.MustAsync(0, Tests.Token, "explain", "late", "elsewhere", "--at", $"run:{run}", "--json")).Json;
        Assert.Contains("was not a user here then", late.GetProperty("whyNot").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "not kept",
            (await tenant.MustAsync(0, Tests.Token, "explain", "grace", "elsewhere", "--at", $"run:{run}")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_link_its_cause_and_the_last_confirming_read_are_named()
    {
        await using var tenant = await TenantAsync();
        var explanation = await ExplainAsync(tenant, "ada", "top");
        Assert.Equal("listed", explanation.GetProperty("link").GetProperty("cause").GetString());
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, explanation.GetProperty("lastConfirmed").ValueKind);
        var before = explanation.GetProperty("lastConfirmed").GetDateTimeOffset();
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var again = await ExplainAsync(tenant, "ada", "top");
        Assert.True(again.GetProperty("lastConfirmed").GetDateTimeOffset() > before);
        Assert.Equal(explanation.GetProperty("firstSeen").GetString(), again.GetProperty("firstSeen").GetString());
    }

    [Fact]
    public async Task All_groups_of_a_person_and_all_people_of_a_group_are_listed_each_with_why()
    {
        await using var tenant = await TenantAsync();
        var groups = (await tenant.MustAsync(0, Tests.Token, "explain", "ada", "--json")).JsonLines.ToList();
        Assert.Equal(
            ["bottom", "left", "right", "top"],
            groups.Select(row => row.GetProperty("group").GetString()).Order(StringComparer.Ordinal)
        );
        Assert.All(groups, row => Assert.NotEqual("", row.GetProperty("why").GetString()));
        var people = (await tenant.MustAsync(0, Tests.Token, "explain", "--group", "top", "--json")).JsonLines.ToList();
        var members = (await tenant.MustAsync(0, Tests.Token, "groups", "members", "top", "--json")).JsonLines;
        Assert.Equal(
            members.Select(row => row.GetProperty("displayName").GetString()).Append("linus").Order(StringComparer.Ordinal),
            people.Select(row => row.GetProperty("displayName").GetString()).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "directly in the directory",
            people.Single(row => row.GetProperty("displayName").GetString() == "grace").GetProperty("why").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "through 'bottom'",
            people.Single(row => row.GetProperty("displayName").GetString() == "ada").GetProperty("why").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "3 of",
            (await tenant.MustAsync(0, Tests.Token, "explain", "--group", "top", "--limit", "3")).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Of_a_local_user_it_is_not_said_that_the_directory_lost_the_account()
    {
        await using var tenant = await TenantAsync();
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "here@x.org", "--name", "Here");
        var why = await tenant.MustAsync(0, Tests.Token, "explain", "here@x.org", "top");
        Assert.Contains("is a local user, who follows nobody in the directory", why.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("any more", why.Output, StringComparison.Ordinal);
        // A shell takes a bare # for the beginning of a comment.
        var taken = await tenant.MustAsync(8, Tests.Token, "users", "add", "--upn", "HERE@x.org", "--name", "Again");
        Assert.Matches("muster users show \"#[0-9]+\"", taken.Error.ReplaceLineEndings(" "));
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

    private static async Task<(string? Step, string Text)> ReasonAsync(TestTenant tenant, string user, string group)
    {
        var last = (await ExplainAsync(tenant, user, group)).GetProperty("steps").EnumerateArray().Last();
        return (last.GetProperty("step").GetString(), last.GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task Whom_somebody_took_out_by_hand_where_that_is_only_reported_is_not_sent_to_the_next_sync()
    {
        await using var tenant = await TenantAsync();
        await tenant.MustAsync(
            0,
            Tests.Token,
            ["groups", "set", "top", "--hand-edits", "allow", "--on-drift", "report", "--yes", "--reason", "r"]
        );
        await tenant.MustAsync(0, Tests.Token, "groups", "remove-member", "top", TenantStory.Upn("grace"));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var (step, text) = await ReasonAsync(tenant, TenantStory.Upn("grace"), "top");

        Assert.Equal("notTakenByHand", step);
        Assert.Contains("onDrift is report", text, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "top", "--on-drift", "heal", "--yes", "--reason", "r");
        Assert.Equal("synced", (await ReasonAsync(tenant, TenantStory.Upn("grace"), "top")).Step);
    }

    [Fact]
    public async Task Whose_attributes_cannot_be_filled_and_who_is_skipped_for_it_is_told_so()
    {
        var story = new TenantStory().User("ada", ("surname", null)).Group("team").Member("team", "ada");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.SetAsync("userAttributes", "family={surname}", Tests.Token);
        await tenant.SetAsync("whenMissing", "family=skip", Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "team");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var (step, text) = await ReasonAsync(tenant, TenantStory.Upn("ada"), "team");

        Assert.Equal("attributes", step);
        Assert.Contains("family", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_could_be_several_people_here_is_sent_to_whoever_can_tell()
    {
        var story = new TenantStory().User("ada", ("mail", "team@contoso.com")).User("grace", ("mail", "team@contoso.com"));
        await using var tenant = await TestTenant.ConnectedAsync(story.Group("team").Member("team", "ada"), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "old@x.com", "--name", "Old", "--mail", "team@contoso.com");
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "team");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var (step, text) = await ReasonAsync(tenant, TenantStory.Upn("ada"), "team");

        Assert.Equal("unambiguous", step);
        Assert.Contains("same mail address", text, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "users", "unlink", "old@x.com", "--yes");
        Assert.Equal("synced", (await ReasonAsync(tenant, TenantStory.Upn("ada"), "team")).Step);
    }
}
