namespace Muster.Cli.Tests.Groups;

/// <summary>Directory groups that share a name, or nearly have one (INV-9).</summary>
public sealed class SameNameTests
{
    private static TenantStory TwoPhoenixes() =>
        new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("phoenix-1", "Project Phoenix", ("description", "the building"))
            .Group("phoenix-2", "Project Phoenix", ("description", "the software"))
            .Group("HR")
            .Member("phoenix-1", "ada")
            .Member("phoenix-2", "grace")
            .Member("HR", "linus");

    [Fact]
    public async Task Both_are_named_with_their_ids_and_neither_is_created()
    {
        await using var tenant = await TestTenant.ConnectedAsync(TwoPhoenixes(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");

        var created = await tenant.MustAsync(4, Tests.Token, "groups", "create", "--from-directory", "--all");

        Assert.Contains(TenantStory.Id("phoenix-1").ToString(), created.Error, StringComparison.Ordinal);
        Assert.Contains(TenantStory.Id("phoenix-2").ToString(), created.Error, StringComparison.Ordinal);
        Assert.Contains("Project Phoenix", created.Error, StringComparison.Ordinal);
        Assert.Contains("groups link", created.Error, StringComparison.Ordinal);
        Assert.Equal("HR", (await tenant.StateAsync(Tests.Token)).Groups);
    }

    [Fact]
    public async Task As_json_the_problem_lists_both_candidates()
    {
        await using var tenant = await TestTenant.ConnectedAsync(TwoPhoenixes(), Tests.Token);
        var created = await tenant.MustAsync(4, Tests.Token, "groups", "create", "--from-directory", "--all", "--json");
        var problem = Assert.Single(created.Json.GetProperty("problems").EnumerateArray());
        Assert.Equal("ambiguousName", problem.GetProperty("code").GetString());
        Assert.Equal(
            new[] { "phoenix-1", "phoenix-2" }.Select(handle => TenantStory.Id(handle).ToString()).Order(StringComparer.Ordinal),
            problem.GetProperty("candidates").EnumerateArray().Select(id => id.GetString()!).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_group_of_that_name_stays_ambiguous_and_empty_until_a_person_picks_the_id()
    {
        await using var tenant = await TestTenant.ConnectedAsync(TwoPhoenixes(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(4, Tests.Token, "groups", "create", "Project Phoenix");
        await tenant.RunAsync(Tests.Token, "sync", "--yes");
        var before = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ambiguous", before.Link("Project Phoenix"));
        Assert.Null(before.PinnedTo("Project Phoenix"));
        Assert.Equal("", before.Members("Project Phoenix"));

        await tenant.MustAsync(
            0,
            Tests.Token,
            "groups",
            "link",
            "Project Phoenix",
            "--to",
            TenantStory.Id("phoenix-2").ToString(),
            "--yes"
        );
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var after = await tenant.StateAsync(Tests.Token);
        Assert.Equal("linked", after.Link("Project Phoenix"));
        Assert.Equal(TenantStory.Id("phoenix-2").ToString(), after.PinnedTo("Project Phoenix"));
        Assert.Equal("grace", after.Members("Project Phoenix"));
    }

    [Fact]
    public async Task A_second_group_of_the_name_that_appears_later_does_not_disturb_the_pinned_one()
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("one", "Team")
            .Member("one", "ada")
            .Then()
            .Group("two", "Team")
            .Member("two", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);

        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(4, Tests.Token, "groups", "create", "--from-directory", "--all");

        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(TenantStory.Id("one").ToString(), state.PinnedTo("Team"));
        Assert.Equal("ada", state.Members("Team"));
        Assert.Equal("Team", state.Groups);
    }

    [Theory]
    [InlineData("it support")]
    [InlineData("IT  Support")]
    [InlineData(" IT Support")]
    [InlineData("IT Support ")]
    [InlineData("IT Suppоrt")] // Cyrillic о.
    [InlineData("IT Suport")]
    public async Task A_name_that_is_nearly_equal_is_named_and_not_linked(string directoryName)
    {
        var story = new TenantStory().Users("ada").Group("support", directoryName).Member("support", "ada");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");

        var created = await tenant.MustAsync(0, Tests.Token, "groups", "create", "IT Support");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        Assert.Contains(TenantStory.Id("support").ToString(), created.Error, StringComparison.Ordinal);
        Assert.Contains("not a match", created.Error, StringComparison.Ordinal);
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("unmatched", state.Link("IT Support"));
        Assert.Equal("", state.Members("IT Support"));
    }

    [Fact]
    public async Task The_same_letters_in_another_Unicode_form_are_no_match()
    {
        var story = new TenantStory().Users("ada").Group("cafe", "Cafe\u0301").Member("cafe", "ada");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        var created = await tenant.RunAsync(Tests.Token, "groups", "create", "Caf\u00E9", "--json");
        var problem = Assert.Single(created.Json.GetProperty("problems").EnumerateArray());
        Assert.Equal("unmatched", problem.GetProperty("code").GetString());
        Assert.Equal([TenantStory.Id("cafe").ToString()], problem.GetProperty("candidates").EnumerateArray().Select(id => id.GetString()));
    }

    [Fact]
    public async Task Linking_to_an_id_that_the_directory_does_not_have_is_not_found_and_changes_nothing()
    {
        await using var tenant = await TestTenant.ConnectedAsync(TwoPhoenixes(), Tests.Token);
        await tenant.MustAsync(4, Tests.Token, "groups", "create", "Project Phoenix");
        var before = await tenant.ExportAsync(Tests.Token);
        var nobody = Guid.NewGuid().ToString();
        var linked = await tenant.MustAsync(7, Tests.Token, "groups", "link", "Project Phoenix", "--to", nobody);
        Assert.Contains(nobody, linked.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task One_directory_group_feeds_one_group_only()
    {
        await using var tenant = await TestTenant.SyncedAsync(TwoPhoenixes(), Tests.Token);
        await tenant.RunAsync(Tests.Token, "groups", "create", "Human Resources");
        var linked = await tenant.MustAsync(8, Tests.Token, "groups", "link", "Human Resources", "--to", TenantStory.Id("HR").ToString());
        Assert.Contains("'HR'", linked.Error, StringComparison.Ordinal);
    }
}
