using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Muster.GraphEmulator.Hosting;

/// <summary>A certificate for this machine's loopback names, made anew at each start; its key stays in memory.</summary>
internal sealed class LoopbackCertificate : IDisposable
{
    private readonly string? _ownFolder;

    private LoopbackCertificate(X509Certificate2 certificate, string path, string? ownFolder)
    {
        Certificate = certificate;
        Path = path;
        _ownFolder = ownFolder;
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>PEM file with the certificate alone, for clients to trust.</summary>
    public string Path { get; }

    public static LoopbackCertificate Create(string? folder, DateTimeOffset now)
    {
        var ownFolder = folder is null ? Directory.CreateTempSubdirectory("graph-emulator-").FullName : null;
        var target = Directory.CreateDirectory(folder ?? ownFolder!).FullName;
        var path = System.IO.Path.Combine(target, "emulator-certificate.pem");
        var certificate = SelfSign(now);
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n");
        return new(certificate, path, ownFolder);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        if (_ownFolder is not null && Directory.Exists(_ownFolder))
            Directory.Delete(_ownFolder, recursive: true);
    }

    private static X509Certificate2 SelfSign(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Muster Graph emulator", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        // Its own issuer: clients that trust the file by adding it to their roots need it marked as an authority.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true)
        );
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        // Windows cannot serve TLS from a key that was never in a key container.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}
