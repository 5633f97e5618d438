using Muster.GraphEmulator.Filters;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Answers <c>/users</c> and <c>/groups</c>, one object of them, their counts, and the deleted ones.</summary>
internal sealed class ObjectLists(ListWriter writer, SortedLists sortedLists, ListingQuirks quirks)
{
    public GraphAnswer List(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        request.Query.RefuseSearch(request.Eventual);
        var selection = Selection.Parse(tenant.PropertiesOf(kind), request.Query.Select);
        var context = $"{kind.Collection()}{selection.ContextSuffix}";
        return writer.Write(request, context, Rows(tenant, kind, request), (json, row) => ObjectJson.WriteRow(json, row, selection));
    }

    public GraphAnswer Count(Tenant tenant, ObjectKind kind, GraphRequest request) =>
        ListWriter.Count(request, Rows(tenant, kind, request));

    public GraphAnswer ListDeleted(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        request.Query.Refuse("filter", "orderby", "search");
        var selection = Selection.Parse(tenant.PropertiesOf(kind), request.Query.Select);
        return writer.Write(
            request,
            $"{kind.Collection()}{selection.ContextSuffix}",
            start => RowsOf(tenant.Of(kind), start).Where(row => row.Object is { IsAlive: false, Purged: false }),
            (json, row) => ObjectJson.WriteRow(json, row, selection)
        );
    }

    public static GraphAnswer Single(Tenant tenant, DirectoryObject found, GraphRequest request)
    {
        request.Query.Refuse("expand", "filter", "orderby", "search", "top", "skip");
        var selection = Selection.Parse(tenant.PropertiesOf(found.Kind), request.Query.Select);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}/$metadata#{found.Kind.Collection()}{selection.ContextSuffix}/$entity");
            ObjectJson.WriteRow(json, found, selection);
            json.WriteEndObject();
        });
    }

    private Func<int, IEnumerable<Row>> Rows(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        var filter = NameFolding.Apply(FilterRules.Parse(tenant.PropertiesOf(kind), request), quirks);
        var order = Ordering.Parse(tenant.PropertiesOf(kind), request);
        var objects = order is null ? tenant.Of(kind) : sortedLists.Get(tenant, kind, order);
        return start => RowsOf(objects, start).Where(row => row.Object.IsAlive && filter?.Matches(row.Object) != false);
    }

    private static IEnumerable<Row> RowsOf(IReadOnlyList<DirectoryObject> objects, int start)
    {
        for (var position = start; position < objects.Count; position++)
            yield return new(position, objects[position]);
    }
}
