using System.Text.Json;

namespace Muster.Cli.Tests.Users;

/// <summary>Import rules by condition from the command line to the platform: which people, why, and what a change would do.</summary>
public sealed class ConditionTests
{
    private const string Badge = "extension_0123456789abcdef0123456789abcdef_badge";

    private static TenantStory Company() =>
        new TenantStory()
            .User("ada", ("department", "IT"), ("companyName", "Contoso"), ("city", "Graz"), (Badge, "gold"))
            .User("grace", ("department", "IT"), ("city", "Wien"), ("onPremisesExtensionAttributes", Attribute("7", "north")))
            .User("linus", ("department", "HR"), ("mail", null))
            .User("mary", ("department", "HR"), ("mail", null), ("city", "Wien"))
            .Group("staff")
            .Member("staff", "ada", "linus")
            .Group("club")
            .Member("club", "grace");

    [Theory]
    [InlineData("department = \"IT\" or city = Wien", "ada grace mary")]
    [InlineData("department = IT and not (city = Wien or mail is empty)", "ada")]
    [InlineData("companyName is not empty", "ada")]
    [InlineData("extensionAttribute7 = NORTH", "grace")]
    [InlineData(Badge + " in (gold, silver)", "ada")]
    [InlineData("city is empty", "linus")]
    public async Task Conditions_cover_whom_they_name(string condition, string expected)
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", condition, "--yes");
        Assert.Equal(expected, (await tenant.StateAsync(Tests.Token)).ActiveUsers);
        Assert.Equal("noChanges", (await SyncAsync(tenant)).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Members_of_a_group_who_meet_a_condition_both_must_hold()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(
            0,
            Tests.Token,
            "users",
            "import",
            "--members-of",
            "staff",
            "--where",
            "department = IT",
            "--where",
            "city = Graz",
            "--yes"
        );
        Assert.Equal("ada", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
        var rule = (await tenant.MustAsync(0, Tests.Token, "users", "rule", "--json")).Json;
        Assert.Equal("department = \"IT\" and city = \"Graz\"", rule.GetProperty("condition").GetString());
        Assert.Equal("staff", rule.GetProperty("groups")[0].GetProperty("name").GetString());
        Assert.Equal((4, 1), (rule.GetProperty("enabled").GetInt32(), rule.GetProperty("coveredEnabled").GetInt32()));
    }

    [Fact]
    public async Task A_rule_that_names_more_properties_reads_everything_once_and_later_only_changes()
    {
        var story = Company().Then().UpdateUser("mary", ("city", "Graz")).Then().UpdateUser("mary", ("city", null));
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "city = Graz or userPrincipalName startsWith grace", "--yes");
        await tenant.NextAsync(Tests.Token);
        var joined = await SyncAsync(tenant);
        Assert.False(joined.GetProperty("full").GetBoolean());
        Assert.Equal(1, joined.GetProperty("steps").GetProperty("usersReactivated").GetInt32());
        await tenant.NextAsync(Tests.Token);
        Assert.Equal(1, (await SyncAsync(tenant)).GetProperty("steps").GetProperty("usersSuspended").GetInt32());
        // A rule that asks for less follows the link there is.
        var narrower = await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes", "--json");
        Assert.False(narrower.Json.GetProperty("full").GetBoolean());
        Assert.False((await SyncAsync(tenant)).GetProperty("full").GetBoolean());
    }

    [Fact]
    public async Task The_place_of_an_error_is_shown_by_a_caret_before_anything_is_read()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        var requests = tenant.Host.State.Requests;
        var result = await tenant.MustAsync(64, Tests.Token, "users", "import", "--where", "city = Graz", "departmant = IT", "--yes");
        Assert.Contains("did you mean department?", result.Error, StringComparison.Ordinal);
        Assert.Contains("  departmant = IT\n  ^\n", result.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(requests, tenant.Host.State.Requests);
    }

