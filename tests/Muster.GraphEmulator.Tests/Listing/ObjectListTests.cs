using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Listing;

public sealed class ObjectListTests
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");

    private static TestHistory Company()
    {
        var history = new TestHistory();
        for (var id = 1; id <= 7; id++)
            history.User(id, $"User {8 - id}", ("department", id % 2 == 0 ? "Network" : "Desk"));
        return history.Group(100, "Crew").Group(101, "Desk", ("groupTypes", new[] { "Unified" }));
    }

    [Fact]
    public async Task Pages_follow_top_and_end_without_a_next_link()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var (rows, _, pages) = await emulator.AllAsync("/users?$top=3&$select=displayName");

        Assert.Equal(3, pages);
        Assert.Equal(7, rows.Names().Distinct().Count());
    }

    [Fact]
    public async Task A_next_link_repeats_the_options_of_the_request()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var link = (await emulator.GetAsync("/users?$top=3&$select=displayName")).Text("@odata.nextLink");

        Assert.Contains("$top=3&$select=displayName&$skiptoken=", link, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_page_size_outside_1_to_999_is_refused_in_graphs_words(int top)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var error = await emulator.FailAsync($"/groups?$top={top}");

        Assert.Equal(
            (400, "Request_UnsupportedQuery", $"Invalid page size specified: '{top}'. Must be between 1 and 999 inclusive."),
            error
        );
    }

    [Fact]
    public async Task A_hundred_rows_come_without_top()
    {
        var history = new TestHistory();
        for (var id = 1; id <= 101; id++)
            history.User(id, $"User {id}");
        await using var emulator = await TestEmulator.StartAsync(history);

        Assert.Equal(100, (await emulator.GetAsync("/users"))["value"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_list_keeps_its_place_while_objects_go_and_come()
    {
        await using var emulator = await TestEmulator.StartAsync(Company().Then().DeleteUser(1).User(50, "User 50"));
        var first = await emulator.GetAsync("/users?$top=3&$select=id");
        await emulator.AdvanceAsync(2);

        var (rest, _, _) = await emulator.AllAsync(first.Text("@odata.nextLink"));

        Assert.Equal(
            [4, 5, 6, 7, 50],
            rest.Select(row => int.Parse(row.Text("id")[^4..], System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public async Task One_object_is_found_by_id_and_a_user_by_its_name_in_any_case()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory()
                .User(1, "Ada")
                .User(2, "Guest", ("userPrincipalName", "guest_x.com#EXT#@contoso.onmicrosoft.com"))
                .Group(100, "Crew")
        );

        Assert.Equal("Ada", (await emulator.GetAsync($"/users/{TestHistory.Id(1)}")).Text("displayName"));
        Assert.Equal("Ada", (await emulator.GetAsync("/users/ADA@contoso.com")).Text("displayName"));
        Assert.Equal("Guest", (await emulator.GetAsync("/users/guest_x.com%23EXT%23@contoso.onmicrosoft.com")).Text("displayName"));
        var group = await emulator.GetAsync($"/groups/{TestHistory.Id(100)}?$select=id,displayName");
        Assert.EndsWith("$metadata#groups(id,displayName)/$entity", group.Text("@odata.context"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_a_404_and_an_id_that_is_none_a_400()
    {
        await using var emulator = await TestEmulator.StartAsync(Company().Then().DeleteUser(1));
        await emulator.AdvanceAsync(2);

        foreach (var path in new[] { $"/users/{TestHistory.Id(1)}", $"/groups/{TestHistory.Id(9)}", "/users/nobody@contoso.com" })
        {
            var error = await emulator.FailAsync(path);
            Assert.Equal((404, "Request_ResourceNotFound"), (error.Status, error.Code));
        }
        Assert.Equal((400, "Request_BadRequest", "Invalid object identifier 'crew'."), await emulator.FailAsync("/groups/crew"));
    }

    [Fact]
    public async Task A_count_needs_the_eventual_header()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        Assert.Equal((400, "Request_BadRequest", "$count is not currently supported."), await emulator.FailAsync("/users/$count"));
        using var counted = await emulator.SendAsync(HttpMethod.Get, "/users/$count", null, Eventual);
        Assert.Equal("7", await counted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/plain", counted.Content.Headers.ContentType!.MediaType);
        Assert.False((await emulator.GetAsync("/users?$count=true")).ContainsKey("@odata.count"));
        Assert.Equal(7, (await emulator.GetAsync("/users?$count=true", Eventual))["@odata.count"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_count_of_all_rows_is_on_the_first_page_alone()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var first = await emulator.GetAsync("/users?$count=true&$top=4&$filter=department eq 'Desk'", Eventual);
        var all = await emulator.GetAsync("/users?$count=true&$top=3", Eventual);
        var second = await emulator.GetAsync(all.Text("@odata.nextLink"), Eventual);

        Assert.Equal(4, first["@odata.count"]!.GetValue<int>());
        Assert.False(second.ContainsKey("@odata.count"));
    }

    [Fact]
    public async Task Order_by_display_name_works_both_ways_over_pages()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var (up, _, _) = await emulator.AllAsync("/users?$orderby=displayName&$top=2&$select=displayName");
        var (down, _, _) = await emulator.AllAsync("/users?$orderby=displayName desc&$select=displayName");

        Assert.Equal(Enumerable.Range(1, 7).Select(number => $"User {number}"), up.Names());
        Assert.Equal(up.Names().Reverse(), down.Names());
    }

    [Theory]
    [InlineData("$orderby=department", "Request_UnsupportedQuery")]
    [InlineData("$orderby=displayName&$filter=department eq 'Desk'", "Request_UnsupportedQuery")]
    [InlineData("$orderby=nonsense", "BadRequest")]
    [InlineData("$skip=3", "Request_BadRequest")]
    [InlineData("$expand=nonsense", "BadRequest")]
    [InlineData("$top=many", "BadRequest")]
    [InlineData("$count=perhaps", "BadRequest")]
    [InlineData("$format=xml", "BadRequest")]
    [InlineData("$nonsense=1", "BadRequest")]
    [InlineData("$select=id&SELECT=id", "BadRequest")]
    [InlineData("$search=\"displayName:U\"", "Request_UnsupportedQuery")]
    [InlineData("$skiptoken=nonsense", "Request_BadRequest")]
    [InlineData("$select=nonsense", "BadRequest")]
    public async Task What_a_list_does_not_take_is_a_400(string query, string code)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var error = await emulator.FailAsync($"/users?{query}");

        Assert.Equal((400, code), (error.Status, error.Code));
    }

    [Fact]
    public async Task The_header_and_count_together_open_other_orders()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var (rows, _, _) = await emulator.AllAsync("/users?$orderby=displayName&$filter=department eq 'Network'&$count=true", Eventual);

        Assert.Equal(["User 2", "User 4", "User 6"], rows.Names());
    }

    [Fact]
    public async Task Deleted_objects_are_listed_until_thirty_days_have_passed()
    {
        await using var emulator = await TestEmulator.StartAsync(
            Company().Then().DeleteUser(1).DeleteGroup(100).Then(TimeSpan.FromDays(31)).DeleteUser(2),
            new() { Permissions = ["User.Read.All", "Group.Read.All"] }
        );
        await emulator.AdvanceAsync(2);

        var user = Assert.Single(
            (await emulator.AllAsync("/directory/deletedItems/microsoft.graph.user?$select=id,displayName,deletedDateTime")).Rows
        );
        Assert.Equal("User 7", user.Text("displayName"));
        Assert.Equal("2026-01-05T08:01:00Z", user.Text("deletedDateTime"));
        Assert.Equal(["Crew"], (await emulator.AllAsync("/directory/deletedItems/microsoft.graph.group")).Rows.Names());

        await emulator.AdvanceAsync(3);
        Assert.Equal(["User 6"], (await emulator.AllAsync("/directory/deletedItems/microsoft.graph.user")).Rows.Names());
        Assert.Equal(400, (await emulator.FailAsync("/directory/deletedItems")).Status);
    }

    [Fact]
    public async Task The_organization_is_one_row_with_the_tenants_id_and_name()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var row = Assert.Single((await emulator.AllAsync("/organization")).Rows);

        Assert.Equal((emulator.Host.TenantId, "Contoso"), (row.Text("id"), row.Text("displayName")));
    }

    [Fact]
    public async Task Text_of_any_script_arrives_as_it_was()
    {
        const string name = "Zoë \"Ο΄\" 李\\雷 <&> 👩‍🚒 e\u0301";
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().User(1, name, ("userPrincipalName", "z@contoso.com"), ("extension_0a1b_costCenter", "K 7"))
        );

        var row = (await emulator.AllAsync("/users?$select=displayName,extension_0a1b_costCenter")).Rows.Single();

        Assert.Equal(name, row.Text("displayName"));
        Assert.Equal("K 7", row.Text("extension_0a1b_costCenter"));
        var found = await emulator.AllAsync($"/users?$filter=displayName eq '{Uri.EscapeDataString(name)}'");
        Assert.Single(found.Rows);
    }
}
