using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Muster.Storage.Configuration;

/// <summary>Names with texts as one JSON object, in the order given.</summary>
internal static class FlatJson
{
    public static string Encode(IEnumerable<KeyValuePair<string, string>> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var (name, value) in values)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="FormatException">The text is not such an object.</exception>
    public static SortedDictionary<string, string> Decode(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
                values[property.Name] = property.Value.GetString() ?? "";
            return values;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new FormatException("Stored settings are not a flat JSON object of texts.", fault);
        }
    }
}
