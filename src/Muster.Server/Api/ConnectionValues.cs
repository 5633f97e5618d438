using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Engine.Connections;
using Muster.Entra.Http;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Checks what is sent about a connection, by the same rules as the command line.</summary>
internal static class ConnectionValues
{
    private static readonly Uri Graph = new("https://graph.microsoft.com/v1.0");
    private static readonly Uri Login = new("https://login.microsoftonline.com/");

    /// <summary>The connection that is asked for.</summary>
    public static Connection Of(NewConnection asked, CredentialKind credential) =>
        new()
        {
            Name = Name(asked.Name),
            TenantId = Tenant(asked.TenantId),
            ClientId = Client(asked.ClientId),
            Credential = credential,
            GraphUrl = Https(asked.GraphUrl ?? Graph, "/graphUrl", slash: false),
            Authority = Https(asked.Authority ?? Login, "/authority", slash: true),
            TrustedCertificatePem = Trusted(asked.TrustedCertificatePem),
        };

    /// <summary>The connection as it shall be.</summary>
    public static Connection Changed(Connection stored, ConnectionChange change) =>
        stored with
        {
            ClientId = change.ClientId is { } client ? Client(client) : stored.ClientId,
            GraphUrl = change.GraphUrl is { } graph ? Https(graph, "/graphUrl", slash: false) : stored.GraphUrl,
            Authority = change.Authority is { } authority ? Https(authority, "/authority", slash: true) : stored.Authority,
            TrustedCertificatePem = Trusted(change.TrustedCertificatePem) ?? stored.TrustedCertificatePem,
        };

    /// <summary>The credential; null when none is sent.</summary>
    public static Credential? CredentialOf(INamesCredential sent, DateTimeOffset now)
    {
        (string Field, bool Sent)[] ways =
        [
            ("managedIdentity", sent.ManagedIdentity is not null),
            ("federated", sent.Federated is true),
            ("certificatePem", sent.CertificatePem is not null),
            ("clientSecret", sent.ClientSecret is not null),
        ];
        if (ways.Where(way => way.Sent).Select(way => way.Field).ToList() is [_, var other, ..] all)
            throw ApiException.Invalid($"/{other}", $"Send one way to sign in, not {string.Join(" and ", all)}.");
        if (sent.ManagedIdentity is { } identity)
            return new Credential(
                CredentialKind.ManagedIdentity,
                identity == ManagedIdentity.System ? Credential.SystemIdentity : Credential.UserIdentity
            );
        if (sent.Federated is true)
            return new Credential(CredentialKind.Federated, "");
        if (sent.ClientSecret is { } secret)
            return secret.Length is > 0 and <= 1000 && secret.Trim() == secret
                ? new Credential(CredentialKind.Secret, secret)
                : throw ApiException.Invalid("/clientSecret", "The secret is empty, or begins or ends with white space.");
        return sent.CertificatePem is { } pem ? new Credential(CredentialKind.Certificate, Certificate(pem, now)) : null;
    }

    private static string Name(string name) =>
        ConnectionName.Fault(name) is { } fault ? throw ApiException.Invalid("/name", fault) : name.Trim();

    private static string Tenant(string text) =>
        Guid.TryParse(text, out var guid) ? guid.ToString("D")
        : text.Length is > 3 and < 254
        && text.Contains('.', StringComparison.Ordinal)
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-')
            ? text.ToLowerInvariant()
        : throw ApiException.Invalid("/tenantId", "A tenant is a GUID or a domain name such as contoso.com.");

    private static string Client(string text) =>
        Guid.TryParse(text, out var client)
            ? client.ToString("D")
            : throw ApiException.Invalid("/clientId", "A client id is a GUID: the 'Application (client) ID' of the app registration.");

    private static Uri Https(Uri url, string pointer, bool slash)
    {
        if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttps || url.UserInfo.Length > 0 || url.Query.Length > 0)
            throw ApiException.Invalid(pointer, "It must be an https address without user name or query.");
        if (MetadataHosts.IsOne(url))
            throw ApiException.Invalid(pointer, "This is the address where a cloud tells the machine its own keys. No directory is there.");
        var trimmed = url.ToString().TrimEnd('/');
        return new Uri(slash ? trimmed + "/" : trimmed);
    }

    private static string Certificate(string pem, DateTimeOffset now)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem, pem);
            return new DateTimeOffset(certificate.NotAfter) > now
                ? pem
                : throw ApiException.Invalid(
                    "/certificatePem",
                    "The certificate has expired. Make a new one and upload it to the app registration."
                );
        }
        catch (CryptographicException)
        {
            throw ApiException.Invalid("/certificatePem", "It needs a BEGIN CERTIFICATE and a BEGIN PRIVATE KEY block in PEM form.");
        }
    }

    private static string? Trusted(string? pem)
    {
        if (pem is null)
            return null;
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.ExportCertificatePem();
        }
        catch (CryptographicException)
        {
            throw ApiException.Invalid("/trustedCertificatePem", "This is not a certificate in PEM form.");
        }
    }
}
