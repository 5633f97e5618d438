using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Answers <c>/devices</c>, <c>/contacts</c> and <c>/servicePrincipals</c>, the app's own among the last.</summary>
internal static class OtherObjects
{
    public static GraphAnswer List(Tenant tenant, GraphRequest request, ListWriter lists)
    {
        var (kind, rows) = Query(tenant, request);
        request.Query.Refuse("expand");
        var selection = Selection.Parse(tenant.PropertiesOf(kind), request.Query.Select);
        return lists.Write(
            request,
            $"{kind.Collection()}{selection.ContextSuffix}",
            rows,
            (json, row) => ObjectJson.WriteRow(json, row, selection)
        );
    }

    public static GraphAnswer Count(Tenant tenant, GraphRequest request) => ListWriter.Count(request, Query(tenant, request).Rows);

    public static GraphAnswer Single(Tenant tenant, GraphRequest request)
    {
        request.Query.Refuse("expand");
        return ObjectLists.Single(tenant, Find(tenant, request), request);
    }

    /// <summary>The groups it is in, directly or over any number of steps.</summary>
    public static GraphAnswer MemberOf(Tenant tenant, GraphRequest request, RelatedLists related)
    {
        var found = Find(tenant, request);
        var name = request.Path[2].Equals("memberOf", StringComparison.OrdinalIgnoreCase) ? "memberOf" : "transitiveMemberOf";
        var groups = Relationships.Of(tenant, found, name, request).ToArray();
        return related.Answer(
            tenant,
            start => groups.Select((group, position) => new Row(position, group)).Skip(start),
            [.. request.Path.Skip(3)],
            request
        );
    }

    private static (ObjectKind Kind, Func<int, IEnumerable<Row>> Rows) Query(Tenant tenant, GraphRequest request)
    {
        var kind = KindOf(request);
        Permissions.ToRead(kind).Demand(request.Roles);
        return (kind, RowQuery.Parse(tenant, kind, request).Apply(tenant, start => Rows(tenant, kind, start)));
    }

    /// <summary>By object id, or by the id that its application or device has: <c>servicePrincipals(appId='…')</c>.</summary>
    private static DirectoryObject Find(Tenant tenant, GraphRequest request)
    {
        var kind = KindOf(request);
        Permissions.ToRead(kind).Demand(request.Roles);
        var key = request.Path[1];
        var found = Guid.TryParse(key, out var id) ? tenant.Find(id) : FindByKey(tenant, kind, key);
        return found is { IsAlive: true } && found.Kind == kind ? found : throw new GraphErrorException(GraphError.NotFound(key));
    }

    private static DirectoryObject? FindByKey(Tenant tenant, ObjectKind kind, string key)
    {
        if (key.Split("='") is not [var name, [.. var value, '\'']] || name is not ("appId" or "deviceId"))
            return null;
        return tenant.PropertiesOf(kind).TryFind(name, out var property)
            ? tenant
                .Of(kind)
                .FirstOrDefault(other => value.Equals(other.Properties.Text(property.Number), StringComparison.OrdinalIgnoreCase))
            : null;
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
