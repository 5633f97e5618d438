using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Page;

public sealed class TenantBrowserTests
{
    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada", ("accountEnabled", true))
            .User(2, "Grace", ("accountEnabled", false))
            .User(3, "Visitor", ("userType", "Guest"))
            .User(4, "Gone")
            .Group(100, "Crew")
            .Group(101, "Secret", ("visibility", "HiddenMembership"), ("groupTypes", new[] { "Unified" }))
            .Member(100, 1, 2, 4)
            .Owner(100, 1)
            .Then()
            .DeleteUser(4);

    [Theory]
    [InlineData("kind=user", "Ada", "Grace", "Visitor")]
    [InlineData("kind=user&only=disabled", "Grace")]
    [InlineData("kind=user&only=guest", "Visitor")]
    [InlineData("kind=user&only=deleted", "Gone")]
    [InlineData("kind=user&search=GRA", "Grace")]
    [InlineData("kind=user&search=ada@contoso", "Ada")]
    [InlineData("kind=user&search=nobody")]
    [InlineData("kind=group", "Crew", "Secret")]
    [InlineData("kind=group&only=hidden", "Secret")]
    [InlineData("kind=group&search=00000000-0000-4000-8000-000000000100", "Crew")]
    public async Task Objects_are_listed_searched_and_filtered(string query, params string[] names)
    {
        await using var emulator = await TestEmulator.StartAsync(Company(), new() { StartAt = 2 });

        var (status, page) = await emulator.ControlAsync(HttpMethod.Get, $"objects?{query}");

        Assert.Equal(200, status);
        Assert.Equal(names, Names(page, "name"));
    }

    [Fact]
    public async Task A_long_list_comes_page_by_page()
    {
        await using var emulator = await TestEmulator.StartAsync(Company(), new() { StartAt = 2 });

        var first = (await emulator.ControlAsync(HttpMethod.Get, "objects?kind=user&limit=2")).Body;
        var second = (await emulator.ControlAsync(HttpMethod.Get, $"objects?kind=user&limit=2&after={first["next"]}")).Body;

        Assert.Equal(["Ada", "Grace"], Names(first, "name"));
        Assert.Equal(["Visitor"], Names(second, "name"));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task A_group_shows_members_and_owners_and_a_person_its_groups()
    {
        await using var emulator = await TestEmulator.StartAsync(Company(), new() { StartAt = 2 });
        var (group, person) = (TestHistory.Id(100), TestHistory.Id(1));

        var shown = (await emulator.ControlAsync(HttpMethod.Get, $"objects/{group}")).Body;

        Assert.Equal(("Crew", 2), (shown["outline"]!.AsObject().Text("name"), shown["outline"]!["members"]!.GetValue<int>()));
        Assert.Equal("Crew", shown["properties"]!.AsObject().Text("displayName"));
        Assert.Equal(["Ada", "Grace"], Names((await emulator.ControlAsync(HttpMethod.Get, $"objects/{group}/members")).Body, "name"));
        Assert.Equal(["Ada"], Names((await emulator.ControlAsync(HttpMethod.Get, $"objects/{group}/owners")).Body, "name"));
        Assert.Equal(["Crew"], Names((await emulator.ControlAsync(HttpMethod.Get, $"objects/{person}/memberOf")).Body, "name"));
    }

    [Theory]
    [InlineData("objects", 400)]
    [InlineData("objects?kind=device", 400)]
    [InlineData("objects?kind=user&only=red", 400)]
    [InlineData("objects?kind=user&limit=9999", 400)]
    [InlineData("objects/nobody", 404)]
    [InlineData("objects/00000000-0000-4000-8000-000000000001/members", 404)]
    public async Task What_is_not_there_is_an_error(string path, int status)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        Assert.Equal(status, (await emulator.ControlAsync(HttpMethod.Get, path)).Status);
    }

    private static string[] Names(JsonObject page, string name) => [.. page["rows"]!.AsArray().Select(row => row!.AsObject().Text(name))];
}
