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
        return ManagerOf(tenant, user) is { } manager
            ? ObjectRows.Parse(tenant, request).Single(request, manager)
            : throw new GraphErrorException(GraphError.NotFound(PropertyCatalog.ManagerName));
    }

    public static GraphAnswer Reports(Tenant tenant, GraphRequest request, RelatedLists related)
    {
        Permissions.ReadUsers.Demand(request.Roles);
        var manager = ObjectFinder.User(tenant, request.Path[1]);
        return related.Answer(tenant, Rows, [], request);

        IEnumerable<Row> Rows(int start)
        {
            for (var position = start; position < tenant.Users.Count; position++)
            {
                if (tenant.Users[position] is { IsAlive: true } user && ManagerOf(tenant, user) == manager)
                    yield return new(position, user);
            }
        }
    }

    private static DirectoryUser? ManagerOf(Tenant tenant, DirectoryUser user) =>
        tenant.UserProperties.TryFind(PropertyCatalog.ManagerName, out var property)
        && Guid.TryParse(user.Properties.Text(property.Number), out var id)
        && tenant.TryFind<DirectoryUser>(id, out var manager)
        && manager.IsAlive
            ? manager
            : null;
}
