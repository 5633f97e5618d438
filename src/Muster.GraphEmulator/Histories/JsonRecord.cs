using System.Text.Json;

namespace Muster.GraphEmulator.Histories;

/// <summary>One JSON object of a file: its fields by type, each fault named with the line.</summary>
/// <param name="lines">Words the faults.</param>
/// <param name="element">The object.</param>
/// <param name="name">What the object is called in a fault, e.g. <c>member.add</c>.</param>
internal readonly struct JsonRecord(JsonLines lines, JsonElement element, string name)
{
    public bool Has(string field) => element.TryGetProperty(field, out _);

    public void Require(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            Field(field);
        }
    }

    public string Text(string field) =>
        Field(field) is { ValueKind: JsonValueKind.String } value ? String(field, value) : throw Wrong(field, "a text");

    public string? TextOrNull(string field) => Field(field).ValueKind == JsonValueKind.Null ? null : Text(field);

    public bool Flag(string field) =>
        Field(field) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value
            ? value.GetBoolean()
            : throw Wrong(field, "true or false");

    public long Count(string field) =>
        Field(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var count) && count >= 0
            ? count
            : throw Wrong(field, "a whole number from 0");

    public Guid Id(string field) => Id(field, Field(field));

    /// <summary>A time in UTC, such as <c>2018-09-12T22:44:42Z</c>.</summary>
    public DateTimeOffset Time(string field) =>
        Field(field) is { ValueKind: JsonValueKind.String } value
        && String(field, value).EndsWith('Z')
        && value.TryGetDateTimeOffset(out var time)
            ? time
            : throw Wrong(field, "a UTC time like 2018-09-12T22:44:42Z");

    public JsonRecord Object(string field) =>
        Field(field) is { ValueKind: JsonValueKind.Object } value ? new(lines, value, field) : throw Wrong(field, "an object");

    public IEnumerable<JsonElement> Array(string field) =>
        Field(field) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : throw Wrong(field, "an array");

    public IEnumerable<Guid> Ids(string field)
    {
        var self = this;
        return Array(field).Select(value => self.Id(field, value));
    }

    /// <summary>Every field that is not in <paramref name="except"/>, as Graph properties.</summary>
    public Dictionary<string, object?> Properties(params ReadOnlySpan<string> except)
    {
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!except.Contains(property.Name))
            {
                properties.Add(property.Name, Value(property.Name, property.Value));
            }
        }

        return properties;
    }

    public InvalidDataException Wrong(string field, string expected) =>
        lines.Fault($"\"{field}\" of {name} is {Shown(Field(field))}; expected {expected}");

    private JsonElement Field(string field) =>
        element.TryGetProperty(field, out var value) ? value : throw lines.Fault($"{name} lacks \"{field}\"; expected that field");

    private Guid Id(string field, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id)
            ? id
            : throw lines.Fault($"\"{field}\" of {name} is {Shown(value)}; expected a GUID");

    private object? Value(string field, JsonElement value)
    {
        var (self, text) = (this, "a text, true, false, null or an array of texts");
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => String(field, value),
            JsonValueKind.Number when field.StartsWith("extension_", StringComparison.Ordinal) && value.TryGetDecimal(out var number) =>
                number,
            JsonValueKind.Array => value
                .EnumerateArray()
                .Select(item => item.ValueKind == JsonValueKind.String ? self.String(field, item) : throw self.Wrong(field, text))
                .ToArray(),
            _ => throw Wrong(field, text),
        };
    }

    /// <remarks>A text may be well-formed JSON and still no text: broken UTF-8 or half a surrogate pair.</remarks>
    private string String(string field, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw lines.Fault($"\"{field}\" of {name} is not valid Unicode; expected UTF-8 text", fault);
        }
    }

    private static string Shown(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length <= 60 ? raw : $"{raw[..60]}…";
    }
}
