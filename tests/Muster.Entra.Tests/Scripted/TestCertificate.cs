using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Muster.Entra.Tests.Scripted;

/// <summary>Makes certificates that live as long as a test run.</summary>
internal static class TestCertificate
{
    public static X509Certificate2 Loopback { get; } = Make("localhost", IPAddress.Loopback);

    public static X509Certificate2 Make(string name, IPAddress? address = null, TimeSpan? from = null, TimeSpan? to = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Finish(Request(name, address, key), from, to);
    }

    /// <summary>A client certificate with an RSA key, which is what the login host takes.</summary>
    public static X509Certificate2 Client(TimeSpan from, TimeSpan to)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Finish(request, from, to);
    }

    public static string Pem(X509Certificate2 certificate) =>
        certificate.ExportCertificatePem() + "\n" + certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private static CertificateRequest Request(string name, IPAddress? address, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (address is not null)
            names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static X509Certificate2 Finish(CertificateRequest request, TimeSpan? from, TimeSpan? to)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now + (from ?? TimeSpan.FromDays(-1)), now + (to ?? TimeSpan.FromDays(1)));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
