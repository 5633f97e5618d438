namespace Muster.Cli.Tests.Users;

/// <summary>Who somebody is: the object id, never a name (INV-9).</summary>
public sealed class IdentityTests
{
    private static string Id(string handle) => TenantStory.Id(handle).ToString();

    [Fact]
    public async Task A_new_user_object_with_an_old_UPN_is_a_new_identity()
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada", "grace").Then();
        story.DeleteUser("ada").User("ada-again", ("userPrincipalName", TenantStory.Upn("ada")), ("mail", TenantStory.Upn("ada")));
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var export = await tenant.ExportAsync(Tests.Token);
        var state = new ExportedTenant(export);
        Assert.Equal("grace", state.Members("team"));
        Assert.Equal("ada", state.Handles[Id("ada")]);
        Assert.Equal("ada", state.Handles[Id("ada-again")]);
        Assert.Equal("ada", state.SuspendedUsers);
        Assert.Equal("ada grace", state.ActiveUsers);
    }

    [Fact]
    public async Task A_restored_user_is_the_same_person_and_gets_the_memberships_the_directory_says()
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("team")
            .Member("team", "ada", "grace")
            .Then()
            .DeleteUser("ada")
            .Then()
            .User("ada")
            .Member("team", "ada");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("grace", (await tenant.StateAsync(Tests.Token)).Members("team"));
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ada grace", state.Members("team"));
        Assert.Equal(2, state.Handles.Count);
    }

    [Fact]
    public async Task A_disabled_user_is_out_of_all_groups_and_back_when_enabled()
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("team")
            .Group("other")
            .Member("team", "ada", "grace")
            .Member("other", "ada")
            .Owner("team", "ada");
        story.Then().Disable("ada").Then().Enable("ada");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var away = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("grace", "", "", "ada"), (away.Members("team"), away.Members("other"), away.Owners("team"), away.SuspendedUsers));
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var back = await tenant.StateAsync(Tests.Token);
        Assert.Equal(
            ("ada grace", "ada", "ada", ""),
            (back.Members("team"), back.Members("other"), back.Owners("team"), back.SuspendedUsers)
        );
    }

    [Fact]
    public async Task Names_UPN_and_mail_follow_the_directory()
    {
        var story = new TenantStory()
            .Users("ada")
            .Then()
            .UpdateUser("ada", ("userPrincipalName", "countess@contoso.com"), ("displayName", "Ada Lovelace"), ("mail", null));
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var user = Assert.Single((await tenant.MustAsync(0, Tests.Token, "users", "list", "--json")).JsonLines);
        Assert.Equal("countess@contoso.com", user.GetProperty("userPrincipalName").GetString());
        Assert.Equal("Ada Lovelace", user.GetProperty("displayName").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, user.GetProperty("mail").ValueKind);
    }

    [Fact]
    public async Task Guests_count_unless_the_rule_says_otherwise()
    {
        var story = new TenantStory().Users("ada").User("visitor", ("userType", "Guest")).Group("team").Member("team", "ada", "visitor");
        await using var everyone = await TestTenant.SyncedAsync(story, Tests.Token);
        Assert.Equal("ada visitor", (await everyone.StateAsync(Tests.Token)).Members("team"));

        await using var members = await TestTenant.ConnectedAsync(story, Tests.Token);
        await members.MustAsync(0, Tests.Token, "users", "import", "--where", "userType = Member", "--yes");
        Assert.Equal("ada", (await members.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Fact]
    public async Task Two_people_with_one_name_are_told_apart_by_id()
    {
        var story = new TenantStory()
            .User("jo1", ("displayName", "Jo Lee"))
            .User("jo2", ("displayName", "Jo Lee"))
            .Group("team")
            .Member("team", "jo1");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        var asked = await tenant.MustAsync(64, Tests.Token, "explain", "Jo Lee", "team");
        Assert.Contains(Id("jo1"), asked.Error, StringComparison.Ordinal);
        Assert.Contains(Id("jo2"), asked.Error, StringComparison.Ordinal);
        Assert.True(
            (await tenant.MustAsync(0, Tests.Token, "explain", Id("jo1"), "team", "--json")).Json.GetProperty("isMember").GetBoolean()
        );
        Assert.False(
            (await tenant.MustAsync(0, Tests.Token, "explain", Id("jo2"), "team", "--json")).Json.GetProperty("isMember").GetBoolean()
        );
    }
}
