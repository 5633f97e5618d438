namespace Muster.Cli.Tests.Users;

/// <summary>Who is imported, and that every later sync follows the rule.</summary>
public sealed class ImportRuleTests
{
    private static TenantStory Company() =>
        new TenantStory()
            .User("ada", ("department", "IT"))
            .User("grace", ("department", "IT"))
            .User("linus", ("department", "HR"))
            .User("visitor", ("userType", "Guest"), ("department", "IT"))
            .User("gone", ("department", "IT"), ("accountEnabled", false))
            .Group("outer")
            .Group("inner")
            .Nested("outer", "inner")
            .Member("inner", "ada")
            .Member("outer", "linus");

    [Theory]
    [InlineData("department = \"IT\"", "ada grace visitor")]
    [InlineData("department = IT and userType = Member", "ada grace")]
    [InlineData("department != \"IT\"", "linus")]
    [InlineData("userPrincipalName endsWith \"@contoso.com\" and userType = Guest", "visitor")]
    public async Task Where_takes_those_who_meet_all_conditions(string condition, string expected)
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", condition, "--yes");
        Assert.Equal(expected, (await tenant.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Theory]
    [InlineData("department =")]
    [InlineData("departmant = IT")]
    [InlineData("department ~ IT")]
    [InlineData("department = IT xor userType = Guest")]
    [InlineData("department = \"IT")]
    public async Task A_condition_that_cannot_be_read_names_the_place_and_changes_nothing(string condition)
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        var result = await tenant.MustAsync(64, Tests.Token, "users", "import", "--where", condition, "--yes");
        Assert.Matches(@"(position|character|column) \d+", result.Error);
        Assert.Equal("", result.Output);
        Assert.Equal("", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Fact]
    public async Task Members_of_counts_nested_groups()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--members-of", "outer", "--yes");
        Assert.Equal("ada linus", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Fact]
    public async Task Members_of_an_unknown_group_is_not_found()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        var result = await tenant.MustAsync(7, Tests.Token, "users", "import", "--members-of", "Outer", "--yes");
        Assert.Contains("'Outer'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_can_be_picked_by_hand()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(
            0,
            Tests.Token,
            "users",
            "import",
            "--user",
            TenantStory.Upn("ada"),
            TenantStory.Id("linus").ToString(),
            "--yes"
        );
        Assert.Equal("ada linus", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
        await tenant.MustAsync(7, Tests.Token, "users", "import", "--user", "nobody@contoso.com", "--yes");
    }

    [Fact]
    public async Task A_dry_run_shows_the_plan_and_keeps_state_and_rule()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--user", TenantStory.Upn("ada"), "--yes");
        var before = await tenant.ExportAsync(Tests.Token);
        var rule = (await tenant.MustAsync(0, Tests.Token, "connection", "show", TestTenant.Connection, "--json")).Output;

        var shown = await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--dry-run");

        Assert.Contains("grace", shown.Output, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        Assert.Equal(rule, (await tenant.MustAsync(0, Tests.Token, "connection", "show", TestTenant.Connection, "--json")).Output);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task The_next_sync_imports_joiners_and_suspends_movers_out()
    {
        var story = Company()
            .Then()
            .User("new", ("department", "IT"))
            .UpdateUser("grace", ("department", "HR"))
            .UpdateUser("linus", ("department", "IT"));
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "department = IT and userType = Member", "--yes");
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ada linus new", state.ActiveUsers);
        Assert.Equal("grace", state.SuspendedUsers);
    }

    [Fact]
    public async Task Whoever_leaves_the_group_of_the_rule_is_suspended_and_comes_back_with_it()
    {
        var story = Company().Then().NoMember("inner", "ada").Then().Member("inner", "ada", "grace");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--members-of", "outer", "--yes");
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(
            ("linus", "ada"),
            ((await tenant.StateAsync(Tests.Token)).ActiveUsers, (await tenant.StateAsync(Tests.Token)).SuspendedUsers)
        );
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("ada grace linus", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Fact]
    public async Task When_the_group_of_the_rule_is_deleted_nobody_is_suspended_and_it_is_said()
    {
        var story = Company().Then().DeleteGroup("outer");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--members-of", "outer", "--yes");
        await tenant.NextAsync(Tests.Token);
        var run = await tenant.RunAsync(Tests.Token, "sync", "--yes", "--json");
        Assert.Contains(
            run.Json.GetProperty("problems").EnumerateArray(),
            problem => problem.GetProperty("code").GetString() == "importGroupMissing"
        );
        Assert.Equal("ada linus", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Fact]
    public async Task A_member_of_a_linked_group_is_imported_although_the_rule_does_not_cover_them()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--user", TenantStory.Upn("grace"), "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "inner");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ada grace", state.ActiveUsers);
        Assert.Equal("ada", state.Members("inner"));
    }

    [Theory]
    [InlineData("users", "import", "--yes")]
    [InlineData("users", "import", "--everyone", "--where", "department = IT", "--yes")]
    [InlineData("users", "import", "--everyone", "--no-input")]
    public async Task An_import_that_is_not_fully_said_is_wrong_usage(params string[] command)
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        var result = await tenant.MustAsync(64, Tests.Token, command);
        Assert.StartsWith("Error:", result.Error, StringComparison.Ordinal);
    }
}
