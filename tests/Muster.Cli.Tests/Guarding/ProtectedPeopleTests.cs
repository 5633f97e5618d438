namespace Muster.Cli.Tests.Guarding;

/// <summary>INV-11 from end to end: set, respected by syncs and by people's own decisions, taken back.</summary>
public sealed class ProtectedPeopleTests
{
    private static TenantStory Story() =>
        new TenantStory()
            .Users(Tests.Several("p", 6))
            .Group("crew")
            .Member("crew", Tests.Several("p", 4))
            .Then()
            .NoMember("crew", "p1", "p2");

    [Fact]
    public async Task A_protected_person_stays_whoever_asks_until_the_protection_is_taken_back_INV_11()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await ProtectAsync(tenant, TenantStory.Upn("p1"));
        await tenant.NextAsync(Tests.Token);

        var sync = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Contains(
            sync.Json.GetProperty("problems").EnumerateArray(),
            problem => problem.GetProperty("code").GetString() == "protectedKept"
        );
        Assert.Equal("p1 p3 p4", (await tenant.StateAsync(Tests.Token)).Members("crew"));

        var refused = await tenant.Muster.RunAsync(Tests.Token, "groups", "retire", "crew", "--confirm", "crew");
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("protectedUsers", refused.Error, StringComparison.Ordinal);
        Assert.Equal("p1 p3 p4", (await tenant.StateAsync(Tests.Token)).Members("crew"));

        await ProtectAsync(tenant, "");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p3 p4", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task After_two_people_swap_their_names_the_person_who_was_protected_still_is_and_so_is_the_one_called_so_now_INV_11()
    {
        static (string, object?) Name(string handle) => ("userPrincipalName", TenantStory.Upn(handle));
        var story = new TenantStory()
            .Users(Tests.Several("p", 6))
            .Group("crew")
            .Member("crew", Tests.Several("p", 5))
            .Then()
            .UpdateUser("p1", Name("p2"))
            .UpdateUser("p2", Name("p1"))
            .Then()
            .NoMember("crew", "p1", "p2", "p3");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await ProtectAsync(tenant, TenantStory.Upn("p1"));
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        Assert.Equal("p1 p2 p4 p5", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        // Named anew, the name means who has it then: the state names people by the UPN they have now.
        await ProtectAsync(tenant, "");
        await ProtectAsync(tenant, TenantStory.Upn("p1"));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p1 p4 p5", (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    [Fact]
    public async Task Nobody_takes_a_protected_person_out_or_suspends_one_by_hand_INV_11()
    {
        const string local = "eve@contoso.com";
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", local, "--name", "Eve");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Book club");
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "Book club", local);
        await tenant.MustAsync(
            0,
            Tests.Token,
            ["settings", "set", "protectedUsers", TenantStory.Upn("p1"), local, "--reason", "the boss", "--yes"]
        );
        var before = await tenant.ExportAsync(Tests.Token);

        foreach (
            var command in new string[][]
            {
                ["groups", "remove-member", "Book club", local],
                ["users", "suspend", local, "--reason", "Away"],
                ["users", "unlink", TenantStory.Upn("p1"), "--reason", "Somebody else"],
            }
        )
            Assert.Contains("protectedUsers", (await tenant.MustAsync(8, Tests.Token, command)).Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));

        await ProtectAsync(tenant, "");
        await tenant.MustAsync(0, Tests.Token, "users", "suspend", local, "--reason", "Away");
        await tenant.MustAsync(0, Tests.Token, "users", "unlink", TenantStory.Upn("p1"), "--reason", "Somebody else", "--yes");
        Assert.Equal("p2 p3 p4", (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    [Fact]
    public async Task Nobody_takes_the_place_of_a_protected_person_until_the_protection_is_taken_back_INV_11()
    {
        const string intern = "intern@contoso.com";
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", intern, "--name", "Intern");
        await ProtectAsync(tenant, TenantStory.Upn("p1"));
        var before = await tenant.ExportAsync(Tests.Token);
        string[] replace = ["users", "link", intern, "--to", TenantStory.Id("p1").ToString(), "--replace", "--yes"];

        var refused = await tenant.MustAsync(8, Tests.Token, replace);

        Assert.Contains("protectedUsers", refused.Error, StringComparison.Ordinal);
        Assert.Contains(TenantStory.Upn("p1"), refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));

        await ProtectAsync(tenant, "");
        await tenant.MustAsync(0, Tests.Token, replace);
        Assert.NotEqual(before, await tenant.ExportAsync(Tests.Token));
    }

    private static Task<CommandResult> ProtectAsync(TestTenant tenant, string who) =>
        who.Length == 0
            ? tenant.MustAsync(0, Tests.Token, "settings", "reset", "protectedUsers", "--reason", "over", "--yes")
            : tenant.MustAsync(0, Tests.Token, "settings", "set", "protectedUsers", who, "--reason", "the boss", "--yes");
}
