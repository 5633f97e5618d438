using System.Globalization;
using System.Text;
using System.Text.Json;
using Muster.Entra.Http;
using Muster.Entra.Pages;

namespace Muster.Entra.Ways;

/// <summary>The answer to one step of a batch.</summary>
/// <param name="Status">Status of the step, not of the batch.</param>
/// <param name="RetryAfter">How long the service asks to wait, as it was written.</param>
/// <param name="ResourceUnits">Units charged for the step.</param>
/// <param name="Body">The body as JSON; empty when there was none.</param>
internal sealed record BatchAnswer(int Status, string? RetryAfter, int ResourceUnits, byte[] Body)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Share of the throttling limit that was used when the step was answered; null below the share that the service tells.</summary>
    public double? LimitShare { get; init; }

    /// <summary>What the step was told, for people.</summary>
    public string Said => Body.Length == 0 ? "an empty body" : Safe.Excerpt(Body, 200);

    /// <summary>The answers by the index that was sent as the id of each step.</summary>
    /// <exception cref="PageFormatException">It is not the answer to a batch of so many steps.</exception>
    public static BatchAnswer[] Read(ReadOnlySpan<byte> json, int steps)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray(), Strict);
            var answers = new BatchAnswer?[steps];
            foreach (var response in document.RootElement.GetProperty("responses").EnumerateArray())
                Put(answers, response);
            var missing = Array.IndexOf(answers, null);
            return missing < 0
                ? [.. answers.OfType<BatchAnswer>()]
                : throw new PageFormatException($"the batch has no answer to step {missing}");
        }
        catch (JsonException)
        {
            throw new PageFormatException("the JSON of the batch is broken or cut short");
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new PageFormatException("the batch is not answered as Graph answers one");
        }
    }

    private static void Put(BatchAnswer?[] answers, JsonElement response)
    {
        var id = response.GetProperty("id").GetString();
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= answers.Length)
            throw new PageFormatException("the batch answers a step that was not asked");
        if (answers[index] is not null)
            throw new PageFormatException($"the batch answers step {index} twice");
        var hasBody = response.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object;
        answers[index] = new BatchAnswer(
            response.GetProperty("status").GetInt32(),
            Header(response, "Retry-After"),
            int.TryParse(Header(response, "x-ms-resource-unit"), NumberStyles.None, CultureInfo.InvariantCulture, out var units)
                ? Math.Min(units, 1_000)
                : 0,
            hasBody ? Encoding.UTF8.GetBytes(body.GetRawText()) : []
        )
        {
            LimitShare = GraphAnswer.Share(Header(response, "x-ms-throttle-limit-percentage")),
        };
    }

    private static string? Header(JsonElement response, string name)
    {
        if (!response.TryGetProperty("headers", out var headers) || headers.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var header in headers.EnumerateObject())
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value.ToString();
        return null;
    }
}
