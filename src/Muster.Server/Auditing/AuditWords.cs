using System.Text.Json;

namespace Muster.Server.Auditing;

/// <summary>Audit entries for people.</summary>
internal static class AuditWords
{
    private const int LongestValue = 400;

    /// <summary>The facts of an entry by name, flat; whatever is not JSON is one fact.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts(string detail)
    {
        try
        {
            using var document = JsonDocument.Parse(detail);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return
                [
                    .. document
                        .RootElement.EnumerateObject()
                        .Where(fact => fact.Value.ValueKind is not JsonValueKind.Null)
                        .Select(fact => (fact.Name, Value(fact.Value)))
                        .Where(fact => fact.Item2.Length > 0),
                ];
        }
        catch (JsonException)
        {
            // Shown as it is.
        }
        return detail.Length == 0 ? [] : [("detail", Shortened(detail))];
    }

    private static string Value(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Shortened(value.GetString()!),
            JsonValueKind.Array when value.GetArrayLength() == 0 => "",
            JsonValueKind.Array => Shortened(string.Join(", ", value.EnumerateArray().Select(Value))),
            JsonValueKind.Object => Shortened(
                string.Join(", ", value.EnumerateObject().Select(fact => $"{fact.Name}: {Value(fact.Value)}"))
            ),
            _ => value.GetRawText(),
        };

    private static string Shortened(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "…";
}
