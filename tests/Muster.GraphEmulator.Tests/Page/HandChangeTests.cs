using System.Text.Json.Nodes;
using Muster.GraphEmulator.ByHand;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Page;

public sealed class HandChangeTests
{
    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada", ("accountEnabled", true))
            .User(2, "Grace", ("accountEnabled", true))
            .Group(100, "Crew", ("securityEnabled", true), ("mailEnabled", false))
            .Group(101, "Bridge", ("securityEnabled", true), ("mailEnabled", false))
            .Member(100, 1, 2);

    [Fact]
    public async Task A_hire_is_told_by_the_next_delta()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        var (_, link, _) = await emulator.AllAsync("/users/delta");

        var (status, done) = await ChangeAsync(emulator, new JsonObject { ["change"] = "hire", ["name"] = "<b>Zoë</b> Ångström" });
        var (rows, _, _) = await emulator.AllAsync(link!);

        Assert.Equal(200, status);
        var row = Assert.Single(rows);
        Assert.Equal("<b>Zoë</b> Ångström", row.Text("displayName"));
        Assert.Equal(done.Text("id"), row.Text("id"));
        Assert.EndsWith("@contoso.com", row.Text("userPrincipalName"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_name_can_be_hired_twice()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        await ChangeAsync(emulator, new JsonObject { ["change"] = "hire", ["name"] = "Ada" });
        var (status, _) = await ChangeAsync(emulator, new JsonObject { ["change"] = "hire", ["name"] = "Ada" });

        Assert.Equal(200, status);
        Assert.Equal(4, emulator.Host.State.Users);
    }

    [Fact]
    public async Task Members_come_and_go_as_the_next_delta_tells()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        var (_, link, _) = await emulator.AllAsync("/groups/delta?$select=displayName,members");

        await ChangeAsync(emulator, Order("removeMember", group: 100, id: 2));
        await ChangeAsync(emulator, Order("addMember", group: 101, id: 2));
        await ChangeAsync(emulator, Order("renameGroup", group: 101));
        var (rows, _, _) = await emulator.AllAsync(link!);

        Assert.Equal(["-2"], rows.With(100).Edges("members@delta"));
        Assert.Equal(["+2"], rows.With(101).Edges("members@delta"));
        Assert.Equal("Bridge 2", rows.With(101).Text("displayName"));
    }

    [Fact]
    public async Task Somebody_is_disabled_enabled_deleted_and_restored()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        await ChangeAsync(emulator, Order("disable", id: 1));
        Assert.False((await emulator.GetAsync($"/users/{TestHistory.Id(1)}?$select=accountEnabled"))["accountEnabled"]!.GetValue<bool>());
        await ChangeAsync(emulator, Order("enable", id: 1));
        Assert.True((await emulator.GetAsync($"/users/{TestHistory.Id(1)}?$select=accountEnabled"))["accountEnabled"]!.GetValue<bool>());
        await ChangeAsync(emulator, Order("delete", id: 1));
        Assert.Equal(1, emulator.Host.State.Users);
        await ChangeAsync(emulator, Order("restore", id: 1));
        await ChangeAsync(emulator, Order("deleteAndRestore", id: 1));
        Assert.Equal((2, 2), (emulator.Host.State.Users, emulator.Host.State.Members));
    }

    [Theory]
    [InlineData("hire")]
    [InlineData("disable")]
    [InlineData("delete")]
    [InlineData("deleteAndRestore")]
    [InlineData("createGroup")]
    [InlineData("renameGroup")]
    [InlineData("deleteGroup")]
    [InlineData("addMember")]
    [InlineData("addOwner")]
    [InlineData("removeMember")]
    [InlineData("reorganise")]
    [InlineData("split")]
    public async Task Every_change_finds_somebody_it_can_be_about(string change)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        await ChangeAsync(emulator, new JsonObject { ["change"] = "createGroup" });

        // Whoever is drawn by lot: a group that everybody is in already, or that is empty, must not come up.
        for (var time = 0; time < 2; time++)
        {
            var (status, done) = await ChangeAsync(emulator, new JsonObject { ["change"] = change });
            if (time == 0)
                Assert.True(status == 200, done.ToJsonString());
        }
    }

    [Theory]
    [InlineData("""{"change":"dance"}""", 400, "There is no change 'dance'.")]
    [InlineData("""{"change":"hire","name":" "}""", 400, "A name has 1 to 256 characters.")]
    [InlineData("""{"change":"reorganise","count":0}""", 400, "count is from 1 to 100.")]
    [InlineData("""{"change":"delete","id":"00000000-0000-4000-8000-000000000777"}""", 404, "")]
    [InlineData(
        """{"change":"addMember","group":"00000000-0000-4000-8000-000000000100","id":"00000000-0000-4000-8000-000000000001"}""",
        400,
        "One or more added"
    )]
    [InlineData("""{"change":"addMember","group":"00000000-0000-4000-8000-000000000100"}""", 400, "Everybody is in that group already.")]
    public async Task What_cannot_be_done_says_why_and_changes_nothing(string order, int status, string message)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var (answered, body) = await ChangeAsync(emulator, JsonNode.Parse(order)!);

        Assert.Equal(status, answered);
        Assert.StartsWith(message, body["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((2, 2, 2), (emulator.Host.State.Users, emulator.Host.State.Groups, emulator.Host.State.Members));
    }

    [Fact]
    public async Task One_fault_rule_is_removed_by_its_number()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        var rules = """{"rules":[{"path":"/v1.0/users","status":503},{"path":"/v1.0/groups","status":504}]}""";
        await emulator.ControlAsync(HttpMethod.Post, "faults", JsonNode.Parse(rules));

        var (status, left) = await emulator.ControlAsync(HttpMethod.Delete, "faults/1");

        Assert.Equal(200, status);
        Assert.Equal("504", Assert.Single(left["rules"]!.AsArray())!.AsObject().Text("effect"));
        Assert.Equal(404, (await emulator.ControlAsync(HttpMethod.Delete, "faults/1")).Status);
        await emulator.GetAsync("/users");
    }

    [Theory]
    [InlineData("Sales", "Sales 2")]
    [InlineData("Sales 2", "Sales 3")]
    [InlineData("Route 66b", "Route 66b 2")]
    public void A_new_name_counts_on(string before, string after) => Assert.Equal(after, HandChanges.NextName(before));

    private static JsonObject Order(string change, int? group = null, int? id = null)
    {
        var order = new JsonObject { ["change"] = change };
        if (group is { } number)
            order["group"] = TestHistory.Id(number).ToString();
        if (id is { } person)
            order["id"] = TestHistory.Id(person).ToString();
        return order;
    }

    private static Task<(int Status, JsonObject Body)> ChangeAsync(TestEmulator emulator, JsonNode order) =>
        emulator.ControlAsync(HttpMethod.Post, "changes", order);
}
