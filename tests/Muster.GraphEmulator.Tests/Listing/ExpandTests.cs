using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Listing;

public sealed class ExpandTests
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");

    private static TestHistory Company()
    {
        var history = new TestHistory().Group(100, "Crew").Group(101, "Outer").Nested(101, 100);
        for (var id = 1; id <= 25; id++)
            history.User(id, $"User {id}", ("manager", id == 1 ? null : TestHistory.Id(1).ToString())).Member(100, id);
        return history.Nested(100, 101).Owner(100, 2);
    }

    [Fact]
    public async Task Twenty_members_are_shown_within_their_group_without_a_link_to_the_rest()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var page = await emulator.GetAsync("/groups?$expand=members&$select=id,displayName");

        Assert.EndsWith("$metadata#groups(id,displayName,members())", page.Text("@odata.context"), StringComparison.Ordinal);
        var crew = page["value"]!.AsArray().Select(row => row!.AsObject()).With(100);
        Assert.Equal(20, crew["members"]!.AsArray().Count);
        Assert.Equal("#microsoft.graph.user", crew["members"]![0]!.AsObject().Text("@odata.type"));
        Assert.Equal("User 1", crew["members"]![0]!.AsObject().Text("displayName"));
        Assert.DoesNotContain(crew, member => member.Key.Contains("nextLink", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_manager_is_one_object_and_absent_where_there_is_none()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var (rows, _, _) = await emulator.AllAsync("/users?$expand=manager&$select=displayName");
        var one = await emulator.GetAsync($"/users/{TestHistory.Id(2)}?$expand=manager");

        Assert.Equal("User 1", rows.With(2)["manager"]!.AsObject().Text("displayName"));
        Assert.False(rows.With(1).ContainsKey("manager"));
        Assert.EndsWith("$metadata#users(manager())/$entity", one.Text("@odata.context"), StringComparison.Ordinal);
        Assert.Equal(TestHistory.Id(1).ToString(), one["manager"]!.AsObject().Text("id"));
    }

    [Theory]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100?$expand=owners", "owners", "User 2")]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100?expand=memberOf", "memberOf", "Outer")]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100?$expand=members/microsoft.graph.group", "members", "Outer")]
    [InlineData("/users/00000000-0000-4000-8000-000000000003?$expand=memberOf", "memberOf", "Crew")]
    [InlineData("/users/00000000-0000-4000-8000-000000000002?$expand=ownedObjects", "ownedObjects", "Crew")]
    public async Task Every_relationship_can_be_expanded(string path, string member, string names)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var answer = await emulator.GetAsync(path);

        Assert.Equal(names, string.Join(',', answer[member]!.AsArray().Select(row => row!["displayName"]!.GetValue<string>())));
    }

    [Theory]
    [InlineData("/groups?$expand=members($select=id)", "Request_UnsupportedQuery")]
    [InlineData("/groups?$expand=members/memberOf", "Request_UnsupportedQuery")]
    [InlineData("/groups?$expand=manager", "BadRequest")]
    [InlineData("/groups?$expand=members&$count=true", "Request_UnsupportedQuery")]
    [InlineData("/users?$expand=manager&$search=\"displayName:U\"", "Request_UnsupportedQuery")]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/members?$expand=manager", "Request_UnsupportedQuery")]
    public async Task Options_deeper_levels_and_advanced_queries_do_not_go_with_it(string path, string code)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var error = await emulator.FailAsync(path, Eventual);

        Assert.Equal((400, code), (error.Status, error.Code));
    }

    [Fact]
    public async Task It_costs_one_resource_unit_more_and_keeps_hidden_members_to_itself()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().User(1, "Ada").Group(100, "Crew", ("visibility", "HiddenMembership")).Member(100, 1),
            new() { Permissions = ["GroupMember.Read.All", "User.Read.All"] }
        );

        using var plain = await emulator.SendAsync(HttpMethod.Get, "/groups");
        using var expanded = await emulator.SendAsync(HttpMethod.Get, "/groups?$expand=members");

        Assert.Equal("1", plain.Headers.GetValues("x-ms-resource-unit").Single());
        Assert.Equal("2", expanded.Headers.GetValues("x-ms-resource-unit").Single());
        Assert.Empty((await TestEmulator.Read(expanded))["value"]![0]!["members"]!.AsArray());
    }
}
