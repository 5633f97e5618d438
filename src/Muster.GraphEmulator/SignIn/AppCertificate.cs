using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Muster.GraphEmulator.SignIn;

/// <summary>The public part of a certificate that is registered for an application.</summary>
internal sealed record AppCertificate
{
    private AppCertificate(X509Certificate2 certificate, RSA key)
    {
        Sha1 = certificate.Thumbprint;
        ShortThumbprint = Base64Url.EncodeToString(certificate.GetCertHash());
        Thumbprint = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256));
        Key = key.ExportParameters(includePrivateParameters: false);
        Begins = new DateTimeOffset(certificate.NotBefore);
        Ends = new DateTimeOffset(certificate.NotAfter);
    }

    /// <summary>SHA-1 in hexadecimal, as portals show it and some clients send it in <c>kid</c>.</summary>
    public string Sha1 { get; }

    /// <summary>SHA-1 as in <c>x5t</c>.</summary>
    public string ShortThumbprint { get; }

    /// <summary>SHA-256 as in <c>x5t#S256</c>.</summary>
    public string Thumbprint { get; }

    public RSAParameters Key { get; }

    public DateTimeOffset Begins { get; }

    public DateTimeOffset Ends { get; }

    /// <summary>Reads PEM; a private key in it is passed over.</summary>
    /// <exception cref="FormatException">It holds no certificate, or one without an RSA key.</exception>
    public static AppCertificate Read(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var key = certificate.GetRSAPublicKey();
            return key is null
                ? throw new FormatException("The certificate of an application needs an RSA key; this one has another kind.")
                : new(certificate, key);
        }
        catch (CryptographicException problem)
        {
            throw new FormatException($"The certificate of an application is not PEM: {problem.Message}", problem);
        }
    }

    /// <summary>Whether an assertion's header names this certificate; one that names none by a known member does not.</summary>
    public bool IsNamedBy(AssertionToken assertion)
    {
        if (assertion.Header("x5t#S256") is { } thumbprint)
            return thumbprint == Thumbprint;
        if (assertion.Header("x5t") is { } shortThumbprint)
            return shortThumbprint == ShortThumbprint;
        return assertion.Header("kid") is { } key && key.Equals(Sha1, StringComparison.OrdinalIgnoreCase);
    }
}
