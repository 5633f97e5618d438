using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Entra.Http;

/// <summary>The way to the login host and to Graph: TLS always checked, no redirects, and for one connection perhaps a private certificate.</summary>
internal sealed class GraphHandler : IDisposable
{
    private readonly X509Certificate2Collection _pinned = [];
    private readonly TimeProvider _clock;
    private string? _objection;

    public GraphHandler(Connection connection, TimeProvider clock)
    {
        _clock = clock;
        if (connection.TrustedCertificatePem is { } pem)
            Import(pem, connection.Name);
        Client = new HttpClient(Handler())
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    public HttpClient Client { get; }

    /// <summary>Why the last server certificate was refused, for people.</summary>
    public string CertificateObjection => _objection ?? "the TLS connection could not be set up";

    public void Dispose()
    {
        Client.Dispose();
        foreach (var certificate in _pinned)
            certificate.Dispose();
    }

    private void Import(string pem, string connection)
    {
        try
        {
            _pinned.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new DirectoryReadException(DirectoryFault.CertificateNotTrusted, Unusable(connection), e);
        }
        if (_pinned.Count == 0)
            throw new DirectoryReadException(DirectoryFault.CertificateNotTrusted, Unusable(connection));
    }

    private static string Unusable(string connection) =>
        $"The certificate to be trusted for connection “{connection}” is not a PEM certificate. Give the file that begins with -----BEGIN CERTIFICATE----- to --trust-certificate.";

    private SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = MetadataHosts.ConnectAsync,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = Judge;
        if (_pinned.Count > 0)
            handler.SslOptions.CertificateChainPolicy = PinnedPolicy();
        return handler;
    }

    private X509ChainPolicy PinnedPolicy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_pinned);
        return policy;
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var trusted = errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && IsPinned(certificate));
        if (!trusted)
            _objection = Objection(certificate, chain, errors);
        return trusted;
    }

    /// <summary>A pinned certificate that is not its own issuer builds no chain; being it, and in date, is enough. The name was checked before.</summary>
    private bool IsPinned(X509Certificate? certificate)
    {
        var now = _clock.GetLocalNow().DateTime;
        return certificate is X509Certificate2 shown
            && shown.NotBefore <= now
            && now <= shown.NotAfter
            && _pinned.Any(pinned => pinned.RawDataMemory.Span.SequenceEqual(shown.RawDataMemory.Span));
    }

    private static string Objection(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "the server showed no certificate";
        var subject = Safe.Excerpt(certificate.Subject, 80);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its certificate ({subject}) is made out to another name";
        if (chain?.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)) == true)
            return $"its certificate ({subject}) has expired or is not valid yet";
        return $"its certificate ({subject}) was not issued by anybody trusted here";
    }
}
