using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Muster.Engine.Auditing;

namespace Muster.Storage.Auditing;

/// <summary>Writes the detail of an entry: one JSON object, fields in the order given, without blanks.</summary>
internal static class AuditDetail
{
    private const string Empty = "{}";

    // Names with letters of any script stay readable; the text is never put into a page unescaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        foreach (var (name, value) in fields)
            switch (value)
            {
                case null:
                    break;
                case string text:
                    json.WriteString(name, text);
                    break;
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                default:
                    json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
            }
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The same with the facts of an origin behind the others; those that it has already stay as they are.</summary>
    public static string From(string detail, DeedOrigin? origin)
    {
        if (origin is null)
            return detail;
        var facts = Json(
            (DeedOrigin.ThroughName, Has(detail, DeedOrigin.ThroughName) ? null : origin.Through),
            (DeedOrigin.AddressName, Has(detail, DeedOrigin.AddressName) ? null : origin.Address),
            (DeedOrigin.EmergencyName, origin.Emergency && !Has(detail, DeedOrigin.EmergencyName) ? true : null)
        );
        return detail == Empty ? facts
            : facts == Empty ? detail
            : $"{detail.AsSpan(0, detail.Length - 1)},{facts.AsSpan(1)}";
    }

    /// <summary>Whether there is a fact of this name; within a text its quotation marks would be escaped.</summary>
    private static bool Has(string detail, string name) => detail.Contains($"\"{name}\":", StringComparison.Ordinal);
}
