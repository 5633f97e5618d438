using System.Globalization;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Throttling;

public sealed class ThrottleTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").Group(100, "Crew");

    [Theory]
    [InlineData("/users", 2)]
    [InlineData("/users?$select=id", 1)]
    [InlineData("/users?$top=5&$select=id", 1)]
    [InlineData("/users/delta", 1)]
    [InlineData("/groups", 1)]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/members", 3)]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/members?$select=id", 2)]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/transitiveMembers", 5)]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/transitiveMembers?$top=10", 4)]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/owners", 1)]
    [InlineData("/users/00000000-0000-4000-8000-000000000001/memberOf", 2)]
    public async Task A_request_costs_what_graphs_table_says(string path, int cost)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        using var response = await emulator.SendAsync(HttpMethod.Get, path);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(cost.ToString(CultureInfo.InvariantCulture), response.Headers.GetValues("x-ms-resource-unit").Single());
        Assert.Equal(cost, emulator.Host.State.ResourceUnits);
    }

    [Fact]
    public async Task Beyond_the_budget_of_ten_seconds_stands_a_429_that_says_how_long()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Throttle = true });
        var path = $"/groups/{TestHistory.Id(100)}/transitiveMembers";
        var spent = 0;
        HttpResponseMessage response;
        for (; ; spent += 5)
        {
            response = await emulator.SendAsync(HttpMethod.Get, path);
            if ((int)response.StatusCode != 200)
                break;
            response.Dispose();
        }
        using var refused = response;

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(spent, 3500, 14000);
        Assert.Equal("TooManyRequests", (await TestEmulator.Read(refused))["error"]!["code"]!.GetValue<string>());
        var wait = int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture);
        Assert.StartsWith(
            "Tenant_Application/ReadWrite/",
            refused.Headers.GetValues("x-ms-throttle-scope").Single(),
            StringComparison.Ordinal
        );

        emulator.Clock.Advance(TimeSpan.FromSeconds(wait));
        await emulator.GetAsync(path);
    }
}
