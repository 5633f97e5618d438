using System.Text.Json;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Listing;

/// <summary>The tenant about itself: its id and name, no more.</summary>
internal static class OrganizationJson
{
    public static GraphAnswer Answer(GraphRequest request, string tenantId, string displayName, bool isSingle) =>
        GraphAnswer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", $"{request.Root}/$metadata#organization{(isSingle ? "/$entity" : "")}");
            if (!isSingle)
            {
                writer.WriteStartArray("value");
                writer.WriteStartObject();
            }
            WriteRow(writer, tenantId, displayName);
            if (!isSingle)
            {
                writer.WriteEndObject();
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        });

    private static void WriteRow(Utf8JsonWriter writer, string tenantId, string displayName)
    {
        writer.WriteString("id", tenantId);
        writer.WriteString("displayName", displayName);
    }
}
