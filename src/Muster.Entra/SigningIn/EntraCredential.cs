using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Entra.SigningIn;

/// <summary>Turns a connection's credential into the vendor library's, after checking by itself what can be checked without a request.</summary>
internal sealed class EntraCredential : IDisposable
{
    private static readonly string[] KnownHosts =
    [
        "login.microsoftonline.com",
        "login.microsoft.com",
        "login.windows.net",
        "sts.windows.net",
        "login.microsoftonline.us",
        "login.chinacloudapi.cn",
        "login.partner.microsoftonline.cn",
    ];

    private readonly Connection _connection;
    private readonly Credential _credential;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly X509Certificate2? _certificate;

    public EntraCredential(Connection connection, Credential credential, HttpClient http, TimeProvider clock)
    {
        _connection = connection;
        _credential = credential;
        _http = http;
        _clock = clock;
        if (connection.Authority is not { IsAbsoluteUri: true, Scheme: "https" })
            throw Refused("The login host must be an https address, such as https://login.microsoftonline.com. Check --authority.");
        if (credential.Kind == CredentialKind.Certificate)
            _certificate = Certificate(credential.Value);
        EnsureInDate();
    }

    /// <summary>What the connection proves itself with.</summary>
    public CredentialKind Kind => _credential.Kind;

    /// <summary>Says so when the certificate has run out, before anybody is asked.</summary>
    /// <exception cref="DirectoryReadException">The certificate has expired or is not valid yet.</exception>
    public void EnsureInDate()
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        if (_certificate is not null && _certificate.NotAfter.ToUniversalTime() < now)
            throw Refused(
                $"The client certificate expired on {Date(_certificate.NotAfter)}. Make a new one, upload its public part to the app registration, and give it to the connection."
            );
        if (_certificate is not null && _certificate.NotBefore.ToUniversalTime() > now)
            throw Refused(
                $"The client certificate is valid from {Date(_certificate.NotBefore)} only. Check the certificate, and this machine's clock."
            );
    }

    /// <summary>Makes the vendor's credential. A new one remembers no token, which is how a fresh token is forced.</summary>
    public TokenCredential Create()
    {
        try
        {
            return _credential.Kind switch
            {
                CredentialKind.Certificate => new ClientCertificateCredential(
                    _connection.TenantId,
                    _connection.ClientId,
                    _certificate!,
                    Plain(new ClientCertificateCredentialOptions { DisableInstanceDiscovery = !IsKnownHost })
                ),
                CredentialKind.ManagedIdentity => new ManagedIdentityCredential(Identity()),
                CredentialKind.Federated => new ClientAssertionCredential(
                    _connection.TenantId,
                    _connection.ClientId,
                    new FederatedToken(_credential.Value).ReadAsync,
                    Plain(new ClientAssertionCredentialOptions { DisableInstanceDiscovery = !IsKnownHost })
                ),
                _ => new ClientSecretCredential(
                    _connection.TenantId,
                    _connection.ClientId,
                    _credential.Value,
                    Plain(new ClientSecretCredentialOptions { DisableInstanceDiscovery = !IsKnownHost })
                ),
            };
        }
        catch (ArgumentException e)
        {
            throw Refused(
                "Tenant, client id or credential cannot be used as they are: the tenant is a GUID or a domain name, the client id a GUID, and the secret is not empty.",
                e
            );
        }
    }

    public void Dispose() => _certificate?.Dispose();

    /// <summary>The machine's own address for tokens is asked, which our transport keeps away from; a few tries, for it takes a while after the machine's start.</summary>
    private ManagedIdentityCredentialOptions Identity()
    {
        var options = new ManagedIdentityCredentialOptions(
            _credential.Value == Credential.SystemIdentity
                ? ManagedIdentityId.SystemAssigned
                : ManagedIdentityId.FromUserAssignedClientId(_connection.ClientId)
        );
        options.Retry.MaxRetries = 1;
        Quiet(options);
        return options;
    }

    private bool IsKnownHost => KnownHosts.Contains(_connection.Authority.Host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Our transport and our retries; no logging, tracing or telemetry, which would cost start-up time.</summary>
    private TOptions Plain<TOptions>(TOptions options)
        where TOptions : TokenCredentialOptions
    {
        options.AuthorityHost = _connection.Authority;
        options.Transport = new HttpClientTransport(_http);
        options.Retry.MaxRetries = 0;
        Quiet(options);
        return options;
    }

    private static void Quiet(TokenCredentialOptions options)
    {
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
    }

    private static X509Certificate2 Certificate(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem, pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Refused(
                "The client certificate cannot be read. It must be PEM with the certificate and its unencrypted private key, and the two must belong together.",
                e
            );
        }
    }

    private static string Date(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static DirectoryReadException Refused(string message, Exception? inner = null) =>
        new(DirectoryFault.SignInRefused, message, inner);
}
