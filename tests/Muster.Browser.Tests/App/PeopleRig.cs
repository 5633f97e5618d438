using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>One server with a synchronised tenant for all tests of a class about connections and people.</summary>
public sealed class PeopleRig(Chromium browser) : IAsyncLifetime
{
    private readonly HashSet<string> _accounts = ["Owner"];

    public Chromium Browser => browser;

    public ServerRig Rig { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Rig = await ServerRig.FilledAsync(CancellationToken.None);

    /// <summary>A window in which somebody with a role is signed in.</summary>
    public async Task<AppPage> OpenAsync(string path, string role = "Owner", bool anew = false)
    {
        if (_accounts.Add(role))
            await Rig.AccountAsync(role, CancellationToken.None);
        return await AppPage.SignedInAsync(Browser, Rig, path, $"{role.ToLowerInvariant()}@example.com", anew: anew);
    }

    /// <summary>A certificate with its key, as a file that a person chooses.</summary>
    public static FilePayload Certificate(string name, int days, bool withKey = true)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=muster", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow().AddDays(days));
        var pem = certificate.ExportCertificatePem() + (withKey ? $"\n{key.ExportPkcs8PrivateKeyPem()}" : "");
        return new FilePayload
        {
            Name = name,
            MimeType = "application/x-pem-file",
            Buffer = Encoding.UTF8.GetBytes(pem),
        };
    }

    /// <summary>A picture for looking at; made only where <c>MUSTER_SHOTS</c> names a folder.</summary>
    public static async Task ShootAsync(AppPage app, string name)
    {
        if (Environment.GetEnvironmentVariable("MUSTER_SHOTS") is not { Length: > 0 } folder)
            return;
        await app.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        await app.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await app.Page.SetViewportSizeAsync(400, 900);
        await app.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-400-dark.png"), FullPage = true });
        await app.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await app.Page.SetViewportSizeAsync(1400, 900);
    }

    public async ValueTask DisposeAsync() => await Rig.DisposeAsync();
}
