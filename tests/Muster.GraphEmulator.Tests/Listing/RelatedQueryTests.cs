using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Listing;

public sealed class RelatedQueryTests
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");
    private static readonly string Crew = $"/groups/{TestHistory.Id(100)}";

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada", ("department", "Desk"))
            .User(2, "Grace", ("department", "Network"))
            .User(3, "Edsger", ("department", "Desk"))
            .Group(100, "Crew")
            .Group(101, "Desk", ("securityEnabled", true), ("mailEnabled", true))
            .Group(102, "Away", ("mailEnabled", false))
            .Member(100, 1, 2, 3)
            .Nested(100, 101)
            .Nested(100, 102)
            .Member(101, 1)
            .Member(102, 1)
            .Owner(100, 3)
            .Owner(100, 1)
            .Then()
            .DeleteUser(2)
            .DeleteUser(3);

    [Theory]
    [InlineData("members", "$filter=startswith(displayName,'a')", "Ada,Away")]
    [InlineData("members", "$filter=department eq 'Desk'", "Ada,Edsger")]
    [InlineData("members", "$filter=mailEnabled eq true", "Desk")]
    [InlineData("members", "$orderby=displayName desc", "Grace,Edsger,Desk,Away,Ada")]
    [InlineData("members/microsoft.graph.user", "$orderby=displayName&$filter=department ne 'Network'", "Ada,Edsger")]
    [InlineData("owners", "$filter=displayName eq 'ada'", "Ada")]
    [InlineData("transitiveMembers/microsoft.graph.group", "$filter=endswith(displayName,'k')", "Desk")]
    [InlineData("transitiveMembers", "$orderby=displayName&$top=2", "Ada,Away,Desk,Edsger,Grace")]
    public async Task Related_lists_are_filtered_and_ordered_in_advanced_queries(string relationship, string query, string names)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        var path = $"{Crew}/{relationship}?{query}";

        var (rows, _, _) = await emulator.AllAsync($"{path}&$count=true", Eventual);

        Assert.Equal(names, string.Join(',', rows.Names()));
        Assert.Equal((400, "Request_UnsupportedQuery"), await Outline(emulator.FailAsync(path)));
        Assert.Equal((400, "Request_UnsupportedQuery"), await Outline(emulator.FailAsync(path, Eventual)));
    }

    [Fact]
    public async Task The_groups_of_a_user_are_filtered_and_counted()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        var memberOf = $"/users/{TestHistory.Id(1)}/memberOf";

        var page = await emulator.GetAsync($"{memberOf}?$filter=mailEnabled eq false&$count=true&$top=1", Eventual);
        using var counted = await emulator.SendAsync(
            HttpMethod.Get,
            $"{memberOf}/microsoft.graph.group/$count?$filter=startswith(displayName,'d')",
            null,
            Eventual
        );

        Assert.Equal(2, page["@odata.count"]!.GetValue<int>());
        Assert.Equal("1", await counted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_property_that_no_kind_has_is_a_400()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var error = emulator.FailAsync($"{Crew}/members?$filter=nonsense eq 'x'&$count=true", Eventual);

        Assert.Equal((400, "BadRequest"), await Outline(error));
    }

    [Fact]
    public async Task A_filter_leaves_out_rows_whose_property_may_not_be_read()
    {
        await using var emulator = await TestEmulator.StartAsync(Company(), new() { Permissions = ["GroupMember.Read.All"] });

        var (named, _, _) = await emulator.AllAsync($"{Crew}/members?$filter=startswith(displayName,'a')&$count=true", Eventual);
        var (unlike, _, _) = await emulator.AllAsync($"{Crew}/members?$filter=displayName ne 'x'&$count=true", Eventual);
        var (byId, _, _) = await emulator.AllAsync($"{Crew}/members?$filter=id eq '{TestHistory.Id(1)}'&$count=true", Eventual);

        Assert.Equal(["Away"], named.Names());
        Assert.Equal(["Desk", "Away"], unlike.Names());
        Assert.Single(byId);
    }

    [Fact]
    public async Task Deleted_users_are_filtered_ordered_searched_and_counted()
    {
        await using var emulator = await TestEmulator.StartAsync(Company(), new() { StartAt = 2 });
        const string deleted = "/directory/deletedItems/microsoft.graph.user";

        Assert.Equal(["Grace"], (await emulator.AllAsync($"{deleted}?$filter=displayName eq 'grace'")).Rows.Names());
        Assert.Equal(["Edsger", "Grace"], (await emulator.AllAsync($"{deleted}?$orderby=displayName")).Rows.Names());
        Assert.Equal(["Edsger"], (await emulator.AllAsync($"{deleted}?$search=\"displayName:eds\"", Eventual)).Rows.Names());
        Assert.Empty((await emulator.AllAsync($"{deleted}?$filter=deletedDateTime ge 2030-01-01T00:00:00Z")).Rows);
        Assert.Equal(2, (await emulator.AllAsync($"{deleted}?$orderby=deletedDateTime desc&$count=true", Eventual)).Rows.Count);
        Assert.Equal(400, (await emulator.FailAsync($"{deleted}?$orderby=deletedDateTime desc")).Status);
        using var counted = await emulator.SendAsync(HttpMethod.Get, $"{deleted}/$count", null, Eventual);
        Assert.Equal("2", await counted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task References_are_addresses_alone()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var page = await emulator.GetAsync($"{Crew}/owners/$ref");

        Assert.EndsWith("$metadata#Collection($ref)", page.Text("@odata.context"), StringComparison.Ordinal);
        Assert.Equal($"{emulator.Host.GraphUrl}/directoryObjects/{TestHistory.Id(3)}", page["value"]![0]!.AsObject().Text("@odata.id"));
    }

    private static async Task<(int, string)> Outline(Task<(int Status, string Code, string Message)> error)
    {
        var (status, code, _) = await error;
        return (status, code);
    }
}
