using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Muster.Entra.Checks;

/// <summary>An answer of Graph as people may see it: indented, without secrets, cut where it is long.</summary>
internal static class AnswerText
{
    /// <summary>Longest text in characters.</summary>
    public const int Most = 16_000;

    private const string NotShown = "(not shown)";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] SecretNames =
    [
        "token",
        "secret",
        "password",
        "assertion",
        "authorization",
        "credential",
        "privateKey",
    ];

    /// <param name="body">The body as it came.</param>
    /// <param name="token">The access token, wherever it stands.</param>
    public static string Of(ReadOnlySpan<byte> body, string token)
    {
        string text;
        try
        {
            var reader = new Utf8JsonReader(body);
            var answer = JsonNode.Parse(ref reader);
            Redact(answer);
            text = answer?.ToJsonString(Indented) ?? "null";
        }
        catch (JsonException)
        {
            text = Encoding.UTF8.GetString(body);
        }
        text = text.Replace(token, NotShown, StringComparison.Ordinal);
        return text.Length <= Most ? text : $"{text[..Most]}\n…";
    }

    private static void Redact(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToList())
                    if (SecretNames.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase)))
                        fields[name] = NotShown;
                    else
                        Redact(value);
                break;
            case JsonArray items:
                foreach (var item in items)
                    Redact(item);
                break;
        }
    }
}
