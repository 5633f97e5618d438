using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Writes rows of mixed kinds; of kinds that may not be read, type and id alone.</summary>
internal sealed class ObjectRows
{
    private readonly Dictionary<ObjectKind, (Selection Selection, bool IsReadable)> _byKind;

    private ObjectRows(Tenant tenant, GraphRequest request)
    {
        var select = request.Query.Select;
        ContextSuffix = select is null ? "" : $"({select.Replace(" ", "", StringComparison.Ordinal)})";
        _byKind = Enum.GetValues<ObjectKind>()
            .ToDictionary(
                kind => kind,
                kind => (Selection.Parse(tenant.PropertiesOf(kind), select, strict: false), Permissions.ToRead(kind).IsIn(request.Roles))
            );
    }

    /// <summary>The selection as a context URL carries it.</summary>
    public string ContextSuffix { get; }

    public static ObjectRows Parse(Tenant tenant, GraphRequest request) => new(tenant, request);

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
