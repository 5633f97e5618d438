using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Reads the JSON that a request carries.</summary>
internal static class RequestBody
{
    /// <returns>The document, or null when there is none or one that cannot be read to its end, down to the last character of its texts.</returns>
    public static async Task<JsonElement?> ReadAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Body, cancellationToken: cancellationToken);
            ReadTexts(body);
            return body;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads every text once: the parser looks at their characters only then.</summary>
    /// <exception cref="InvalidOperationException">One has bytes that are no UTF-8, or half a surrogate pair.</exception>
    public static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    ReadTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    ReadTexts(property.Value);
                }
                break;
        }
    }
}
