using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Lookups;

/// <summary>What is below the version: the collections by name.</summary>
internal static class ServiceDocument
{
    private static readonly string[] Sets =
    [
        "contacts",
        "devices",
        "directoryObjects",
        "directoryRoles",
        "groups",
        "organization",
        "servicePrincipals",
        "subscriptions",
        "users",
    ];

    public static GraphAnswer Answer(GraphRequest request) =>
        GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}/$metadata");
            json.WriteStartArray("value");
            foreach (var set in Sets)
            {
                json.WriteStartObject();
                json.WriteString("name", set);
                json.WriteString("kind", "EntitySet");
                json.WriteString("url", set);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
}
