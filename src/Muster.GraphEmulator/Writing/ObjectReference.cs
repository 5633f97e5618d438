using System.Text.Json;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Writing;

/// <summary>A link to another object: <c>…/directoryObjects/{id}</c>, <c>…/users/{id}</c>, with or without host and version.</summary>
internal static class ObjectReference
{
    private static readonly string[] Collections = ["directoryObjects", "users", "groups", "devices", "servicePrincipals", "contacts"];

    /// <exception cref="GraphErrorException">The body has no usable <c>@odata.id</c>.</exception>
    public static Guid Read(GraphRequest request) =>
        request.Body is not { ValueKind: JsonValueKind.Object } body ? throw WriteError.NoJson
        : body.TryGetProperty("@odata.id", out var link) && link.ValueKind == JsonValueKind.String ? Parse(link.GetString()!)
        : throw new GraphErrorException(GraphError.BadRequest("The request body must have a property '@odata.id' of type string."));

    /// <exception cref="GraphErrorException">Not such a link, nor a list of them.</exception>
    public static IReadOnlyList<Guid> ReadList(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return [Parse(json.GetString()!)];
        if (json.ValueKind != JsonValueKind.Array)
            throw WriteError.NoJson;
        if (json.GetArrayLength() == 0)
            throw WriteError.Refused(
                "The value of 'odata.bind' property annotation is an empty array. "
                    + "The 'odata.bind' property annotation must have a non-empty array as its value."
            );
        var ids = new List<Guid>();
        foreach (var item in json.EnumerateArray())
            ids.Add(item.ValueKind == JsonValueKind.String ? Parse(item.GetString()!) : throw WriteError.NoJson);
        return ids;
    }

    private static Guid Parse(string link)
    {
        // A key in parentheses, users('…'), means the same as one behind a slash.
        var segments = link.Replace("('", "/", StringComparison.Ordinal)
            .Replace("')", "", StringComparison.Ordinal)
            .Split('/', StringSplitOptions.RemoveEmptyEntries);
        return
            segments is [.., var collection, var key]
            && Collections.Contains(collection, StringComparer.OrdinalIgnoreCase)
            && Guid.TryParse(key, out var id)
            ? id
            : throw WriteError.Refused($"Invalid URL format specified in the reference: '{link}'.");
    }
}
