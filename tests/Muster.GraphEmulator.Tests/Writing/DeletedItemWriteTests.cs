using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Writing;

public sealed class DeletedItemWriteTests
{
    private static readonly string Ada = $"/users/{TestHistory.Id(1)}";
    private static readonly string DeletedAda = $"/directory/deletedItems/{TestHistory.Id(1)}";
    private static readonly string Crew = $"/groups/{TestHistory.Id(10)}";

    private static TestHistory Company() => new TestHistory().User(1, "Ada").User(2, "Grace").Group(10, "Crew").Member(10, 1).Owner(10, 1);

    [Fact]
    public async Task A_restored_user_is_back_in_its_groups_and_the_groups_stream_says_nothing()
    {
        await using var emulator = await Writer.StartAsync(Company());
        await emulator.DoneAsync("DELETE", Ada);
        Assert.Equal("Ada", (await emulator.GetAsync(DeletedAda)).Text("displayName"));
        var (_, link, _) = await emulator.AllAsync("/groups/delta?$select=members,owners");

        var (status, restored) = await emulator.DoAsync("POST", $"{DeletedAda}/restore");

        Assert.Equal((200, "#microsoft.graph.user"), (status, restored.Text("@odata.type")));
        Assert.Equal("Ada", (await emulator.GetAsync("/users/ada@contoso.com")).Text("displayName"));
        Assert.Equal(["Ada"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
        Assert.Equal(["Ada"], (await emulator.AllAsync($"{Crew}/owners")).Rows.Names());
        Assert.Empty((await emulator.AllAsync(link!)).Rows);
        Assert.Equal(404, (await emulator.RefusedAsync("POST", $"{DeletedAda}/restore")).Status);
    }

    [Fact]
    public async Task A_user_whose_name_was_taken_meanwhile_is_not_restored()
    {
        await using var emulator = await Writer.StartAsync(Company());
        await emulator.DoneAsync("DELETE", "/users/ADA@contoso.com");
        Assert.Equal(201, (await emulator.DoAsync("POST", "/users", Writer.NewUser("ada"))).Status);
        var refused = await emulator.RefusedAsync("POST", $"{DeletedAda}/restore");
        Assert.Equal((400, "Request_BadRequest"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_purged_user_is_gone_for_good_and_both_streams_say_so()
    {
        await using var emulator = await Writer.StartAsync(Company());
        await emulator.DoneAsync("DELETE", Ada);
        var (_, users, _) = await emulator.AllAsync("/users/delta?$select=displayName");
        var (_, groups, _) = await emulator.AllAsync("/groups/delta?$select=members,owners");

        await emulator.DoneAsync("DELETE", DeletedAda);

        Assert.Equal("deleted", Assert.Single((await emulator.AllAsync(users!)).Rows)["@removed"]!["reason"]!.GetValue<string>());
        var row = Assert.Single((await emulator.AllAsync(groups!)).Rows);
        Assert.Equal(["-1"], row.Edges("members@delta"));
        Assert.Equal(["-1"], row.Edges("owners@delta"));
        Assert.Equal(404, (await emulator.RefusedAsync("POST", $"{DeletedAda}/restore")).Status);
        Assert.Equal(404, (await emulator.RefusedAsync("DELETE", DeletedAda)).Status);
    }
}
