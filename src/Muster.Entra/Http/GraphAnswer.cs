using System.Globalization;
using System.Net.Http.Headers;

namespace Muster.Entra.Http;

/// <summary>What came back for one request, read whole.</summary>
internal sealed class GraphAnswer(HttpResponseMessage response, PooledBody body) : IDisposable
{
    public int Status { get; } = (int)response.StatusCode;

    /// <summary>Media type of the body; null when none was stated.</summary>
    public string? MediaType { get; } = response.Content.Headers.ContentType?.MediaType;

    /// <summary>Where a 410 or a redirect points to, as it was written.</summary>
    public string? Location { get; } = Header(response.Headers, "Location");

    /// <summary>How long the service asks to wait, as it was written.</summary>
    public string? RetryAfter { get; } = Header(response.Headers, "Retry-After");

    /// <summary>Units charged for the request.</summary>
    public int ResourceUnits { get; } =
        int.TryParse(Header(response.Headers, "x-ms-resource-unit"), out var units) ? Math.Clamp(units, 0, 10_000) : 0;

    /// <summary>Share of the throttling limit that is used, which the service tells from 0.8 on; null below.</summary>
    public double? LimitShare { get; } = Share(Header(response.Headers, "x-ms-throttle-limit-percentage"));

    /// <summary>The service's id and time for the request: what its support asks for.</summary>
    public string Reference { get; } =
        $"request-id {Safe.Excerpt(Header(response.Headers, "request-id") ?? "none", 60)}, "
        + $"date {Safe.Excerpt(Header(response.Headers, "Date") ?? "none", 40)}";

    public PooledBody Body { get; } = body;

    public bool IsJson =>
        MediaType is not null
        && (
            MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Reads a share of the limit; null when the text is none.</summary>
    public static double? Share(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) ? share : null;

    public void Dispose() => Body.Dispose();

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
