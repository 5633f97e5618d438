namespace Muster.Cli.Tests.Groups;

/// <summary>Renamed, deleted, restored, re-created with the same name: the object id rules, the name only follows.</summary>
public sealed class LifeOfAGroupTests
{
    private static TenantStory Team() =>
        new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("team", "Team")
            .Group("stays")
            .Member("team", "ada", "grace")
            .Owner("team", "linus");

    private static string Id(string handle) => TenantStory.Id(handle).ToString();

    [Fact]
    public async Task A_rename_in_the_directory_is_followed()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team().Then().Rename("team", "Crew"), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal(1, run.Json.GetProperty("steps").GetProperty("groupsRenamed").GetInt32());
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("Crew stays", state.Groups);
        Assert.Equal("ada grace", state.Members("Crew"));
        Assert.Equal(Id("team"), state.PinnedTo("Crew"));
    }

    [Fact]
    public async Task Two_groups_that_swap_their_names_swap_them_here_too()
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("one", "A")
            .Group("two", "B")
            .Member("one", "ada")
            .Member("two", "grace")
            .Then();
        story.Rename("one", "B").Rename("two", "A");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ada", state.Members("B"));
        Assert.Equal("grace", state.Members("A"));
        Assert.Equal(Id("one"), state.PinnedTo("B"));
    }

    [Fact]
    public async Task A_rename_to_a_name_that_is_taken_keeps_the_old_name_and_says_so_and_members_still_follow()
    {
        var story = Team().Group("crew", "Crew").Then().Rename("team", "Crew").NoMember("team", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = await tenant.RunAsync(Tests.Token, "sync", "--yes", "--json");
        Assert.Contains(
            run.Json.GetProperty("problems").EnumerateArray(),
            problem => problem.GetProperty("code").GetString() == "renameClash"
        );
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ada", state.Members("Team"));
        Assert.Equal(Id("team"), state.PinnedTo("Team"));
        Assert.Equal(Id("crew"), state.PinnedTo("Crew"));
    }

    [Fact]
    public async Task A_group_deleted_in_the_directory_keeps_its_members_here_and_says_what_to_do()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team().Then().DeleteGroup("team"), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = await tenant.RunAsync(Tests.Token, "sync", "--yes");
        Assert.Contains("groups retire \"Team\"", run.Error, StringComparison.Ordinal);
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("sourceDeleted", state.Link("Team"));
        Assert.Equal("ada grace", state.Members("Team"));
        Assert.Equal("linus", state.Owners("Team"));
        Assert.Equal("ada grace linus", state.ActiveUsers);
    }

    [Fact]
    public async Task A_restored_group_is_linked_again_by_its_id_even_under_another_name()
    {
        var story = Team().Then().DeleteGroup("team").Then().Group("team", "Team reborn").Member("team", "linus");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.RunAsync(Tests.Token, "sync", "--yes");
        await tenant.NextAsync(Tests.Token);
        await tenant.RunAsync(Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("Team reborn stays", state.Groups);
        Assert.Equal("linked", state.Link("Team reborn"));
        Assert.Equal(Id("team"), state.PinnedTo("Team reborn"));
        Assert.Equal("linus", state.Members("Team reborn"));
    }

    [Fact]
    public async Task A_new_group_with_the_name_of_a_deleted_one_is_a_reused_name_and_never_merged()
    {
        var story = Team().Then().DeleteGroup("team").Group("other", "Team").Member("other", "linus");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = await tenant.RunAsync(Tests.Token, "sync", "--yes", "--json");
        Assert.Contains(
            run.Json.GetProperty("problems").EnumerateArray(),
            problem => problem.GetProperty("code").GetString() == "reusedName"
        );
        await tenant.MustAsync(4, Tests.Token, "groups", "create", "--from-directory", "--all");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("Team stays", state.Groups);
        Assert.Equal("sourceDeleted", state.Link("Team"));
        Assert.Equal(Id("team"), state.PinnedTo("Team"));
        Assert.Equal("ada grace", state.Members("Team"));
    }

    [Fact]
    public async Task A_reused_name_is_solved_by_relinking()
    {
        var story = Team().Then().DeleteGroup("team").Group("other", "Team").Member("other", "linus");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.RunAsync(Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "relink", "Team", "--to", Id("other"), "--yes");
        await tenant.RunAsync(Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(Id("other"), state.PinnedTo("Team"));
        Assert.Equal("linus", state.Members("Team"));
    }

    [Fact]
    public async Task A_reused_name_is_solved_by_retiring_the_old_group_whose_past_stays()
    {
        var story = Team().Then().DeleteGroup("team").Group("other", "Team").Member("other", "linus");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.RunAsync(Tests.Token, "sync", "--yes");
        await tenant.MustAsync(64, Tests.Token, "groups", "retire", "Team", "--no-input");
        await tenant.MustAsync(64, Tests.Token, "groups", "retire", "Team", "--confirm", "team");
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "Team", "--confirm", "Team");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "--all");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(Id("other"), state.PinnedTo("Team"));
        Assert.Equal("linus", state.Members("Team"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task An_unlinked_group_keeps_its_members_and_no_longer_follows()
    {
        await using var tenant = await TestTenant.SyncedAsync(Team().Then().NoMember("team", "ada"), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "Team", "--yes");
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("local", state.Link("Team"));
        Assert.Equal("ada grace", state.Members("Team"));
    }

    [Fact]
    public async Task Owners_are_not_members_and_do_not_rise_from_nested_groups()
    {
        var story = new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("outer")
            .Group("inner")
            .Nested("outer", "inner")
            .Member("inner", "ada")
            .Owner("inner", "grace")
            .Owner("outer", "linus");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ada", state.Members("outer"));
        Assert.Equal("linus", state.Owners("outer"));
        Assert.Equal("grace", state.Owners("inner"));
    }

    /// <summary>INV-10.</summary>
    [Fact]
    public async Task Groups_nested_in_a_circle_and_in_themselves_have_everybodys_members()
    {
        var story = new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("a")
            .Group("b")
            .Group("c")
            .Member("a", "ada")
            .Member("b", "grace")
            .Member("c", "linus");
        story.Nested("a", "b").Nested("b", "c").Nested("c", "a");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        var state = await tenant.StateAsync(Tests.Token);
        Assert.All(new[] { "a", "b", "c" }, group => Assert.Equal("ada grace linus", state.Members(group)));
    }

    [Fact]
    public async Task A_nested_group_that_is_deleted_takes_away_exactly_those_without_another_path()
    {
        var story = new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("top")
            .Group("mid")
            .Group("deep")
            .Nested("top", "mid")
            .Nested("mid", "deep");
        story.Member("deep", "ada", "grace").Member("mid", "grace").Member("top", "linus").Then().DeleteGroup("deep");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "top");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("grace linus", (await tenant.StateAsync(Tests.Token)).Members("top"));
    }
}
