using Muster.Core.DirectoryObjects;
using Muster.Engine.Users;
using Muster.Server;

namespace Muster.Cli.Tests.Users;

/// <summary>What becomes of people whom the directory changes, between two delta reads. Nobody is ever erased.</summary>
public sealed class LifeOfAUserTests
{
    private static string Id(string handle) => TenantStory.Id(handle).ToString();

    [Fact]
    public async Task INV_9_two_people_who_change_places_in_their_UPN_in_one_delta_stay_who_they_are()
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada").Then();
        story
            .UpdateUser("ada", ("userPrincipalName", "swap@contoso.com"))
            .UpdateUser("grace", ("userPrincipalName", TenantStory.Upn("ada")))
            .UpdateUser("ada", ("userPrincipalName", TenantStory.Upn("grace")));
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("grace", "ada"), (state.Handles[Id("ada")], state.Handles[Id("grace")]));
        Assert.Equal("grace", state.Members("team"));
    }

    [Fact]
    public async Task INV_9_renaming_everybody_moves_no_membership_and_erases_nobody()
    {
        var people = Tests.Several("p", 30);
        var story = new TenantStory().Users(people).Group("team").Member("team", people).Then();
        foreach (var person in people)
            story.UpdateUser(
                person,
                ("displayName", $"New {person}"),
                ("userPrincipalName", $"new-{person}@contoso.com"),
                ("mail", $"new-{person}@contoso.com")
            );
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).JsonLines.Last();
        Assert.Equal(30, run.GetProperty("steps").GetProperty("usersUpdated").GetInt32());
        Assert.Equal(0, run.GetProperty("steps").GetProperty("membersRemoved").GetInt32());
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(30, state.Handles.Count);
        Assert.Equal(30, state.Members("team").Split(' ').Length);
    }

    [Fact]
    public async Task A_guest_who_becomes_a_member_is_let_in_by_a_rule_for_members()
    {
        var story = new TenantStory().User("visitor", ("userType", "Guest")).Then().UpdateUser("visitor", ("userType", "Member"));
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "userType = Member", "--yes");
        Assert.Equal("", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("visitor", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Fact]
    public async Task Somebody_hired_again_is_a_new_user_until_a_person_joins_the_two()
    {
        await using var tenant = await TestTenant.SyncedAsync(Rehired(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).JsonLines.Last();
        Assert.Contains("rehired", run.GetProperty("problems").ToString(), StringComparison.Ordinal);
        Assert.Equal(("ada", "ada grace"), await SuspendedAndActiveAsync(tenant));
        var match = Assert.Single((await tenant.MustAsync(0, Tests.Token, "users", "match", "--json")).JsonLines);
        Assert.Equal("accountGone", match.GetProperty("state").GetString());
        var suggestion = Assert.Single(match.GetProperty("suggestions").EnumerateArray());
        Assert.Equal(
            (Id("ada-again"), "same UPN", true),
            (
                suggestion.GetProperty("id").GetString(),
                suggestion.GetProperty("evidence").GetString(),
                suggestion.GetProperty("followed").GetBoolean()
            )
        );

        var refused = await tenant.MustAsync(8, Tests.Token, "users", "link", Id("ada"), "--to", Id("ada-again"));
        Assert.Contains("followed by 'ada@contoso.com' already (active)", refused.Error, StringComparison.Ordinal);
        await tenant.MustAsync(
            0,
            Tests.Token,
            "users",
            "link",
            Id("ada"),
            "--to",
            Id("ada-again"),
            "--replace",
            "--reason",
            "Re-hired",
            "--yes"
        );

        var user = (await tenant.MustAsync(0, Tests.Token, "users", "show", Id("ada-again"), "--json")).Json;
        Assert.Equal("team", Assert.Single(user.GetProperty("memberships").EnumerateArray()).GetProperty("group").GetString());
        var past = (await tenant.MustAsync(0, Tests.Token, "users", "show", Id("ada-again"), "--json")).Json.GetProperty("user");
        Assert.Equal(1, KeyOf(await tenant.MustAsync(0, Tests.Token, "users", "match", "--json")));
        Assert.True(past.GetProperty("active").GetBoolean());
        var again = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).JsonLines.Last();
        Assert.Equal("noChanges", again.GetProperty("outcome").GetString());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Who_was_linked_by_somebody_else_since_one_looked_is_not_linked_to_another()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada", "grace"), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "here@contoso.com", "--name", "Here");
        await using var muster = await MusterInstance.OpenAsync(tenant.Muster.Folder, TimeProvider.System, Tests.Token);
        var revision = await muster.Database.Platform.RevisionAsync(Tests.Token);
        var seen = Assert.Single(await muster.Database.Platform.FindUsersAsync("here@contoso.com", revision, Tests.Token));
        var connection = Assert.Single(await muster.Connections.ListAsync(Tests.Token));

        async Task<UsersOutcome> LinkAsync(string handle) =>
            await muster.UserLinks.LinkAsync(connection, seen, new ObjectId(TenantStory.Id(handle)), true, "zoe", null, null, Tests.Token);
        Assert.NotNull((await LinkAsync("ada")).Run);
        var late = await LinkAsync("grace");

        Assert.Equal("overtaken", Assert.Single(late.Problems).Code);
    }

    [Fact]
    public async Task By_policy_somebody_hired_again_with_the_same_employee_id_is_the_user_of_before()
    {
        await using var tenant = await TestTenant.SyncedAsync(Rehired(), Tests.Token);
        await tenant.SetAsync("rehire", "employeeId", Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("ada grace", ""), (state.ActiveUsers, state.SuspendedUsers));
        Assert.Equal("ada grace", state.Members("team"));
        Assert.False(state.Handles.ContainsKey(Id("ada")));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    private static TenantStory Rehired()
    {
        var story = new TenantStory()
            .User("ada", ("employeeId", "1815"))
            .Users("grace")
            .Group("team")
            .Member("team", "ada", "grace")
            .Then();
        return story
            .DeleteUser("ada")
            .User("ada-again", ("userPrincipalName", TenantStory.Upn("ada")), ("mail", TenantStory.Upn("ada")), ("employeeId", "1815"))
            .Member("team", "ada-again");
    }

    private static async Task<(string Suspended, string Active)> SuspendedAndActiveAsync(TestTenant tenant)
    {
        var state = await tenant.StateAsync(Tests.Token);
        return (state.SuspendedUsers, state.ActiveUsers);
    }

    private static int KeyOf(CommandResult match) =>
        match.JsonLines.Count(entry => entry.GetProperty("user").GetProperty("keptApart").GetBoolean());
}
