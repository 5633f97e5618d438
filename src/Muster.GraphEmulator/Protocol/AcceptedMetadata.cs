using System.Text.Json;

namespace Muster.GraphEmulator.Protocol;

/// <summary>
/// Follows <c>Accept: application/json;odata.metadata=none</c>: contexts, types and ids of OData go, links and counts stay. Of
/// the other two levels everybody gets <c>minimal</c>, which a client that asks for <c>full</c> can read.
/// </summary>
internal static class AcceptedMetadata
{
    public static bool IsNone(string? accept) =>
        accept?.Replace(" ", "", StringComparison.Ordinal).Contains("odata.metadata=none", StringComparison.OrdinalIgnoreCase) == true;

    public static GraphAnswer Strip(GraphAnswer answer)
    {
        if (answer.ContentType != GraphAnswer.JsonType)
            return answer;
        using (answer)
        {
            using var document = JsonDocument.Parse(answer.Body.Written);
            var stripped = GraphAnswer.Json(
                writer => Write(writer, document.RootElement),
                answer.Status,
                GraphAnswer.JsonType.Replace("=minimal", "=none", StringComparison.Ordinal)
            );
            stripped.Headers.AddRange(answer.Headers);
            return stripped;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject().Where(member => !IsControl(member.Name)))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    private static bool IsControl(string name) => name is "@odata.context" or "@odata.type" or "@odata.id" or "@odata.etag";
}
