using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Who manages a user, and whom a user manages.</summary>
internal static class Managers
{
    public static GraphAnswer Of(Tenant tenant, GraphRequest request)
    {
        Permissions.ReadUsers.Demand(request.Roles);
        var user = ObjectFinder.User(tenant, request.Path[1]);
        return ManagerLinks.ManagerOf(tenant, user) is { } manager
            ? ObjectRows.Parse(tenant, request).Single(request, manager)
            : throw new GraphErrorException(GraphError.NotFound(PropertyCatalog.ManagerName));
    }

    public static GraphAnswer Reports(Tenant tenant, GraphRequest request, RelatedLists related)
    {
        Permissions.ReadUsers.Demand(request.Roles);
        var manager = ObjectFinder.User(tenant, request.Path[1]);
        return related.Answer(tenant, start => ManagerLinks.ReportsOf(tenant, manager, start), [.. request.Path.Skip(3)], request);
    }
}
