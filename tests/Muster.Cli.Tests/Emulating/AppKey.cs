using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Muster.Cli.Tests.Emulating;

/// <summary>A key and certificate that an application signs in with.</summary>
internal sealed class AppKey : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    public AppKey()
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest("CN=muster test", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate alone, as it is uploaded to a registration.</summary>
    public string PublicPem => Certificate.ExportCertificatePem();

    /// <summary>Certificate and private key, as a client has them.</summary>
    public string Pem => $"{PublicPem}\n{_key.ExportPkcs8PrivateKeyPem()}";

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}
