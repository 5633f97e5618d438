using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Batching;

/// <summary>Puts the answers of the steps into the one of the batch.</summary>
internal static class BatchWriter
{
    public static void Write(Utf8JsonWriter writer, IEnumerable<BatchStep> steps, Dictionary<string, GraphAnswer> answers)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("responses");
        foreach (var step in steps)
            Write(writer, step, answers[step.Id]);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BatchStep step, GraphAnswer answer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", step.Id);
        writer.WriteNumber("status", answer.Status);
        writer.WriteStartObject("headers");
        writer.WriteString("Cache-Control", "no-cache");
        writer.WriteString("OData-Version", "4.0");
        var hasBody = answer.Body.Length > 0;
        if (hasBody)
            writer.WriteString("Content-Type", answer.ContentType);
        foreach (var (name, value) in answer.Headers)
            writer.WriteString(name, value);
        writer.WriteEndObject();
        if (hasBody)
            WriteBody(writer, answer.Body.Written.Span);
        writer.WriteEndObject();
    }

    /// <summary>What is no JSON goes as text, and what is no text in base64; the batch stays well-formed around it.</summary>
    private static void WriteBody(Utf8JsonWriter writer, ReadOnlySpan<byte> body)
    {
        writer.WritePropertyName("body");
        if (IsJson(body))
            writer.WriteRawValue(body, skipInputValidation: true);
        else if (Utf8.IsValid(body))
            writer.WriteStringValue(Encoding.UTF8.GetString(body));
        else
            writer.WriteBase64StringValue(body);
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
                reader.Skip();
            return Utf8.IsValid(body);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
