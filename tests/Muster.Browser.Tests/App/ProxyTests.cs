using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>The example of <c>deploy/nginx</c>, with Debian's nginx before a real server.</summary>
[Trait("length", "long")]
public sealed class ProxyTests(Chromium browser)
{
    private const string Program = "/usr/sbin/nginx";

    [Fact]
    public async Task Behind_the_example_people_sign_in_pages_are_live_events_arrive_and_nobody_claims_an_address()
    {
        Assert.SkipWhen(!File.Exists(Program), $"It lacks {Program} (Debian's package nginx-light).");
        var token = TestContext.Current.CancellationToken;
        var port = PostgresServer.FreePort();
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}"));
        await using var rig = await ServerRig.FilledAsync(token, publicUrl: address);
        using var proxy = await StartAsync(address, rig.Address, token);

        var page = await browser.NewPageAsync();
        await page.Context.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Forwarded-For"] = "203.0.113.9" });
        await page.GotoAsync(new Uri(address, "/sign-in").ToString());
        await page.GetByLabel("Mail address").FillAsync("owner@example.com");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ServerRig.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        // The page is live by a WebSocket through the proxy.
        await page.Locator("main[data-live=yes]").WaitForAsync();
        Assert.Contains(
            await page.Context.CookiesAsync(),
            cookie => cookie.Name.StartsWith("__Host-", StringComparison.Ordinal) && cookie.Secure
        );

        await page.GotoAsync(new Uri(address, "/runs").ToString());
        await page.Locator("main[data-live=yes]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sync" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the sync" }).ClickAsync();
        await page.WaitForURLAsync("**/live/*");
        var number = page.Url.Split('/')[^1];
        var events = await page.EvaluateAsync<string>(
            "async number => await (await fetch(`/api/v1/work/${number}/events`)).text()",
            number
        );
        Assert.Contains("data:", events, StringComparison.Ordinal);
        var entries = await page.EvaluateAsync<JsonElement>(
            "async () => await (await fetch('/api/v1/audit?action=account.signedIn')).json()"
        );
        Assert.Equal("127.0.0.1", entries.GetProperty("items").EnumerateArray().Last().GetProperty("address").GetString());
        await page.Context.DisposeAsync();
    }

    /// <summary>Starts nginx with the example, in which nothing but names, addresses and certificates is put in.</summary>
    private static async Task<Running> StartAsync(Uri address, Uri server, CancellationToken token)
    {
        var folder = Directory.CreateTempSubdirectory("muster-proxy-").FullName;
        var (certificate, key) = Certificate();
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), certificate, token);
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key, token);
        var example = await File.ReadAllTextAsync(Example(), token);
        var listening = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{address.Port}");
        var put = new Dictionary<string, string>
        {
            ["listen 443 ssl"] = $"listen {listening} ssl",
            ["listen 80;"] = string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{PostgresServer.FreePort()};"),
            ["127.0.0.1:5080"] = server.Authority,
            ["muster.example.com"] = "127.0.0.1",
            ["/etc/ssl/muster/fullchain.pem"] = Path.Combine(folder, "cert.pem"),
            ["/etc/ssl/muster/privkey.pem"] = Path.Combine(folder, "key.pem"),
        };
        foreach (var (from, to) in put)
        {
            Assert.Contains(from, example, StringComparison.Ordinal);
            example = example.Replace(from, to, StringComparison.Ordinal);
        }
        var settings = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(
            settings,
            $$"""
            pid {{folder}}/pid;
            error_log stderr warn;
            events {}
            http {
            access_log off;
            client_body_temp_path {{folder}};
            proxy_temp_path {{folder}};
            fastcgi_temp_path {{folder}};
            uwsgi_temp_path {{folder}};
            scgi_temp_path {{folder}};
            {{example}}
            }
            """,
            token
        );
        var running = new Running(
            Process.Start(new ProcessStartInfo(Program, ["-p", folder, "-c", settings, "-g", "daemon off; master_process off;"]))!,
            folder
        );
        while (!await ListensAsync(address, token))
            Assert.False(running.HasEnded, "nginx ended at its start.");
        return running;
    }

    private static async Task<bool> ListensAsync(Uri address, CancellationToken token)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static (string Certificate, string Key) Certificate()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static string Example()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Muster.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "deploy", "nginx", "muster.conf");
    }

    private sealed class Running(Process process, string folder) : IDisposable
    {
        public bool HasEnded => process.HasExited;

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
