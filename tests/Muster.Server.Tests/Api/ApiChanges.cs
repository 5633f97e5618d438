using System.Text.Json.Nodes;

namespace Muster.Server.Tests.Api;

/// <summary>What a client of one description of the API could not do any more with another: removed and narrowed things, told one by one. It knows as much of OpenAPI as the description of this API uses, and takes new words in answers for no break, as docs/api.md says.</summary>
internal sealed class ApiChanges
{
    private readonly JsonObject _released;
    private readonly JsonObject _current;
    private readonly List<string> _breaks = [];
    private readonly HashSet<(string Released, string Current, bool IsSent)> _seen = [];

    private ApiChanges(JsonObject released, JsonObject current) => (_released, _current) = (released, current);

    /// <summary>Everything that breaks, with its place.</summary>
    public static IReadOnlyList<string> Breaking(JsonObject released, JsonObject current)
    {
        var changes = new ApiChanges(released, current);
        changes.Paths();
        return changes._breaks;
    }

    private void Paths()
    {
        foreach (var (path, operations) in Members(_released["paths"]))
            if (_current["paths"]?[path] is not JsonObject now)
                _breaks.Add($"{path} is gone");
            else
                foreach (var (method, operation) in Members(operations))
                    if (now[method] is JsonObject other)
                        Operation($"{method.ToUpperInvariant()} {path}", operation!.AsObject(), other);
                    else
                        _breaks.Add($"{method.ToUpperInvariant()} {path} is gone");
    }

    private void Operation(string at, JsonObject released, JsonObject current)
    {
        if (Text(released["operationId"]) != Text(current["operationId"]))
            _breaks.Add($"{at} is called {Text(current["operationId"])}, no longer {Text(released["operationId"])}");
        Parameters(at, Named(released["parameters"]), Named(current["parameters"]));
        Body(at, released["requestBody"], current["requestBody"]);
        foreach (var (status, answer) in Members(released["responses"]))
            if (current["responses"]?[status] is { } other)
                Answer($"{at} {status}", Resolved(_released, answer!), Resolved(_current, other));
            else
                _breaks.Add($"{at} answers {status} no more");
    }

    private void Parameters(string at, Dictionary<string, JsonObject> released, Dictionary<string, JsonObject> current)
    {
        foreach (var (name, parameter) in released)
            if (!current.TryGetValue(name, out var other))
                _breaks.Add($"{at} takes {name} no more");
            else
            {
                if (IsRequired(other) && !IsRequired(parameter))
                    _breaks.Add($"{at} needs {name} now");
                Schema($"{at} {name}", parameter["schema"], other["schema"], isSent: true);
            }
        foreach (var (name, _) in current.Where(other => IsRequired(other.Value) && !released.ContainsKey(other.Key)))
            _breaks.Add($"{at} needs {name} now");
    }

    private void Body(string at, JsonNode? released, JsonNode? current)
    {
        if (current is null && released is not null)
            _breaks.Add($"{at} takes a body no more");
        else if (IsRequired(current) && !IsRequired(released))
            _breaks.Add($"{at} needs a body now");
        if (current is not null && released is not null)
            Content($"{at} body", released["content"], current["content"], isSent: true);
    }

    private void Answer(string at, JsonNode released, JsonNode current)
    {
        foreach (var (name, _) in Members(released["headers"]).Where(header => current["headers"]?[header.Key] is null))
            _breaks.Add($"{at} has the header {name} no more");
        Content(at, released["content"], current["content"], isSent: false);
    }

    private void Content(string at, JsonNode? released, JsonNode? current, bool isSent)
    {
        foreach (var (media, content) in Members(released))
            if (current?[media] is { } other)
                Schema(at, content!["schema"], other["schema"], isSent);
            else
                _breaks.Add($"{at} is {media} no more");
    }

    /// <summary>What is sent must still be taken, and what is answered must still be understood.</summary>
    private void Schema(string at, JsonNode? released, JsonNode? current, bool isSent)
    {
        if (released is null || current is null)
            return;
        var (before, now) = (Plain(_released, released), Plain(_current, current));
        var (wide, narrow) = isSent ? (now.Types, before.Types) : (before.Types, now.Types);
        foreach (
            var type in narrow.Count == 0 && wide.Count > 0 ? ["anything"]
            : wide.Count == 0 ? []
            : narrow.Except(wide)
        )
            _breaks.Add(isSent ? $"{at} takes {type} no more" : $"{at} may be {type} now");
        if (before.Name is not null && now.Name is not null && !_seen.Add((before.Name, now.Name, isSent)))
            return;
        if (Text(before.Schema["format"]) is { } format && format != Text(now.Schema["format"]))
            _breaks.Add($"{at} is {Text(now.Schema["format"]) ?? "free"}, no longer {format}");
        if (isSent && now.Schema["enum"] is JsonArray words)
            foreach (var word in (before.Schema["enum"] as JsonArray)?.Select(Text).Except(words.Select(Text)) ?? ["other words"])
                _breaks.Add($"{at} takes {word} no more");
        Properties(at, before.Schema, now.Schema, isSent);
        Schema($"{at}[]", before.Schema["items"], now.Schema["items"], isSent);
        if (before.Schema["additionalProperties"] is JsonObject any && now.Schema["additionalProperties"] is JsonObject other)
            Schema($"{at}{{}}", any, other, isSent);
    }

    private void Properties(string at, JsonObject released, JsonObject current, bool isSent)
    {
        foreach (var (name, property) in Members(released["properties"]))
            if (current["properties"]?[name] is { } other)
                Schema($"{at}.{name}", property, other, isSent);
            else
                _breaks.Add($"{at}.{name} is gone");
        var (before, now) = (Words(released["required"]), Words(current["required"]));
        foreach (var name in isSent ? now.Except(before) : before.Except(now).Where(name => current["properties"]?[name] is not null))
            _breaks.Add(isSent ? $"{at}.{name} is needed now" : $"{at}.{name} may be missing now");
    }

    /// <summary>A schema behind its references, with the types it allows; a choice between one and nothing is that one, or nothing.</summary>
    private static (string? Name, JsonObject Schema, IReadOnlyCollection<string> Types) Plain(JsonObject document, JsonNode schema)
    {
        if (Text(schema["$ref"]) is { } name)
            return Plain(document, Resolved(document, schema)) with { Name = name };
        if (schema["oneOf"] is not JsonArray choice)
            return (
                null,
                schema.AsObject(),
                schema["type"] is JsonArray several ? Words(several)
                : Text(schema["type"]) is { } one ? [one]
                : []
            );
        var chosen = choice.First(one => Text(one!["type"]) != "null")!;
        var (_, inner, types) = Plain(document, chosen);
        return (
            Text(chosen["$ref"]),
            inner,
            [.. types, .. choice.Any(one => Text(one!["type"]) == "null") ? ["null"] : Array.Empty<string>()]
        );
    }

    private static JsonNode Resolved(JsonObject document, JsonNode node) =>
        Text(node["$ref"]) is { } name
            ? name.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (within, part) => within[part]!)
            : node;

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node as JsonObject ?? [];

    private static Dictionary<string, JsonObject> Named(JsonNode? parameters) =>
        (parameters as JsonArray ?? []).ToDictionary(
            parameter => $"{Text(parameter!["in"])} {Text(parameter["name"])}",
            parameter => parameter!.AsObject(),
            StringComparer.Ordinal
        );

    private static bool IsRequired(JsonNode? node) => node?["required"]?.GetValue<bool>() == true;

    private static string[] Words(JsonNode? array) => [.. (array as JsonArray ?? []).Select(word => Text(word)!)];

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;
}
