using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Muster.Storage;

namespace Muster.Cli.Tests.Groups;

/// <summary>What a person says about groups, and what a connection does by itself.</summary>
public sealed class GroupPolicyTests
{
    private static TenantStory Company() =>
        new TenantStory()
            .Users("ada", "grace", "joan", "linus")
            .Group("staff", "Staff")
            .Group("sales", "Sales")
            .Group("desk", "Desk")
            .Member("staff", "ada")
            .Member("sales", "grace")
            .Member("desk", "joan")
            .Owner("staff", "linus")
            .Nested("staff", "sales")
            .Nested("sales", "desk");

    private static string Id(string handle) => TenantStory.Id(handle).ToString();

    [Fact]
    public async Task A_hierarchy_is_planned_shown_exported_audited_and_kept_in_history()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "Staff", "Sales");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("ada grace joan", (await tenant.StateAsync(Tests.Token)).Members("Staff"));

        await tenant.MustAsync(0, Tests.Token, "groups", "set", "Staff", "--nesting", "hierarchy", "--yes", "--reason", "By team");
        var plan = await tenant.MustAsync(0, Tests.Token, "plan", "--json");
        Assert.Contains(plan.JsonLines, line => Type(line) == "nestGroup" && line.GetProperty("child").GetString() == "Sales");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var state = await tenant.ExportAsync(Tests.Token);
        Assert.Contains("{\"type\":\"subGroup\",\"group\":\"Staff\",\"child\":\"Sales\"}", state, StringComparison.Ordinal);
        var table = await tenant.MustAsync(0, Tests.Token, "export", "state", "--format", "csv");
        Assert.Contains($"Staff,{Id("staff")},linked,,,,,,,,Sales", table.Output, StringComparison.Ordinal);
        Assert.Equal("ada", new ExportedTenant(state).Members("Staff"));
        Assert.Equal("grace joan", new ExportedTenant(state).Members("Sales"));
        var shown = (await tenant.MustAsync(0, Tests.Token, "groups", "show", "Staff", "--json")).Json;
        Assert.Equal("Sales", Assert.Single(shown.GetProperty("subGroups").EnumerateArray()).GetString());
        Assert.Equal("groupManager", Assert.Single(shown.GetProperty("ownerPermissions").EnumerateArray()).GetString());
        var tree = await tenant.MustAsync(0, Tests.Token, "groups", "tree", "--json");
        Assert.Equal(["0 Staff", "1 Sales"], tree.JsonLines.Select(line => $"{line.GetProperty("depth")} {line.GetProperty("name")}"));

        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "Sales", "--confirm", "Sales");
        Assert.Equal("", (await tenant.MustAsync(0, Tests.Token, "groups", "tree", "--json")).Output);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("ada grace joan", (await tenant.StateAsync(Tests.Token)).Members("Staff"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Undoing_a_run_that_made_a_hierarchy_takes_the_sub_groups_back_and_undoing_that_makes_them_again_INV_22()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "Staff", "Sales");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "Staff", "--nesting", "hierarchy", "--yes", "--reason", "r");
        var run = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetInt64();
        Assert.Equal(["0 Staff", "1 Sales"], await TreeAsync(tenant));

        var undone = (await tenant.MustAsync(0, Tests.Token, "runs", "undo", $"{run}", "--yes", "--json"))
            .Json.GetProperty("run")
            .GetInt64();
        Assert.Empty(await TreeAsync(tenant));
        Assert.Equal("ada grace joan", (await tenant.StateAsync(Tests.Token)).Members("Staff"));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Empty(await TreeAsync(tenant));

        await tenant.MustAsync(0, Tests.Token, "runs", "undo", $"{undone}", "--yes");
        Assert.Equal(["0 Staff", "1 Sales"], await TreeAsync(tenant));
        Assert.Equal("ada", (await tenant.StateAsync(Tests.Token)).Members("Staff"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    private static async Task<IEnumerable<string>> TreeAsync(TestTenant tenant) =>
        (await tenant.MustAsync(0, Tests.Token, "groups", "tree", "--json")).JsonLines.Select(line =>
            $"{line.GetProperty("depth")} {line.GetProperty("name")}"
        );

    [Fact]
    public async Task A_changed_policy_shows_what_follows_from_it_before_it_is_saved_and_until_a_sync_followed_it()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        string[] set = ["groups", "set", "Staff", "--nesting", "direct"];
        var preview = (await tenant.MustAsync(0, Tests.Token, [.. set, "--dry-run", "--json"])).Json;
        var effect = preview.GetProperty("effects")[0];
        Assert.Equal(2, effect.GetProperty("more").GetProperty("membersRemoved").GetInt32());
        Assert.Equal("destructive", preview.GetProperty("changes")[0].GetProperty("danger").GetString());
        Assert.Contains("destructive", (await tenant.MustAsync(64, Tests.Token, [.. set, "--yes"])).Error, StringComparison.Ordinal);
        Assert.Contains("--yes", (await tenant.MustAsync(64, Tests.Token, [.. set, "--reason", "r"])).Error, StringComparison.Ordinal);
        Assert.False(await UnappliedAsync(tenant));

        var saved = await tenant.MustAsync(0, Tests.Token, [.. set, "--yes", "--reason", "Own people only"]);
        Assert.Contains(
            "Own people only",
            (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--json")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains("not yet applied", saved.Error, StringComparison.Ordinal);
        Assert.True(await UnappliedAsync(tenant));
        Assert.Contains(
            "not yet applied: nesting",
            (await tenant.MustAsync(0, Tests.Token, "groups", "show", "Staff")).Output,
            StringComparison.Ordinal
        );
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.False(await UnappliedAsync(tenant));
        Assert.Equal("ada", (await tenant.StateAsync(Tests.Token)).Members("Staff"));
    }

    [Fact]
    public async Task Who_is_only_in_a_nested_group_is_told_which_policy_leaves_them_out()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        async Task<string> WhyAsync(string policy)
        {
            await tenant.MustAsync(0, Tests.Token, "groups", "set", "Staff", "--nesting", policy, "--yes", "--reason", "r");
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
            var steps = (await tenant.MustAsync(0, Tests.Token, "explain", TenantStory.Upn("grace"), "Staff", "--json")).Json.GetProperty(
                "steps"
            );
            var last = steps.EnumerateArray().Last();
            return $"{last.GetProperty("step")}: {last.GetProperty("text")}";
        }
        Assert.Equal(
            "reached: The person is only in groups nested in 'Staff', and nested groups do not count here (nesting direct).",
            await WhyAsync("direct")
        );
        Assert.Equal(
            "reached: The person is only in nested groups of 'Staff' that have groups of their own here, and belongs to those (nesting hierarchy).",
            await WhyAsync("hierarchy")
        );
    }

    private static async Task<bool> UnappliedAsync(TestTenant tenant) =>
        (await tenant.MustAsync(0, Tests.Token, "groups", "show", "Staff", "--json")).Json.GetProperty("unapplied").GetBoolean();

    [Fact]
    public async Task Groups_whose_name_fits_are_created_by_the_sync_that_meets_them_and_filled_at_once()
    {
        await using var tenant = await TestTenant.ConnectedAsync(
            Company().Group("org-a", "ORG-A").Member("org-a", "ada").Then().Group("org-b", "ORG-B").Member("org-b", "grace"),
            Tests.Token
        );
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await ConfigureAsync(tenant, ("createGroupsLike", "ORG-*"));

        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("ada", (await tenant.StateAsync(Tests.Token)).Members("ORG-A"));

        await tenant.NextAsync(Tests.Token);
        var plan = await tenant.MustAsync(0, Tests.Token, "plan");
        Assert.Contains("createGroupsLike", plan.Output, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ORG-A ORG-B", state.Groups);
        Assert.Equal("grace", state.Members("ORG-B"));
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "ORG-B", "--confirm", "ORG-B");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("ORG-A", (await tenant.StateAsync(Tests.Token)).Groups);
    }

    [Fact]
    public async Task A_new_group_that_takes_the_name_of_a_renamed_one_is_created_with_the_rename_in_one_plan()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            Company().Then().Rename("staff", "People").Group("new", "Staff").Member("new", "linus"),
            Tests.Token
        );
        await tenant.NextAsync(Tests.Token);
        var dry = await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "Staff", "--dry-run");
        Assert.Contains("Staff renamed to People", dry.Output, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "Staff");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal((Id("new"), Id("staff")), (state.PinnedTo("Staff"), state.PinnedTo("People")));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Many_groups_are_chosen_by_pattern_size_kind_and_mail()
    {
        await using var tenant = await TestTenant.ConnectedAsync(
            Company().Group("org-a", "ORG-A").Group("org-b", "ORG-B").Member("org-b", "ada", "grace"),
            Tests.Token
        );
        async Task<string> ChosenAsync(params string[] choice) =>
            string.Join(
                ' ',
                (await tenant.MustAsync(0, Tests.Token, ["groups", "discover", "--limit", "0", "--json", .. choice])).JsonLines.Select(
                    line => line.GetProperty("displayName").GetString()
                )
            );
        Assert.Equal("ORG-A ORG-B", await ChosenAsync("--like", "ORG-?"));
        Assert.Equal("Desk ORG-A", await ChosenAsync("--like", "{ORG-A,De*}"));
        Assert.Equal("ORG-B", await ChosenAsync("--min-members", "2"));
        Assert.Equal("", await ChosenAsync("--mail"));
        Assert.Equal("", await ChosenAsync("--kind", "distribution"));
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "--like", "ORG-*", "--min-members", "2");
        Assert.Equal("ORG-B", (await tenant.StateAsync(Tests.Token)).Groups);
    }

    [Theory]
    [InlineData("position 5", "groups", "discover", "--like", "ORG-{A")]
    [InlineData("--kind", "groups", "discover", "--kind", "blue")]
    [InlineData("--min-members", "groups", "discover", "--min-members", "-1")]
    [InlineData("--nesting is 'deep'", "groups", "set", "Staff", "--nesting", "deep")]
    [InlineData("--review-on is 'soon'", "groups", "set", "Staff", "--review-on", "soon")]
    [InlineData("which is past", "groups", "set", "Staff", "--review-on", "2020-01-31")]
    [InlineData("Say what to set", "groups", "set", "Staff")]
    [InlineData("--only is 'dusty'", "groups", "report", "--only", "dusty")]
    [InlineData("--within", "groups", "report", "--within", "-1")]
    [InlineData("--local is 'maybe'", "groups", "link", "Staff", "--to", "4c1d2b7e-0f65-4f7b-9a55-5b7f2f0b6f11", "--local", "maybe")]
    public async Task Bad_input_names_the_option_the_value_and_the_fix(string said, params string[] typed)
    {
        using var muster = new CommandLine();
        await muster.MustAsync(0, Tests.Token, "groups", "create", "Staff");
        var refused = await muster.MustAsync(64, Tests.Token, typed);
        Assert.Contains(said, refused.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Linking_a_group_with_local_members_shows_both_sides_and_asks_what_becomes_of_them()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "Sales", "--yes");
        string[] link = ["groups", "link", "Sales", "--to", Id("sales"), "--yes"];

        var shown = (await tenant.MustAsync(0, Tests.Token, [.. link, "--dry-run", "--json"])).Json.GetProperty("members");
        Assert.Equal((2, 2, 2), (Number(shown, "here"), Number(shown, "there"), Number(shown, "local")));
        Assert.Equal("local", (await tenant.StateAsync(Tests.Token)).Link("Sales"));
        var linked = await tenant.MustAsync(0, Tests.Token, link);
        Assert.Contains("--local-members keep", linked.Error, StringComparison.Ordinal);
        await tenant.MustAsync(3, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "Sales", "--yes");

        await tenant.MustAsync(0, Tests.Token, [.. link, "--local", "keep"]);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var members = (await tenant.MustAsync(0, Tests.Token, "groups", "members", "Sales", "--json")).JsonLines;
        Assert.Equal(
            ["grace directory", "grace local", "joan directory", "joan local"],
            members.Select(line => $"{line.GetProperty("displayName")} {line.GetProperty("origin")}").Order()
        );

        await tenant.MustAsync(0, Tests.Token, "groups", "set", "Sales", "--local-members", "replace", "--yes", "--reason", "r");
        var held = await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal("adoption", held.Json.GetProperty("held")[0].GetProperty("guard").GetString());
    }

    [Fact]
    public async Task One_of_several_groups_of_a_name_is_picked_by_its_number()
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("one", "Phoenix", ("description", "the building"))
            .Group("two", "Phoenix", ("description", "the software"), ("isAssignableToRole", true))
            .Member("one", "ada")
            .Member("two", "grace");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(4, Tests.Token, "groups", "create", "Phoenix");
        var candidates = (await tenant.MustAsync(0, Tests.Token, "groups", "pick", "Phoenix", "--json")).JsonLines.ToList();
        Assert.Equal(2, candidates.Count);
        var software = candidates.Single(line => line.GetProperty("description").GetString() == "the software");
        Assert.Equal("role-assignable", software.GetProperty("labels")[0].GetString());
        await tenant.MustAsync(64, Tests.Token, "groups", "pick", "Phoenix", "--to", "3");
        await tenant.MustAsync(0, Tests.Token, "groups", "pick", "Phoenix", "--to", $"{software.GetProperty("number")}", "--yes");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("grace", (await tenant.StateAsync(Tests.Token)).Members("Phoenix"));
    }

    [Fact]
    public async Task Names_off_the_convention_are_refused_and_reported_beside_what_else_is_missing()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        await ConfigureAsync(tenant, SettingScope.Workspace, ("groupNamePatterns", "S*"));
        Assert.Contains(
            "naming conventions",
            (await tenant.MustAsync(64, Tests.Token, "groups", "create", "Other")).Error,
            StringComparison.Ordinal
        );
        await tenant.MustAsync(
            0,
            Tests.Token,
            ["groups", "set", "Staff", "--purpose", "Everybody", "--accountable", TenantStory.Upn("ada"), "--review-on", "2099-01-31"]
        );
        var report = (await tenant.MustAsync(0, Tests.Token, "groups", "report", "--json")).JsonLines.ToDictionary(
            line => line.GetProperty("name").GetString()!,
            line => string.Join(' ', line.GetProperty("findings").EnumerateArray())
        );
        Assert.Equal("noPurpose noAccountable noReviewDate offConvention", report["Desk"]);
        Assert.False(report.ContainsKey("Staff"));
    }

    /// <summary>INV-7.</summary>
    [Fact]
    public async Task A_directory_group_feeds_one_group_also_where_the_database_was_forced()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Twin");
        var refused = await tenant.MustAsync(8, Tests.Token, "groups", "link", "Twin", "--to", Id("sales"));
        Assert.Contains("One directory group feeds one group", refused.Error, StringComparison.Ordinal);
        await ForceTwinAsync(tenant);
        var run = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Contains(run.Json.GetProperty("problems").EnumerateArray(), p => p.GetProperty("code").GetString() == "claimedTwice");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("grace joan", state.Members("Sales"));
        Assert.Equal("", state.Members("Twin"));
        await tenant.MustAsync(0, Tests.Token, "groups", "discover");
    }

    private static async Task ForceTwinAsync(TestTenant tenant)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={tenant.Muster.Folder}/muster.db;Pooling=False"
        );
        await database.OpenAsync(Tests.Token);
        await using var command = database.CreateCommand();
        command.CommandText = """
            DROP INDEX app_group_version_by_directory_key;
            UPDATE app_group_version SET link = 3,
                directory_key = (SELECT directory_key FROM app_group_version WHERE name = 'Sales' AND to_revision IS NULL),
                object_id = (SELECT object_id FROM app_group_version WHERE name = 'Sales' AND to_revision IS NULL)
            WHERE name = 'Twin' AND to_revision IS NULL
            """;
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Tests.Token));
    }

    private static Task ConfigureAsync(TestTenant tenant, params (string Path, string Value)[] values) =>
        ConfigureAsync(tenant, SettingScope.Of(1), values);

    private static async Task ConfigureAsync(TestTenant tenant, SettingScope scope, params (string Path, string Value)[] values)
    {
        await using var database = await MusterDatabase.OpenAsync(tenant.Muster.Folder, TimeProvider.System, Tests.Token);
        var canonical = values.ToDictionary(
            value => value.Path,
            value =>
                scope == SettingScope.Workspace
                    ? Settings.OfWorkspace.Find(value.Path).Kind.Canonical(value.Value)!
                    : Settings.OfConnection.Find(value.Path).Kind.Canonical(value.Value)!
        );
        var before = await database.Settings.CurrentAsync(scope, Tests.Token);
        Assert.NotNull(await database.Settings.SaveAsync(before, canonical, "test", null, Tests.Token));
    }

    private static string? Type(System.Text.Json.JsonElement line) => line.GetProperty("type").GetString();

    private static int Number(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
