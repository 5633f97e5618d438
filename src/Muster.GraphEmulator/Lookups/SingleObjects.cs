using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>One object of whatever kind, alive or deleted, by its id.</summary>
internal static class SingleObjects
{
    public static GraphAnswer AnyKind(Tenant tenant, GraphRequest request)
    {
        var found = Find(tenant, request.Path[1]);
        if (found is not { IsAlive: true })
        {
            LookupPermissions.ReadDirectory.Demand(request.Roles);
            throw new GraphErrorException(GraphError.NotFound(request.Path[1]));
        }
        Permissions.ToRead(found.Kind).Demand(request.Roles);
        return ObjectRows.Parse(tenant, request).Single(request, found);
    }

    public static GraphAnswer Deleted(Tenant tenant, GraphRequest request)
    {
        var found = Find(tenant, request.Path[2]);
        var permission = found is DirectoryUser ? Permissions.ReadUsers : Permissions.ReadDeletedGroups;
        permission.Demand(request.Roles);
        return found is { IsAlive: false, Purged: false }
            ? ObjectRows.Parse(tenant, request).Single(request, found)
            : throw new GraphErrorException(GraphError.NotFound(request.Path[2]));
    }

    private static DirectoryObject? Find(Tenant tenant, string key) => Guid.TryParse(key, out var id) ? tenant.Find(id) : null;
}
