using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Throttling;

namespace Muster.GraphEmulator.Tests.Throttling;

/// <summary>Every row of the cost table (sheet 5.2), also those of operations that the emulator does not have.</summary>
public sealed class ResourceUnitTests
{
    [Theory]
    [InlineData("GET", "applications", 2, 0)]
    [InlineData("GET", "applications/a", 1, 0)]
    [InlineData("GET", "applications/a/extensionProperties", 2, 0)]
    [InlineData("GET", "contracts", 3, 0)]
    [InlineData("POST", "directoryObjects/getByIds", 5, 0)]
    [InlineData("POST", "directoryObjects/getByIds?$select=id", 2, 0)]
    [InlineData("GET", "domains/d/domainNameReferences", 4, 0)]
    [InlineData("POST", "getObjectsById", 5, 0)]
    [InlineData("POST", "getObjectsById?$select=id", 2, 0)]
    [InlineData("GET", "groups", 1, 0)]
    [InlineData("GET", "groups/g", 1, 0)]
    [InlineData("GET", "groups/g/owners", 1, 0)]
    [InlineData("GET", "groups/g/members", 3, 0)]
    [InlineData("GET", "groups/g/members/microsoft.graph.user", 3, 0)]
    [InlineData("GET", "groups/g/transitiveMembers", 5, 0)]
    [InlineData("POST", "isMemberOf", 4, 0)]
    [InlineData("POST", "me/checkMemberGroups", 4, 0)]
    [InlineData("POST", "users/u/checkMemberObjects", 4, 0)]
    [InlineData("POST", "me/getMemberObjects", 2, 0)]
    [InlineData("POST", "users/u/microsoft.graph.getMemberGroups", 2, 0)]
    [InlineData("GET", "users/u/licenseDetails", 2, 0)]
    [InlineData("GET", "me/memberOf", 2, 0)]
    [InlineData("GET", "users/u/ownedObjects", 2, 0)]
    [InlineData("GET", "users/u/transitiveMemberOf", 2, 0)]
    [InlineData("GET", "oauth2PermissionGrants/o", 2, 0)]
    [InlineData("GET", "servicePrincipals/s/appRoleAssignments", 2, 0)]
    [InlineData("GET", "subscribedSkus", 3, 0)]
    [InlineData("GET", "users", 2, 0)]
    [InlineData("GET", "users/u", 1, 0)]
    [InlineData("GET", "users?$expand=manager", 3, 0)]
    [InlineData("GET", "users?$expand=manager&$select=id&$top=19", 1, 0)]
    [InlineData("GET", "users?$top=20", 2, 0)]
    [InlineData("GET", "devices?$select=id", 1, 0)]
    [InlineData("POST", "groups", 1, 1)]
    [InlineData("PATCH", "users/u", 1, 1)]
    [InlineData("PUT", "users/u/manager/$ref", 1, 1)]
    [InlineData("DELETE", "groups/g/members/u/$ref", 1, 1)]
    public void The_table_is_complete(string method, string url, int units, int writes)
    {
        var parts = url.Split('?');
        var request = new GraphRequest(method, GraphPath.Split(parts[0]), QueryOptions.Parse(parts.Length > 1 ? parts[1] : ""))
        {
            RawPath = "",
            Root = "",
            Roles = new HashSet<string>(),
            Id = GraphRequestId.New(null),
        };

        Assert.Equal(new RequestCost(units, writes), ResourceUnits.Of(request));
    }
}
