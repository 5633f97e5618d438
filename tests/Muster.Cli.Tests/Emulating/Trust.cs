using System.Security.Cryptography.X509Certificates;

namespace Muster.Cli.Tests.Emulating;

internal static class Trust
{
    /// <summary>A client that trusts one certificate.</summary>
    public static HttpClient In(string certificatePath)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(certificatePath)));
        return new(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
    }
}
