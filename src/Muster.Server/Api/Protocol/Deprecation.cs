using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Muster.Server.Api.Protocol;

/// <summary>Says of an endpoint that programs should stop using it.</summary>
/// <param name="Since">When that was decided.</param>
/// <param name="Sunset">When it may stop answering; null while nobody has decided that.</param>
/// <param name="Successor">Address of what takes its place; null for nothing.</param>
internal sealed record Deprecation(DateTimeOffset Since, DateTimeOffset? Sunset = null, string? Successor = null)
{
    /// <summary>Writes the headers of RFC 9745 and RFC 8594 for the endpoint of a request, where it is deprecated: a refusal carries them too.</summary>
    public static void Announce(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Deprecation>() is not { } deprecated)
            return;
        var headers = context.Response.Headers;
        headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{deprecated.Since.ToUnixTimeSeconds()}");
        if (deprecated.Sunset is { } sunset)
            headers["Sunset"] = sunset.ToString("R", CultureInfo.InvariantCulture);
        if (deprecated.Successor is { } successor)
            headers.Append("Link", $"<{successor}>; rel=\"successor-version\"");
    }
}

/// <summary>Deprecates endpoints.</summary>
internal static class DeprecationExtensions
{
    /// <summary>Says of an endpoint in its answers and in the description of the API that programs should stop using it.</summary>
    public static RouteHandlerBuilder Deprecated(
        this RouteHandlerBuilder endpoint,
        DateTimeOffset since,
        DateTimeOffset? sunset = null,
        string? successor = null
    ) => endpoint.WithMetadata(new Deprecation(since, sunset, successor));
}
