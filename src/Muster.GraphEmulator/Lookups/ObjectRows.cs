using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Writes rows of mixed kinds; of kinds that may not be read, type and id alone.</summary>
internal sealed class ObjectRows
{
    private readonly Dictionary<ObjectKind, (Selection Selection, bool IsReadable)> _byKind;

    private ObjectRows(Tenant tenant, GraphRequest request, string? select)
    {
        ContextSuffix = select is null ? "" : $"({select.Replace(" ", "", StringComparison.Ordinal)})";
        _byKind = Enum.GetValues<ObjectKind>().ToDictionary(kind => kind, kind => Parse(tenant.PropertiesOf(kind), request, select));
    }

    /// <summary>The selection as a context URL carries it.</summary>
    public string ContextSuffix { get; }

    /// <exception cref="GraphErrorException">Something is to be expanded, which rows of mixed kinds do not offer.</exception>
    public static ObjectRows Parse(Tenant tenant, GraphRequest request)
    {
        request.Query.Refuse("expand");
        return new(tenant, request, request.Query.Select);
    }

    /// <summary>Rows of the default properties, whatever the request selects.</summary>
    public static ObjectRows OfDefaults(Tenant tenant, GraphRequest request) => new(tenant, request, null);

    /// <summary>As published: a kind that may not be read shows its default properties, all null, whatever was selected (PERM).</summary>
    private static (Selection Selection, bool IsReadable) Parse(PropertyCatalog catalog, GraphRequest request, string? select)
    {
        var isReadable = Permissions.ToRead(catalog.Kind).IsIn(request.Roles);
        return (Selection.Parse(catalog, isReadable ? select : null, strict: false), isReadable);
    }

    public void Write(Utf8JsonWriter writer, DirectoryObject row)
    {
        var (selection, isReadable) = _byKind[row.Kind];
        ObjectJson.WriteType(writer, row.Kind);
        ObjectJson.WriteRow(writer, row, selection, isReadable);
    }

    /// <summary>One object as a whole answer.</summary>
    public GraphAnswer Single(GraphRequest request, DirectoryObject found) =>
        GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}/$metadata#directoryObjects{ContextSuffix}/$entity");
            Write(json, found);
            json.WriteEndObject();
        });
}
