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
    [Differs("GET /users/{id}/memberOf", "there are no directory roles and administrative units; their casts are empty")]
    [Differs("POST /users/{id}/getMemberObjects", "there are no directory roles and administrative units to find")]
    [Differs("GET /directoryRoles", "empty: the tenant has none")]
    [Differs("GET /administrativeUnits", "empty: the tenant has none")]
    [Differs("GET /directory/administrativeUnits", "empty: the tenant has none")]
    public async Task There_are_no_roles_and_no_administrative_units()
    {
        foreach (var collection in new[] { "/directoryRoles", "/administrativeUnits", "/directory/administrativeUnits" })
            Assert.Empty((await _http.SendAsync($"GET {collection}")).Rows);
        foreach (var type in new[] { "directoryRole", "administrativeUnit" })
            Assert.Empty((await _http.SendAsync($"GET /users/{Company.Ada}/memberOf/microsoft.graph.{type}")).Rows);
        var groups = await _http.SendAsync($"POST /users/{Company.Ada}/getMemberGroups", new { securityEnabledOnly = false });
        var objects = await _http.SendAsync($"POST /users/{Company.Ada}/getMemberObjects", new { securityEnabledOnly = false });
        Assert.Equal(groups.Rows.Select(id => id.GetString()), objects.Rows.Select(id => id.GetString()));
    }

    [Fact]
    [Differs("GET /users/{id}/createdObjects", "who created or registered what is not known: empty")]
    [Differs("GET /users/{id}/ownedDevices", "who created or registered what is not known: empty")]
    [Differs("GET /users/{id}/registeredDevices", "who created or registered what is not known: empty")]
    public async Task Nobody_has_created_or_registered_anything()
    {
        foreach (var relationship in new[] { "createdObjects", "ownedDevices", "registeredDevices" })
            Assert.Empty((await _http.SendAsync($"GET /users/{Company.Ada}/{relationship}")).Rows);
    }

    [Fact]
    [Differs("GET /$metadata", "501: the metadata document is not offered")]
    [Differs("GET /", "names the collections that the emulator has and none of Graph's other ones")]
    public async Task There_is_a_service_document_and_no_metadata()
    {
        Assert.Equal(501, (await _http.RefusedAsync("GET /$metadata")).Status);
        var sets = (await _http.SendAsync("GET /")).Rows.Select(row => row.GetProperty("name").GetString()).ToArray();
        Assert.Contains("users", sets);
        Assert.DoesNotContain("sites", sets);
    }
}
