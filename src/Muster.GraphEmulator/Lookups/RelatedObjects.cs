using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Answers what a user owns, registered or created; of the last two the tenant knows nothing.</summary>
internal static class RelatedObjects
{
    public static GraphAnswer OfUser(Tenant tenant, GraphRequest request, RelatedLists related)
    {
        Permissions.ReadUsers.Demand(request.Roles);
        var user = ObjectFinder.User(tenant, request.Path[1]);
        var name = Relationships.Find(ObjectKind.User, request.Path[2])!;
        var found = Relationships.Of(tenant, user, name, request).ToArray();
        return related.Answer(
            tenant,
            start => found.Select((other, position) => new Row(position, other)).Skip(start),
            [.. request.Path.Skip(3)],
            request
        );
    }
}
