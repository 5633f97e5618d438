using System.Buffers;
using System.Text;
using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Storage.Mirror;

/// <summary>Further properties of a user as a JSON object of texts, names ordered, so that equal facts are equal texts.</summary>
internal static class MoreFactsCodec
{
    public static string? Encode(MoreFacts facts)
    {
        if (facts.IsEmpty)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var (name, value) in facts.Values)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="StoredDataException">The text is not what was stored.</exception>
    public static MoreFacts Decode(string? text)
    {
        if (text is null)
            return MoreFacts.None;
        try
        {
            using var document = JsonDocument.Parse(text);
            return MoreFacts.Of(
                document.RootElement.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Value.GetString()))
            );
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new StoredDataException("The further properties of a directory user are not what was stored.");
        }
    }
}
