using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.PlainHttp;

[Through(ThroughAttribute.PlainHttp)]
public sealed class DifferenceTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>, IDisposable
{
    private readonly PlainClient _http = new(tenant);

    public void Dispose() => _http.Dispose();

    [Fact]
    [Differs("GET /organization", "`id` and `displayName` alone")]
    public async Task The_organization_has_two_properties()
    {
        var row = Assert.Single((await _http.SendAsync("GET /organization")).Rows);
        Assert.Equal(["id", "displayName"], row.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    [Differs(
        "GET /directory/deletedItems/microsoft.graph.user",
        "`$filter` and `$orderby` answer 400, Graph takes them in advanced queries"
    )]
    [Differs("GET /devices", "`$filter` and `$orderby` answer 400; devices and contacts come from C# histories alone")]
    public async Task Lists_beside_users_and_groups_take_no_filter_and_no_order()
    {
        foreach (var list in new[] { "/directory/deletedItems/microsoft.graph.user", "/devices", "/contacts", "/servicePrincipals" })
        foreach (var option in new[] { "$filter=displayName eq 'x'", "$orderby=displayName" })
            Assert.Equal(
                400,
                (await _http.RefusedAsync($"GET {list}?$count=true&{option}", null, ("ConsistencyLevel", "eventual"))).Status
            );
    }

    [Fact]
    [Differs("GET /users/{id}/memberOf", "there are no directory roles and administrative units; their casts are empty")]
    [Differs("POST /users/{id}/getMemberObjects", "there are no directory roles and administrative units to find")]
    public async Task There_are_no_roles_and_no_administrative_units()
    {
        foreach (var type in new[] { "directoryRole", "administrativeUnit" })
            Assert.Empty((await _http.SendAsync($"GET /users/{Company.Ada}/memberOf/microsoft.graph.{type}")).Rows);
        var groups = await _http.SendAsync($"POST /users/{Company.Ada}/getMemberGroups", new { securityEnabledOnly = false });
        var objects = await _http.SendAsync($"POST /users/{Company.Ada}/getMemberObjects", new { securityEnabledOnly = false });
        Assert.Equal(groups.Rows.Select(id => id.GetString()), objects.Rows.Select(id => id.GetString()));
    }

    [Fact]
    [Differs("POST /$batch", "fault rules do not reach inside of a batch")]
    public async Task A_fault_does_not_reach_inside_of_a_batch()
    {
        await tenant.FaultAsync(new { path = "/v1.0/groups", status = 503 });
        var answer = await _http.SendAsync(
            "POST /$batch",
            new
            {
                requests = new[]
                {
                    new
                    {
                        id = "1",
                        method = "GET",
                        url = "/groups",
                    },
                },
            }
        );
        await tenant.HealAsync();
        Assert.Equal(200, answer.Body.GetProperty("responses")[0].GetProperty("status").GetInt32());
    }
}
