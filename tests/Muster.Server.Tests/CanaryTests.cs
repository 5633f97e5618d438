using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Secrets are planted everywhere, then everything that leaves the server, and what it keeps, is searched for them.</summary>
public sealed class CanaryTests
{
    private const string Mail = "owner@example.com";
    private const string Password = "canary pepper otter lamp";
    private const string OtherPassword = "five other calm words canary";
    private readonly Dictionary<string, string> _planted = new(StringComparer.Ordinal);
    private readonly List<(string Where, string Text)> _seen = [];

    [Fact]
    public async Task No_secret_is_in_a_log_a_problem_a_page_an_export_the_description_the_audit_log_or_the_files()
    {
        await using var tenant = await TestTenant.StartAsync(ServerRig.SmallCompany, Tests.Token);
        var log = new StringWriter();
        var options = new ServerOptions
        {
            DataFolder = tenant.Muster.Folder,
            Urls = "http://127.0.0.1:0",
            Log = TextWriter.Synchronized(log),
        };
        await using (var server = await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token))
        {
            Plant("setup token", server.SetupToken!);
            await ServerRig.AccountAsync(server, nameof(Role.Owner), Tests.Token);
            using var browser = new PlainBrowser(server.Address, Tests.Token);
            await PlantAsync(server, browser);
            await BeBusyAsync(server, browser);
            foreach (var entry in await AuditAsync(server))
                _seen.Add(("the audit log", entry));
        }
        _seen.Add(("the log", log.ToString()));
        Assert.Contains(_seen, seen => seen.Where == "the log" && seen.Text.Length > 0);
        // Latin 1 keeps every byte, so that what is written as text is found in a file of any kind.
        foreach (var file in Directory.EnumerateFiles(tenant.Muster.Folder, "*", SearchOption.AllDirectories))
            _seen.Add((Path.GetFileName(file), Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Tests.Token))));
        Assert.Empty(Leaks());
    }

    [Fact]
    public void The_search_finds_a_secret_however_it_is_written()
    {
        Plant("plain", "a canary+secret/of=ours");
        var bytes = Encoding.UTF8.GetBytes("a canary+secret/of=ours");
        foreach (
            var text in new[]
            {
                "before a canary+secret/of=ours after",
                Uri.EscapeDataString("a canary+secret/of=ours"),
                JsonSerializer.Serialize("a canary+secret/of=ours"),
                Convert.ToBase64String(bytes),
                Convert.ToHexStringLower(bytes),
            }
        )
        {
            _seen.Clear();
            _seen.Add(("here", text));
            Assert.Equal(["plain in here"], Leaks());
        }
    }

    private void Plant(string name, string secret) => _planted.Add(name, secret);

    private async Task PlantAsync(MusterServer server, PlainBrowser browser)
    {
        var services = server.Services;
        var owner = SignInDesk.CallerOf((await services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token)).Single());
        Plant("password", Password);
        var own = services.GetRequiredService<OwnAccount>();
        Assert.Empty(await own.ChangePasswordAsync(owner, ServerRig.Password, Password, Tests.Token));
        using (await browser.SignInAsync(Mail, Password)) { }
        foreach (var cookie in browser.Cookies.Where(cookie => cookie.Key == "muster"))
            Plant("session cookie", cookie.Value);
        var (_, token, _) = await services
            .GetRequiredService<TokenDesk>()
            .MakeAsync(owner, "canary", Role.Owner, TimeProvider.System.GetUtcNow().AddDays(1), Tests.Token);
        Plant("API token", token!);
        Plant("API token that is unknown", Secrets.New(TokenDesk.Prefix));
        var secret = RandomNumberGenerator.GetBytes(20);
        Plant("secret of the authenticator app", Convert.ToBase64String(secret));
        var now = TimeProvider.System.GetUtcNow();
        var codes = await own.EnableAsync(owner, secret, Totp.Code(secret, Totp.Step(now)), Tests.Token);
        foreach (var (number, code) in codes!.Index())
            Plant($"recovery code {number}", code);
        foreach (var (number, code) in (await services.GetRequiredService<EmergencyDoor>().MakeAsync(owner, Tests.Token)).Index())
            Plant($"emergency code {number}", code);
        Plant("client secret", "canary~client.secret-" + Secrets.New(""));
        Plant("notification secret", "canary-client-state-" + Secrets.New(""));
        var (pem, key) = Certificate();
        Plant("certificate key", key);
        using var http = Api(server);
        foreach (var (name, credential) in new[] { ("one", ("clientSecret", _planted["client secret"])), ("two", ("certificatePem", pem)) })
        {
            var body = new Dictionary<string, string>
            {
                ["name"] = name,
                ["tenantId"] = Guid.NewGuid().ToString(),
                ["clientId"] = Guid.NewGuid().ToString(),
                ["graphUrl"] = "https://127.0.0.1:9/v1.0",
                ["authority"] = "https://127.0.0.1:9/",
                [credential.Item1] = credential.Item2,
            };
            var made = await SendAsync(http, "POST", "/api/v1/connections", JsonSerializer.Serialize(body));
            Assert.Equal(201, made);
        }
    }

    /// <summary>Work that succeeds and work that fails, with the secrets in every place where somebody could put them.</summary>
    private async Task BeBusyAsync(MusterServer server, PlainBrowser browser)
    {
        using var http = Api(server);
        foreach (
            var path in new[]
            {
                "/api/v1/connections",
                "/api/v1/tokens",
                "/api/v1/me",
                "/api/v1/openapi.json",
                "/api/v1/audit",
                "/api/v1/status",
            }
        )
            await SendAsync(http, "GET", path);
        foreach (var path in new[] { "/api/v1/audit/export?format=jsonl", "/api/v1/accounts/export?format=csv" })
            await SendAsync(http, "GET", path);
        await SendAsync(http, "POST", "/api/v1/connections/one/test", "{}");
        await SendAsync(http, "POST", "/api/v1/connections/two/test", "{}");
        await SendAsync(http, "POST", "/api/v1/sync", """{"connection":"one"}""");
        // Where they do not belong: unknown members, wrong types, a body that is cut off, a query.
        foreach (var secret in _planted.Values.Take(4).Concat([_planted["client secret"]]))
        {
            await SendAsync(http, "POST", "/api/v1/connections", JsonSerializer.Serialize(new { clientSecret = secret, tenantId = 7 }));
            await SendAsync(http, "POST", "/api/v1/connections", $$"""{"clientSecret":"{{secret}}","name":""");
        }
        await SendAsync(
            http,
            "POST",
            "/notifications/x",
            $$"""{"value":[{"subscriptionId":"{{Guid.NewGuid()}}","clientState":"{{_planted["notification secret"]}}"}]}"""
        );
        http.DefaultRequestHeaders.Authorization = new("Bearer", _planted["API token that is unknown"]);
        await SendAsync(http, "GET", "/api/v1/me");
        Plant("password that is wrong", OtherPassword);
        using var stranger = new PlainBrowser(server.Address, Tests.Token);
        using (await stranger.SignInAsync(Mail, OtherPassword)) { }
        using (await stranger.SubmitAsync("/sign-in/emergency", ("Form.Code", _planted["emergency code 0"]))) { }
        using (await browser.SubmitAsync("/confirm?to=/", ("Form.Password", Password), ("Form.Code", _planted["recovery code 0"]))) { }
        foreach (
            var path in new[]
            {
                "/",
                "/accounts",
                "/profile",
                "/connections",
                "/connections/one",
                "/connections/two",
                "/audit",
                "/problems",
                "/nowhere",
                "/sign-in",
            }
        )
        {
            using var page = await browser.GetAsync(path);
            _seen.Add(($"the page {path}", await page.Content.ReadAsStringAsync(Tests.Token)));
        }
        using var file = await browser.GetAsync("/audit/export.csv");
        _seen.Add(("the exported audit log", await file.Content.ReadAsStringAsync(Tests.Token)));
        foreach (var run in server.Services.GetRequiredService<Runs.LiveRuns>().Current)
            await run.EndAsync(Tests.Token);
    }

    private async Task<int> SendAsync(HttpClient http, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, Tests.Token);
        _seen.Add(($"the answer of {method} {path}", await answer.Content.ReadAsStringAsync(Tests.Token)));
        return (int)answer.StatusCode;
    }

    private HttpClient Api(MusterServer server)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _planted["API token"]);
        return http;
    }

    private static async Task<IReadOnlyList<string>> AuditAsync(MusterServer server)
    {
        var entries = new List<string>();
        await foreach (var entry in server.Muster.Database.Audit.EntriesAsync(0, Tests.Token))
            entries.Add($"{entry.Actor} {entry.Action} {entry.Subject} {entry.Detail}");
        return entries;
    }

    private List<string> Leaks() =>
        [
            .. from planted in _planted
            from seen in _seen
            where Written(planted.Value).Any(form => seen.Text.Contains(form, StringComparison.OrdinalIgnoreCase))
            select $"{planted.Key} in {seen.Where}",
        ];

    /// <summary>The ways in which a secret can be written.</summary>
    private static string[] Written(string secret) =>
        [
            secret,
            Uri.EscapeDataString(secret),
            JsonEncodedText.Encode(secret).ToString(),
            System.Net.WebUtility.HtmlEncode(secret),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
            Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
        ];

    /// <summary>A certificate with its key, and a line of the key.</summary>
    private static (string Pem, string Key) Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=canary", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(300));
        var pem = key.ExportPkcs8PrivateKeyPem();
        return ($"{certificate.ExportCertificatePem()}\n{pem}", pem.Split('\n')[8]);
    }
}
