using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Listing;

public sealed class RelatedListTests
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");

    /// <summary>100 holds 1 and 101; 101 holds 2 and 102; 102 holds 3 and, in a circle, 100.</summary>
    private static TestHistory Nested() =>
        new TestHistory()
            .User(1, "Ada")
            .User(2, "Grace")
            .User(3, "Edsger")
            .Group(100, "Outer")
            .Group(101, "Middle")
            .Group(102, "Inner")
            .Member(100, 1)
            .Nested(100, 101)
            .Member(101, 2)
            .Nested(101, 102)
            .Member(102, 3)
            .Nested(102, 100)
            .Owner(100, 3);

    private static string Group(int id, string rest) => $"/groups/{TestHistory.Id(id)}/{rest}";

    private static string User(int id, string rest) => $"/users/{TestHistory.Id(id)}/{rest}";

    [Fact]
    public async Task Members_are_the_direct_ones_each_with_its_type()
    {
        await using var emulator = await TestEmulator.StartAsync(Nested());

        var (rows, _, _) = await emulator.AllAsync(Group(100, "members"));

        Assert.Equal(["Ada", "Middle"], rows.Names());
        Assert.Equal(["#microsoft.graph.user", "#microsoft.graph.group"], rows.Select(row => row.Text("@odata.type")));
    }

    [Fact]
    public async Task A_cast_keeps_one_type_and_drops_the_annotation()
    {
        await using var emulator = await TestEmulator.StartAsync(Nested());

        var page = await emulator.GetAsync(Group(100, "members/microsoft.graph.user?$select=id,displayName"));

        Assert.EndsWith("$metadata#users(id,displayName)", page.Text("@odata.context"), StringComparison.Ordinal);
        var row = page["value"]!.AsArray().Single()!.AsObject();
        Assert.False(row.ContainsKey("@odata.type"));
        Assert.Equal(["Middle"], (await emulator.AllAsync(Group(100, "members/microsoft.graph.group"))).Rows.Names());
        Assert.Empty((await emulator.AllAsync(Group(100, "members/microsoft.graph.device"))).Rows);
        Assert.Equal(400, (await emulator.FailAsync(Group(100, "members/microsoft.graph.nonsense"))).Status);
    }

    [Fact]
    public async Task A_cast_and_a_key_may_be_spelled_as_the_sdks_do()
    {
        await using var emulator = await TestEmulator.StartAsync(Nested());

        Assert.Equal(["Ada"], (await emulator.AllAsync(Group(100, "members/graph.user"))).Rows.Names());
        Assert.Equal("Ada", (await emulator.GetAsync($"/users('{TestHistory.Id(1)}')")).Text("displayName"));
        Assert.Equal(["Ada", "Middle"], (await emulator.AllAsync($"/groups('{TestHistory.Id(100)}')/members")).Rows.Names());
    }

    [Fact]
    public async Task A_unified_group_can_hold_no_groups_and_refuses_that_cast()
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().Group(100, "Team", ("groupTypes", new[] { "Unified" })));

        var error = await emulator.FailAsync(Group(100, "members/microsoft.graph.group"));

        Assert.Equal((400, "Request_UnsupportedQuery"), (error.Status, error.Code));
    }

    [Fact]
    public async Task Transitive_members_reach_through_nested_groups_and_circles_once_each()
    {
        await using var emulator = await TestEmulator.StartAsync(Nested());

        var (rows, _, _) = await emulator.AllAsync(Group(100, "transitiveMembers?$top=2"));
        var (users, _, _) = await emulator.AllAsync(Group(100, "transitiveMembers/microsoft.graph.user"));

        Assert.Equal(["Ada", "Edsger", "Grace", "Inner", "Middle", "Outer"], rows.Names().Order(StringComparer.Ordinal));
        Assert.Equal(["Ada", "Edsger", "Grace"], users.Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Owners_and_the_groups_of_a_user_are_listed()
    {
        await using var emulator = await TestEmulator.StartAsync(Nested());

        Assert.Equal(["Edsger"], (await emulator.AllAsync(Group(100, "owners"))).Rows.Names());
        Assert.Equal(["Inner"], (await emulator.AllAsync(User(3, "memberOf"))).Rows.Names());
        Assert.Equal(3, (await emulator.AllAsync(User(3, "transitiveMemberOf/microsoft.graph.group"))).Rows.Count);
        Assert.Equal(["Outer"], (await emulator.AllAsync(Group(101, "memberOf"))).Rows.Names());
    }

    [Fact]
    public async Task Members_are_counted_with_the_eventual_header()
    {
        await using var emulator = await TestEmulator.StartAsync(Nested());

        using var counted = await emulator.SendAsync(HttpMethod.Get, Group(100, "members/$count"), null, Eventual);
        using var users = await emulator.SendAsync(HttpMethod.Get, Group(100, "members/microsoft.graph.user/$count"), null, Eventual);

        Assert.Equal("2", await counted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("1", await users.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(400, (await emulator.FailAsync(Group(100, "members/$count"))).Status);
    }

    [Fact]
    public async Task A_member_list_keeps_its_place_while_members_leave()
    {
        var history = new TestHistory().Group(100, "Crew");
        for (var id = 1; id <= 6; id++)
            history.User(id, $"User {id}").Member(100, id);
        history.Then().NoMember(100, 1).NoMember(100, 2);
        await using var emulator = await TestEmulator.StartAsync(history);
        var first = await emulator.GetAsync(Group(100, "members?$top=3"));
        await emulator.AdvanceAsync(2);

        var (rest, _, _) = await emulator.AllAsync(first.Text("@odata.nextLink"));

        Assert.Equal(["User 4", "User 5", "User 6"], rest.Names());
    }

    [Fact]
    public async Task Filters_and_orders_on_members_are_refused_not_ignored()
    {
        await using var emulator = await TestEmulator.StartAsync(Nested());

        Assert.Equal(400, (await emulator.FailAsync(Group(100, "members?$filter=displayName eq 'Ada'"))).Status);
        Assert.Equal(400, (await emulator.FailAsync(Group(100, "members?$orderby=displayName"))).Status);
    }
}
