using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Reads the value of one property out of a body.</summary>
internal static class PropertyJson
{
    /// <exception cref="GraphErrorException">The value is of another type.</exception>
    public static object? Read(DirectoryProperty property, JsonElement json, ObjectKind kind) =>
        (property.Type, json.ValueKind) switch
        {
            (_, JsonValueKind.Null) => null,
            (PropertyType.Boolean or PropertyType.Open, JsonValueKind.True) => true,
            (PropertyType.Boolean or PropertyType.Open, JsonValueKind.False) => false,
            (PropertyType.Text or PropertyType.Open, JsonValueKind.String) => json.GetString(),
            (PropertyType.Open, JsonValueKind.Number) when json.TryGetDecimal(out var number) => number,
            (PropertyType.Instant, JsonValueKind.String) when json.TryGetDateTimeOffset(out _) => json.GetString(),
            (PropertyType.Instant, JsonValueKind.String) => throw WriteError.Invalid(property.Name, kind),
            (PropertyType.TextList or PropertyType.Open, JsonValueKind.Array) => ReadList(property, json),
            (PropertyType.ExtensionAttributes, JsonValueKind.Object) => ReadAttributes(property, json),
            _ => throw WrongType(property),
        };

    private static List<string> ReadList(DirectoryProperty property, JsonElement json)
    {
        var texts = new List<string>();
        foreach (var item in json.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw WrongType(property));
        return texts;
    }

    private static Dictionary<string, object?> ReadAttributes(DirectoryProperty property, JsonElement json)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            values[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => member.Value.GetString(),
                _ => throw WrongType(property),
            };
        }
        return values;
    }

    private static GraphErrorException WrongType(DirectoryProperty property) =>
        new(GraphError.BadRequest($"Invalid value for the property '{property.Name}': the expected type is '{EdmType(property.Type)}'."));

    private static string EdmType(PropertyType type) =>
        type switch
        {
            PropertyType.Boolean => "Edm.Boolean",
            PropertyType.TextList => "Collection(Edm.String)",
            PropertyType.Instant => "Edm.DateTimeOffset",
            PropertyType.ExtensionAttributes => "microsoft.graph.onPremisesExtensionAttributes",
            _ => "Edm.String",
        };
}
