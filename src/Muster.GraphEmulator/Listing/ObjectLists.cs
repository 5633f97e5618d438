using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Answers <c>/users</c> and <c>/groups</c>, one object of them, their counts, and the deleted ones.</summary>
internal sealed class ObjectLists(ListWriter writer, SortedLists sortedLists, ListingQuirks quirks)
{
    public GraphAnswer List(Tenant tenant, ObjectKind kind, GraphRequest request) =>
        Write(tenant, kind, request, Rows(tenant, kind, request));

    public GraphAnswer Count(Tenant tenant, ObjectKind kind, GraphRequest request) =>
        ListWriter.Count(request, Rows(tenant, kind, request));

    public GraphAnswer ListDeleted(Tenant tenant, ObjectKind kind, GraphRequest request) =>
        Write(tenant, kind, request, DeletedRows(tenant, kind, request));

    public GraphAnswer CountDeleted(Tenant tenant, ObjectKind kind, GraphRequest request) =>
        ListWriter.Count(request, DeletedRows(tenant, kind, request));

    public static GraphAnswer Single(Tenant tenant, DirectoryObject found, GraphRequest request)
    {
        request.Query.Refuse("filter", "orderby", "search", "top", "skip");
        var selection = Selection.Parse(tenant.PropertiesOf(found.Kind), request.Query.Select).Demand(request.Roles);
        var expansion = Expansion.Parse(tenant, found.Kind, request);
        var context = $"{found.Kind.Collection()}{selection.ContextWith(expansion?.Context)}/$entity";
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}/$metadata#{context}");
            ObjectJson.WriteRow(json, found, selection);
            expansion?.Write(json, found);
            json.WriteEndObject();
        });
    }

    private GraphAnswer Write(Tenant tenant, ObjectKind kind, GraphRequest request, Func<int, IEnumerable<Row>> rows)
    {
        var selection = Selection.Parse(tenant.PropertiesOf(kind), request.Query.Select).Demand(request.Roles).ForCollection();
        var expansion = Expansion.Parse(tenant, kind, request);
        return writer.Write(
            request,
            $"{kind.Collection()}{selection.ContextWith(expansion?.Context)}",
            rows,
            (json, row) =>
            {
                ObjectJson.WriteRow(json, row, selection);
                expansion?.Write(json, row);
            }
        );
    }

    private Func<int, IEnumerable<Row>> Rows(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        var query = RowQuery.Parse(tenant, kind, request).Folding(quirks);
        var objects = query.Order is { } order ? sortedLists.Get(tenant, kind, order) : tenant.Of(kind);
        return start => RowsOf(objects, start).Where(row => row.Object.IsAlive && query.Matches(row.Object));
    }

    private Func<int, IEnumerable<Row>> DeletedRows(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        var query = RowQuery.Parse(tenant, kind, request);
        var objects = query.Order is { } order ? sortedLists.Get(tenant, kind, order) : tenant.Of(kind);
        return start => RowsOf(objects, start).Where(row => row.Object is { IsAlive: false, Purged: false } && query.Matches(row.Object));
    }

    private static IEnumerable<Row> RowsOf(IReadOnlyList<DirectoryObject> objects, int start)
    {
        for (var position = start; position < objects.Count; position++)
            yield return new(position, objects[position]);
    }
}
