using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Sends bodies packed to clients that ask for it, as Graph does.</summary>
internal static class Compression
{
    private const string Gzip = "gzip";

    /// <summary>A HEAD request has no body to pack.</summary>
    public static bool IsAsked(HttpRequest request) =>
        !HttpMethods.IsHead(request.Method) && request.GetTypedHeaders().AcceptEncoding.Any(Accepts);

    public static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        response.Headers.ContentEncoding = Gzip;
        response.Headers.Vary = "Accept-Encoding";
        await using var packed = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await packed.WriteAsync(body, cancellationToken);
    }

    private static bool Accepts(StringWithQualityHeaderValue coding) =>
        coding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0;
}
