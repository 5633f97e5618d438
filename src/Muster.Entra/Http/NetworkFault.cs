using System.Security.Authentication;
using Muster.Engine.Reading;

namespace Muster.Entra.Http;

/// <summary>The network between here and there failed; the request may be repeated.</summary>
internal sealed class NetworkException(string message, bool reached, Exception inner) : Exception(message, inner)
{
    /// <summary>False when not even a connection could be made.</summary>
    public bool Reached { get; } = reached;
}

/// <summary>Tells a certificate that is not trusted and an address that nobody should go to, which no repeat heals, from a network that may recover.</summary>
internal static class NetworkFault
{
    public static Exception Of(Exception failure, string host, GraphHandler handler)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
            if (at is MetadataHostException)
                return new DirectoryReadException(
                    DirectoryFault.UnexpectedAnswer,
                    $"{host} is where a cloud tells the machine its own keys. No directory is there, and Muster does not go there. Check the addresses of the connection.",
                    failure
                );
            else if (at is AuthenticationException)
                return new DirectoryReadException(
                    DirectoryFault.CertificateNotTrusted,
                    $"{host} is not trusted: {handler.CertificateObjection}. If this is a private server you know, give its certificate (PEM) with --trust-certificate.",
                    failure
                );
        return new NetworkException($"{host}: {Words(failure)}", Reached(failure), failure);
    }

    private static string Words(Exception failure) =>
        Kind(failure) switch
        {
            HttpRequestError.NameResolutionError => "the name is not known",
            HttpRequestError.ConnectionError => "nobody answers there",
            HttpRequestError.SecureConnectionError => "the TLS connection broke while it was set up",
            HttpRequestError.ResponseEnded => "the answer was cut off",
            HttpRequestError.HttpProtocolError => "the answer was cut off by the server",
            HttpRequestError.ProxyTunnelError => "the proxy did not let the request through",
            _ => Safe.Excerpt(failure.Message, 160),
        };

    /// <summary>A failure on the way of a body is another type than one before it.</summary>
    private static HttpRequestError? Kind(Exception failure) =>
        failure switch
        {
            HttpIOException broken => broken.HttpRequestError,
            HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: { } inner } => Kind(inner),
            HttpRequestException refused => refused.HttpRequestError,
            _ => null,
        };

    private static bool Reached(Exception failure) =>
        failure is not HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError };
}
