using System.Text.Json;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Listing;

public sealed class PropertySetTests
{
    private const string Extension = "extension_0a1b2c3d4e5f60718293a4b5c6d7e8f9_";

    private static TestHistory Company() =>
        new TestHistory()
            .User(
                1,
                "Ada",
                ($"{Extension}badge", "K 7"),
                ($"{Extension}floor", 12m),
                ($"{Extension}isWarden", true),
                ($"{Extension}since", "2026-03-01T00:00:00Z")
            )
            .User(2, "Grace", ($"{Extension}floor", 3m), ($"{Extension}isWarden", false))
            .Group(100, "Crew", ($"{Extension}badge", "G"))
            .Group(101, "Other");

    [Fact]
    public async Task Eleven_properties_of_a_user_come_unasked()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var row = (await emulator.AllAsync("/users")).Rows[0];

        Assert.Equal(
            "businessPhones,displayName,givenName,jobTitle,mail,mobilePhone,officeLocation,preferredLanguage,surname,userPrincipalName,id",
            string.Join(',', row.Select(member => member.Key))
        );
    }

    [Theory]
    [InlineData("$select=displayName,aboutMe")]
    [InlineData("$select=mailboxSettings")]
    [InlineData("$select=skills")]
    public async Task What_a_single_user_alone_shows_is_a_501_in_a_collection(string query)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        Assert.Equal(501, (await emulator.FailAsync($"/users?{query}")).Status);
        Assert.Equal(501, (await emulator.FailAsync($"/groups/{TestHistory.Id(100)}/members/microsoft.graph.user?{query}")).Status);
        Assert.Equal("Ada", (await emulator.GetAsync($"/users/{TestHistory.Id(1)}?{query},displayName")).Text("displayName"));
    }

    [Fact]
    public async Task A_list_of_groups_leaves_out_what_a_single_group_alone_shows()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        Assert.DoesNotContain("isArchived", (await emulator.AllAsync("/groups?$select=id,isArchived")).Rows[0]);
        Assert.Contains("isArchived", await emulator.GetAsync($"/groups/{TestHistory.Id(100)}?$select=id,isArchived"));
    }

    [Theory]
    [InlineData("$select=displayName,signInActivity&$top=500", 200)]
    [InlineData("$select=displayName,signInActivity&$top=501", 400)]
    [InlineData("$filter=signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z&$top=501", 400)]
    [InlineData("$filter=signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z", 200)]
    public async Task Pages_with_sign_in_activity_hold_five_hundred_rows_at_most(string query, int status)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        using var response = await emulator.SendAsync(HttpMethod.Get, $"/users?{query}");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Directory_extensions_keep_their_types_and_are_absent_where_unset()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        var all = string.Join(',', new[] { "badge", "floor", "isWarden", "since" }.Select(name => Extension + name));

        var (rows, _, _) = await emulator.AllAsync($"/users?$select=id,{all}");

        Assert.Equal(JsonValueKind.Number, rows.With(1)[$"{Extension}floor"]!.GetValueKind());
        Assert.Equal(12, rows.With(1)[$"{Extension}floor"]!.GetValue<int>());
        Assert.True(rows.With(1)[$"{Extension}isWarden"]!.GetValue<bool>());
        Assert.Equal("2026-03-01T00:00:00Z", rows.With(1).Text($"{Extension}since"));
        Assert.False(rows.With(2).ContainsKey($"{Extension}badge"));
        var (groups, _, _) = await emulator.AllAsync("/groups");
        Assert.Equal("G", groups.With(100).Text($"{Extension}badge"));
        Assert.False(groups.With(101).ContainsKey($"{Extension}badge"));
    }

    [Theory]
    [InlineData("badge eq 'k 7'", "Ada")]
    [InlineData("floor ge 4", "Ada")]
    [InlineData("floor eq 3", "Grace")]
    [InlineData("isWarden eq false", "Grace")]
    [InlineData("since ge 2026-02-01T00:00:00Z", "Ada")]
    [InlineData("badge eq null", "Grace")]
    public async Task Users_are_found_by_directory_extensions_of_every_type(string filter, string names)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var (rows, _, _) = await emulator.AllAsync($"/users?$filter={Extension}{filter}");

        Assert.Equal(names, string.Join(',', rows.Names()));
    }

    [Fact]
    public async Task A_page_token_expires_after_minutes_and_the_listing_starts_again()
    {
        await using var emulator = await TestEmulator.StartAsync(Company(), new() { PageTokenLife = TimeSpan.FromMinutes(5) });
        var link = (await emulator.GetAsync("/users?$top=1")).Text("@odata.nextLink");

        emulator.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(["Grace"], (await emulator.AllAsync(link)).Rows.Names());

        emulator.Clock.Advance(TimeSpan.FromMinutes(2));
        var error = await emulator.FailAsync(link);
        Assert.Equal((400, "Directory_ExpiredPageToken"), (error.Status, error.Code));
        Assert.Equal(2, (await emulator.AllAsync("/users?$top=1")).Rows.Count);
    }
}
