using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>The certificate that a server showed. Nothing was sent to it but the greeting of TLS.</summary>
/// <param name="Host">Name and port of the server.</param>
/// <param name="Subject">To whom it is made out.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="Sha256">SHA-256 of the whole certificate, in upper-case pairs separated by colons.</param>
/// <param name="From">Since when it is valid.</param>
/// <param name="To">Until when.</param>
/// <param name="Pem">The certificate itself.</param>
internal sealed record PresentedCertificate(
    string Host,
    string Subject,
    string Issuer,
    string Sha256,
    DateTimeOffset From,
    DateTimeOffset To,
    string Pem
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Why trusting it would not help; null when it would.</summary>
    public string? Obstacle { get; init; }

    /// <summary>The first server of some whose certificate this machine does not trust; null when there is none, or none answers.</summary>
    public static async Task<PresentedCertificate?> UntrustedAsync(
        Texts T,
        IEnumerable<Uri> addresses,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        foreach (var address in addresses.DistinctBy(address => (address.IdnHost, address.Port)))
            if (await ReadAsync(T, address.IdnHost, address.Port, now, cancellationToken) is { } presented)
                return presented;
        return null;
    }

    private static async Task<PresentedCertificate?> ReadAsync(
        Texts T,
        string host,
        int port,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var (errors, shown) = (SslPolicyErrors.None, (X509Certificate2?)null);
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(host, port, patience.Token);
            await using var tls = new SslStream(tcp.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    // Only looked at: the connection ends before anything is sent.
                    RemoteCertificateValidationCallback = (_, certificate, _, found) =>
                    {
                        errors = found;
                        shown = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                        return found == SslPolicyErrors.None;
                    },
                },
                patience.Token
            );
        }
        catch (Exception fault)
            when (fault is SocketException or IOException or AuthenticationException
                || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            // A certificate that is not trusted ends the handshake, and has been seen; anything else shows nothing.
            if (fault is not AuthenticationException || shown is null)
            {
                shown?.Dispose();
                return null;
            }
        }
        using (shown)
            return shown is null || errors == SslPolicyErrors.None ? null : Of(T, shown, $"{host}:{port}", errors, now);
    }

    private static PresentedCertificate Of(Texts T, X509Certificate2 shown, string host, SslPolicyErrors errors, DateTimeOffset now)
    {
        var (from, to) = (new DateTimeOffset(shown.NotBefore.ToUniversalTime()), new DateTimeOffset(shown.NotAfter.ToUniversalTime()));
        return new PresentedCertificate(
            host,
            shown.Subject,
            shown.Issuer,
            string.Join(':', shown.GetCertHash(HashAlgorithmName.SHA256).Select(part => part.ToString("X2", null))),
            from,
            to,
            shown.ExportCertificatePem()
        )
        {
            Obstacle =
                errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                    ? T[
                        "It is made out to another name than {0}, so trusting it would not help. Correct the address, or the certificate of the server.",
                        host
                    ]
                : to < now ? T["It has expired, so trusting it would not help. The server needs a new one."]
                : from > now ? T["It is not valid yet, so trusting it would not help. Check the clock of this server."]
                : null,
        };
    }
}
