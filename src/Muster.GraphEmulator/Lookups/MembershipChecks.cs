using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>
/// Answers <c>checkMemberGroups</c>, <c>checkMemberObjects</c>, <c>getMemberGroups</c> and <c>getMemberObjects</c>: which groups
/// an object is in, over any number of steps. Groups with hidden membership are left out without their permission.
/// </summary>
internal static class MembershipChecks
{
    private const int MostIds = 20;

    /// <summary>Those of the given groups that it is in.</summary>
    public static GraphAnswer Check(Tenant tenant, GraphRequest request)
    {
        var member = Member(tenant, request);
        var name = request.Path[2].EndsWith("groups", StringComparison.OrdinalIgnoreCase) ? "groupIds" : "ids";
        var ids =
            LookupBody.Texts(request, name)
            ?? throw new GraphErrorException(GraphError.InvalidRequest($"The property '{name}' is required."));
        if (ids.Count is 0 or > MostIds)
            throw new GraphErrorException(GraphError.InvalidRequest($"'{name}' takes from 1 to {MostIds} ids; {ids.Count} were given."));
        var asked = ids.Select(text =>
                Guid.TryParse(text, out var id) ? id : throw new GraphErrorException(GraphError.InvalidRequest($"Invalid GUID: '{text}'."))
            )
            .ToHashSet();
        return Write(request, Groups(tenant, member, request).Select(group => group.Id).Where(asked.Contains));
    }

    /// <summary>All groups that it is in, or those alone that rights are given to.</summary>
    public static GraphAnswer List(Tenant tenant, GraphRequest request)
    {
        var member = Member(tenant, request);
        var securityOnly = LookupBody.Flag(request, "securityEnabledOnly");
        if (securityOnly && member is not DirectoryUser)
            throw new GraphErrorException(GraphError.InvalidRequest("'securityEnabledOnly' can be true for users only."));
        var groups = Groups(tenant, member, request).Where(group => !securityOnly || GroupTraits.Is(tenant, group, "securityEnabled"));
        return Write(request, groups.Select(group => group.Id));
    }

    private static DirectoryObject Member(Tenant tenant, GraphRequest request)
    {
        Permissions.ReadGroups.Demand(request.Roles);
        var key = request.Path[1];
        switch (request.Path[0].ToLowerInvariant())
        {
            case "users":
                Permissions.ReadUsers.Demand(request.Roles);
                return ObjectFinder.User(tenant, key);
            case "groups":
                return ObjectFinder.Group(tenant, key);
            default:
                var found = Guid.TryParse(key, out var id) && tenant.Find(id) is { IsAlive: true } known ? known : null;
                if (found is not null)
                    Permissions.ToRead(found.Kind).Demand(request.Roles);
                return found ?? throw new GraphErrorException(GraphError.NotFound(key));
        }
    }

    private static IEnumerable<DirectoryGroup> Groups(Tenant tenant, DirectoryObject member, GraphRequest request)
    {
        var seesHidden = Permissions.ReadHiddenMembers.IsIn(request.Roles);
        return RelatedLists
            .Transitive(tenant, member, upwards: true, 0)
            .Select(row => (DirectoryGroup)row.Object)
            .Where(group => seesHidden || !HiddenMembership.Of(tenant, group));
    }

    private static GraphAnswer Write(GraphRequest request, IEnumerable<Guid> ids)
    {
        Guid[] found = [.. ids];
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}/$metadata#Collection(Edm.String)");
            json.WriteStartArray("value");
            foreach (var id in found)
                json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
