using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Writing;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Reads the parameters of an action out of its body.</summary>
internal static class LookupBody
{
    /// <summary>A list of strings, or null when it is not there.</summary>
    /// <exception cref="GraphErrorException">Something else is there.</exception>
    public static IReadOnlyList<string>? Texts(GraphRequest request, string name)
    {
        if (Member(request, name) is not { } json || json.ValueKind == JsonValueKind.Null)
            return null;
        if (json.ValueKind != JsonValueKind.Array || json.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw new GraphErrorException(GraphError.BadRequest($"'{name}' takes a list of strings."));
        return [.. json.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <exception cref="GraphErrorException">It is not there, or neither true nor false.</exception>
    public static bool Flag(GraphRequest request, string name) =>
        Member(request, name)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new GraphErrorException(GraphError.BadRequest($"'{name}' takes true or false.")),
        };

    private static JsonElement? Member(GraphRequest request, string name)
    {
        if (request.Body is not { ValueKind: JsonValueKind.Object } body)
            throw WriteError.NoJson;
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }
        return null;
    }
}
