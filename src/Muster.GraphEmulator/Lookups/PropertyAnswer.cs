using System.Text.Json;
using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Answers one property of a user or group by its own address, <c>/users/{id}/displayName</c>.</summary>
internal static class PropertyAnswer
{
    /// <summary>Whether the last segment names a property.</summary>
    public static bool IsFor(Tenant tenant, GraphRequest request) =>
        tenant.PropertiesOf(KindOf(request)).TryFind(request.Path[2], out var property) && property.Name != PropertyCatalog.ManagerName;

    public static GraphAnswer Answer(Tenant tenant, GraphRequest request)
    {
        var kind = KindOf(request);
        Permissions.ToRead(kind).Demand(request.Roles);
        var catalog = tenant.PropertiesOf(kind);
        if (!catalog.TryFind(request.Path[2], out var property))
            throw new GraphErrorException(GraphError.NoSuchSegment(request.Path[2]));
        DirectoryObject found =
            kind == ObjectKind.User ? ObjectFinder.User(tenant, request.Path[1]) : ObjectFinder.Group(tenant, request.Path[1]);
        if (!found.Properties.TryGet(property.Number, out var value) || value.SequenceEqual("null"u8))
            return GraphAnswer.NoContent();
        var json = value.ToArray();
        return GraphAnswer.Json(writer =>
            Write(writer, $"{request.Root}/$metadata#{kind.Collection()}('{found.Id}')/{property.Name}", json)
        );
    }

    private static void Write(Utf8JsonWriter writer, string context, byte[] value)
    {
        writer.WriteStartObject();
        writer.WriteString("@odata.context", context);
        writer.WritePropertyName("value");
        writer.WriteRawValue(value, skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static ObjectKind KindOf(GraphRequest request) =>
        request.Path[0].Equals("users", StringComparison.OrdinalIgnoreCase) ? ObjectKind.User : ObjectKind.Group;
}