    [Fact]
    public async Task A_preview_counts_names_and_puts_those_who_would_leave_first_and_changes_nothing()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "staff", "--confirm", "staff");
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "not userPrincipalName startsWith mary", "--yes");
        var before = await tenant.ExportAsync(Tests.Token);

        var preview = (await tenant.MustAsync(0, Tests.Token, "users", "preview", "--where", "city = Wien", "--json")).Json;

        Assert.Equal(2, preview.GetProperty("coveredEnabled").GetInt32());
        Assert.Equal(
            ["ada@contoso.com", "linus@contoso.com"],
            preview.GetProperty("leavers").EnumerateArray().Select(leaver => leaver.GetProperty("user").GetString())
        );
        Assert.Equal(["mary@contoso.com (again)"], preview.GetProperty("joiners").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains(preview.GetProperty("problems").EnumerateArray(), it => it.GetProperty("code").GetString() == "noMail");
        var words = (await tenant.MustAsync(0, Tests.Token, "users", "preview", "--where", "city = Wien")).Output;
        Assert.True(words.IndexOf("would leave", StringComparison.Ordinal) < words.IndexOf("would join", StringComparison.Ordinal), words);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        Assert.Equal(
            "not userPrincipalName startsWith \"mary\"",
            (await tenant.MustAsync(0, Tests.Token, "users", "rule", "--json")).Json.GetProperty("condition").GetString()
        );
    }

    [Theory]
    [InlineData("department = X", "ruleCoversNobody")]
    [InlineData("department != X", "ruleCoversEverybody")]
    public async Task A_rule_that_covers_nobody_or_everybody_is_pointed_out(string condition, string code)
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        var preview = (await tenant.MustAsync(0, Tests.Token, "users", "preview", "--where", condition, "--json")).Json;
        Assert.Contains(preview.GetProperty("problems").EnumerateArray(), it => it.GetProperty("code").GetString() == code);
    }

    [Fact]
    public async Task Why_names_the_comparison_that_decides()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "department = IT and (city = Graz or mail is empty)", "--yes");
        var grace = (await tenant.MustAsync(0, Tests.Token, "users", "why", TenantStory.Upn("grace"), "--json")).Json;
        Assert.False(grace.GetProperty("covered").GetBoolean());
        Assert.Equal(["city = \"Graz\"", "mail is empty"], grace.GetProperty("decides").EnumerateArray().Select(it => it.GetString()));
        var ada = await tenant.MustAsync(0, Tests.Token, "users", "why", TenantStory.Upn("ada"));
        Assert.Contains("The import rule covers this person.", ada.Output, StringComparison.Ordinal);
        Assert.Matches("yes  city = \"Graz\": it is \"Graz\"  ← decides", ada.Output);
        await tenant.MustAsync(7, Tests.Token, "users", "why", "nobody@contoso.com");
    }

    [Fact]
    public async Task Why_names_only_linked_groups_that_bring_the_person_as_a_plan_would()
    {
        var story = new TenantStory()
            .User("ann")
            .User("bo")
            .Group("Outer")
            .Group("Inner")
            .Member("Inner", "bo")
            .Member("Outer", "ann")
            .Nested("Outer", "Inner");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "department = none", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Outer");
        Assert.Equal(["Outer"], await LinkedAsync("bo"));
        // Only those who are in it themselves count.
        await tenant.MustAsync(0, Tests.Token, "settings", "set", "nesting", "direct", "--reason", "Test", "--yes");
        Assert.Empty(await LinkedAsync("bo"));
        Assert.Equal(["Outer"], await LinkedAsync("ann"));
        await tenant.MustAsync(0, Tests.Token, "settings", "set", "autoImportMembers", "false", "--yes");
        Assert.Empty(await LinkedAsync("ann"));

        async Task<IEnumerable<string?>> LinkedAsync(string who) =>
            (await tenant.MustAsync(0, Tests.Token, "users", "why", TenantStory.Upn(who), "--json"))
                .Json.GetProperty("linkedGroups")
                .EnumerateArray()
                .Select(name => name.GetString());
    }

    [Fact]
    public async Task A_renamed_group_of_the_rule_changes_nothing_and_a_deleted_one_makes_nobody_leave()
    {
        var story = Company().Then().Rename("staff", "workforce").Then().DeleteGroup("staff");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--members-of", "staff", "--where", "department in (IT, HR)", "--yes");
        await tenant.NextAsync(Tests.Token);
        Assert.Equal("noChanges", (await SyncAsync(tenant)).GetProperty("outcome").GetString());
        await tenant.NextAsync(Tests.Token);
        var run = await SyncAsync(tenant);
        Assert.Contains(run.GetProperty("problems").EnumerateArray(), it => it.GetProperty("code").GetString() == "importGroupMissing");
        Assert.Equal("ada linus", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Fact]
    public async Task A_renamed_department_shows_as_leavers_and_trips_the_guards()
    {
        var people = Tests.Several("p", 30);
        var story = new TenantStory();
        foreach (var handle in people)
            story.User(handle, ("department", "IT"));
        story.Then();
        foreach (var handle in people)
            story.UpdateUser(handle, ("department", "Technology"));
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "department = IT", "--yes");
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json;
        Assert.Equal(30, run.GetProperty("steps").GetProperty("usersSuspended").GetInt32());
        Assert.Equal(30, (await tenant.StateAsync(Tests.Token)).ActiveUsers.Split(' ').Length);
    }

    private static async Task<JsonElement> SyncAsync(TestTenant tenant) =>
        (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json;

    private static Dictionary<string, object?> Attribute(string number, string value) =>
        new(StringComparer.Ordinal) { [$"extensionAttribute{number}"] = value };
}
