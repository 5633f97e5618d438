using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Answers <c>/devices</c>, <c>/contacts</c> and <c>/servicePrincipals</c>, the app's own among the last.</summary>
internal static class OtherObjects
{
    public static GraphAnswer List(Tenant tenant, GraphRequest request, ListWriter lists)
    {
        var kind = KindOf(request);
        Permissions.ToRead(kind).Demand(request.Roles);
        request.Query.Refuse("filter", "orderby", "search");
        var selection = Selection.Parse(tenant.PropertiesOf(kind), request.Query.Select);
        return lists.Write(
            request,
            $"{kind.Collection()}{selection.ContextSuffix}",
            start => Rows(tenant, kind, start),
            (json, row) => ObjectJson.WriteRow(json, row, selection)
        );
    }

    public static GraphAnswer Single(Tenant tenant, GraphRequest request)
    {
        var kind = KindOf(request);
        Permissions.ToRead(kind).Demand(request.Roles);
        return Guid.TryParse(request.Path[1], out var id) && tenant.Find(id) is { IsAlive: true } found && found.Kind == kind
            ? ObjectLists.Single(tenant, found, request)
            : throw new GraphErrorException(GraphError.NotFound(request.Path[1]));
    }

    private static IEnumerable<Row> Rows(Tenant tenant, ObjectKind kind, int start)
    {
        var objects = tenant.Of(kind);
        for (var position = start; position < objects.Count; position++)
        {
            if (objects[position].IsAlive)
                yield return new(position, objects[position]);
        }
    }

    private static ObjectKind KindOf(GraphRequest request) =>
        request.Path[0].ToLowerInvariant() switch
        {
            "devices" => ObjectKind.Device,
            "contacts" => ObjectKind.OrgContact,
            _ => ObjectKind.ServicePrincipal,
        };
}
