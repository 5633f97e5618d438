using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Engine.Connections;
using Muster.Entra.Http;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>What the fields of a connection may hold, and what is wrong with what was typed.</summary>
internal static class ConnectionFields
{
    /// <summary>Largest file that is taken for a certificate, in bytes.</summary>
    public const int LargestFile = 1 << 20;

    /// <summary>The tenant in the form it is stored in, or what is wrong.</summary>
    public static (string? Value, string? Fault) Tenant(Texts T, string typed)
    {
        var text = typed.Trim();
        if (Guid.TryParse(text, out var id))
            return (id.ToString("D"), null);
        var isDomain =
            text.Length is > 3 and < 254
            && text.Contains('.', StringComparison.Ordinal)
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-');
        return isDomain
            ? (text.ToLowerInvariant(), null)
            : (
                null,
                text.Length == 0
                    ? T["Type the tenant. It is the “Directory (tenant) ID” on the overview page of the app registration."]
                    : T[
                        "“{0}” is neither a GUID nor a domain name such as contoso.com. Copy the “Directory (tenant) ID” from the overview page of the app registration.",
                        Short(text)
                    ]
            );
    }

    /// <summary>The application id in the form it is stored in, or what is wrong.</summary>
    public static (string? Value, string? Fault) Client(Texts T, string typed)
    {
        var text = typed.Trim();
        return Guid.TryParse(text, out var id)
            ? (id.ToString("D"), null)
            : (
                null,
                text.Length == 0
                    ? T["Type the application id. It is the “Application (client) ID” on the overview page of the app registration."]
                    : T[
                        "“{0}” is not a GUID. Copy the “Application (client) ID” from the overview page of the app registration; the secret's own id is another.",
                        Short(text)
                    ]
            );
    }

    /// <summary>An address, or what is wrong.</summary>
    public static (Uri? Url, string? Fault) Address(Texts T, string typed, bool slash)
    {
        var text = typed.Trim();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            return (null, T["“{0}” is not an address. It looks like https://graph.microsoft.com/v1.0.", Short(text)]);
        if (url.Scheme != Uri.UriSchemeHttps)
            return (null, T["The address must begin with https: the credential travels to it."]);
        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return (null, T["The address may have no user name, no question mark and no #. Take them out."]);
        if (MetadataHosts.IsOne(url))
            return (
                null,
                T["This is the address where a cloud tells the machine its own keys. No directory is there; type the address of Graph."]
            );
        var trimmed = text.TrimEnd('/');
        return (new Uri(slash ? trimmed + "/" : trimmed), null);
    }

    /// <summary>What is wrong with a secret; null when it is well.</summary>
    public static string? SecretFault(Texts T, string secret) =>
        secret switch
        {
            "" => T["Paste the secret. Entra shows its value once, when it is made; a lost one is replaced by a new one there."],
            _ when secret.Trim() != secret => T["The secret begins or ends with a blank or a line break. Copy it again, without."],
            _ when secret.Any(char.IsWhiteSpace) => T[
                "The secret holds a blank or a line break in its middle, which none has: two texts were copied, or it was broken by a mail. Copy it again, in one piece."
            ],
            _ when Guid.TryParse(secret, out _) => T[
                "This is a GUID, so probably the secret's id. Copy the column “Value” beside it; Entra shows it only when the secret is made."
            ],
            _ => null,
        };

    /// <summary>A client certificate with its private key, or what is wrong with the file.</summary>
    public static (Credential? Credential, string? Fault) ClientCertificate(Texts T, string pem, string file, DateTimeOffset now)
    {
        if (pem.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
            return (
                null,
                T[
                    "The private key in {0} is protected by a pass phrase. Take it off first: openssl pkey -in {0} -out plain.pem. Muster stores the key encrypted.",
                    file
                ]
            );
        if (!pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            return (
                null,
                T[
                    "{0} holds no private key. It needs a BEGIN CERTIFICATE and a BEGIN PRIVATE KEY block; from a .pfx file: openssl pkcs12 -in file.pfx -nodes -out file.pem.",
                    file
                ]
            );
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem, pem);
            if (certificate.NotAfter.ToUniversalTime() < now.UtcDateTime)
                return (
                    null,
                    T[
                        "The certificate in {0} expired on {1}. Make a new one and upload its public part to the app registration.",
                        file,
                        DateWords.Long(T, T.Form.Local(new DateTimeOffset(certificate.NotAfter)))
                    ]
                );
            return certificate.NotBefore.ToUniversalTime() > now.UtcDateTime
                ? (
                    null,
                    T[
                        "The certificate in {0} is valid from {1} only. Check the certificate, and this server's clock.",
                        file,
                        DateWords.Long(T, T.Form.Local(new DateTimeOffset(certificate.NotBefore)))
                    ]
                )
                : (new Credential(CredentialKind.Certificate, pem), null);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return (
                null,
                T[
                    "{0} does not hold a certificate and the private key that belongs to it, in PEM form. Check that both blocks are whole and from one pair.",
                    file
                ]
            );
        }
    }

    /// <summary>A certificate to trust in the form it is stored in, or what is wrong with the file.</summary>
    public static (string? Pem, string? Fault) TrustedCertificate(Texts T, string pem, string file)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return (certificate.ExportCertificatePem(), null);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return (null, T["{0} is not a certificate in PEM form. It begins with -----BEGIN CERTIFICATE-----.", file]);
        }
    }

    /// <summary>What a kind of credential is called.</summary>
    public static string KindName(Texts T, CredentialKind kind) =>
        kind switch
        {
            CredentialKind.ManagedIdentity => T["Managed identity"],
            CredentialKind.Federated => T["Federation"],
            CredentialKind.Certificate => T["Certificate"],
            _ => T["Secret"],
        };

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
