using Microsoft.Data.Sqlite;

namespace Muster.Cli.Tests.Groups;

/// <summary>INV-7: Muster ends only memberships that it added, that a person let it adopt, or that a group's setting lets the directory decide about; other groups are never written.</summary>
public sealed class OwnershipTests
{
    private static TenantStory Story() =>
        new TenantStory()
            .Users("p1", "p2", "p3", "p4", "p5")
            .Group("crew")
            .Group("desk")
            .Member("crew", "p1", "p2")
            .Member("desk", "p1", "p2", "p3")
            .Then()
            .NoMember("crew", "p1")
            .NoMember("desk", "p1")
            .Member("desk", "p4")
            .Disable("p3")
            .Then()
            .Group("Book club")
            .Member("Book club", "p1");

    private static async Task<TestTenant> SyncedAsync()
    {
        var tenant = await TestTenant.ConnectedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "desk");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        return tenant;
    }

    private static Task<CommandResult> GiveAsync(TestTenant tenant, string group, string user) =>
        tenant.MustAsync(0, Tests.Token, "groups", "add-member", group, TenantStory.Upn(user));

    [Fact]
    public async Task Groups_that_follow_nothing_are_never_written_by_syncs_INV_7()
    {
        await using var tenant = await SyncedAsync();
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Chess");
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "desk", "--yes");
        foreach (var user in new[] { "p3", "p5" })
            await GiveAsync(tenant, "Chess", user);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "sync", "--full", "--yes");
        await tenant.MustAsync(0, Tests.Token, "drift", "--heal", "--yes");
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("p3 p5", "p1 p2 p3"), (state.Members("Chess"), state.Members("desk")));
        Assert.Equal(("unmatched", "local"), (state.Link("Chess"), state.Link("desk")));
        // The directory has a group 'crew' that nobody here asked for.
        Assert.Equal("Chess desk", state.Groups);
    }

    [Fact]
    public async Task What_a_person_gave_before_the_link_ends_only_after_a_person_agreed_INV_7()
    {
        await using var tenant = await SyncedAsync();
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Book club");
        await GiveAsync(tenant, "Book club", "p5");
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var held = await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal("p5", (await tenant.StateAsync(Tests.Token)).Members("Book club"));
        await tenant.MustAsync(0, Tests.Token, "runs", "approve", held.Json.GetProperty("run").GetRawText(), "--reason", "agreed");
        Assert.Equal("p1", (await tenant.StateAsync(Tests.Token)).Members("Book club"));
    }

    [Fact]
    public async Task What_a_person_gave_stays_where_the_group_keeps_it_and_goes_where_the_directory_decides_INV_7()
    {
        await using var tenant = await SyncedAsync();
        await tenant.MustAsync(
            0,
            Tests.Token,
            "groups",
            "set",
            "desk",
            "--hand-edits",
            "allow",
            "--local-members",
            "keep",
            "--yes",
            "--reason",
            "r"
        );
        await GiveAsync(tenant, "desk", "p5");
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p2 p4 p5", (await tenant.StateAsync(Tests.Token)).Members("desk"));
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "desk", "--local-members", "none", "--yes", "--reason", "r");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p2 p4", (await tenant.StateAsync(Tests.Token)).Members("desk"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_directory_group_feeds_one_group_and_a_group_follows_one_directory_group_INV_7()
    {
        await using var tenant = await SyncedAsync();
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Second");
        await tenant.MustAsync(8, Tests.Token, "groups", "link", "Second", "--to", TenantStory.Id("desk").ToString());
        // Not even a script can do it behind Muster's back.
        await using var database = new SqliteConnection($"Data Source={Path.Combine(tenant.Muster.Folder, "muster.db")};Pooling=False");
        await database.OpenAsync(Tests.Token);
        await using var command = database.CreateCommand();
        command.CommandText = """
            UPDATE app_group_version SET link = 3, directory_key = (SELECT directory_key FROM app_group_version WHERE name = 'desk' AND to_revision IS NULL)
            WHERE name = 'Second' AND to_revision IS NULL
            """;
        var refused = await Assert.ThrowsAsync<SqliteException>(() => command.ExecuteNonQueryAsync(Tests.Token));
        Assert.Contains("UNIQUE", refused.Message, StringComparison.Ordinal);
    }
}
