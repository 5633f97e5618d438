using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.Histories;

namespace Muster.GraphEmulator.Tests.Running;

/// <summary>A running emulator and a signed-in client that trusts its certificate, over real HTTPS.</summary>
internal sealed class TestEmulator : IAsyncDisposable
{
    /// <summary>Made once for all tests: making a key takes longer than most of them.</summary>
    private static readonly Lazy<byte[]> SigningKey = new(() => RSA.Create(2048).ExportRSAPrivateKey());

    private readonly SocketsHttpHandler _handler;
    private string? _token;

    private TestEmulator(EmulatorHost host, ManualClock clock)
    {
        Host = host;
        Clock = clock;
        _handler = Trusting(host.CertificatePath);
        Http = new(_handler) { DefaultRequestVersion = HttpVersion.Version20 };
    }

    public EmulatorHost Host { get; }

    public ManualClock Clock { get; }

    public HttpClient Http { get; }

    public static Task<TestEmulator> StartAsync(ITenantHistory history) => StartAsync(history, new());

    /// <summary>Starts one that makes a signing key of its own, as every emulator outside of tests does.</summary>
    public static async Task<TestEmulator> StartWithOwnKeyAsync(TestHistory history)
    {
        var clock = new ManualClock();
        return new(await EmulatorHost.StartAsync(new(), history, clock, TestContext.Current.CancellationToken), clock);
    }

    public static async Task<TestEmulator> StartAsync(ITenantHistory history, EmulatorOptions options)
    {
        var clock = new ManualClock();
        var keyed = options with { SigningKey = SigningKey.Value };
        var host = await EmulatorHost.StartAsync(keyed, history, clock, TestContext.Current.CancellationToken);
        return new(host, clock);
    }

    /// <summary>A handler that trusts nothing but that certificate, and does check names and dates.</summary>
    public static SocketsHttpHandler Trusting(string certificatePath)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(certificatePath)));
        return new() { SslOptions = { CertificateChainPolicy = policy }, AllowAutoRedirect = false };
    }

    public Task<HttpResponseMessage> SignInAsync(params (string Name, string? Value)[] changes)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Host.ClientId,
            ["client_secret"] = Host.ClientSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        };
        foreach (var (name, value) in changes)
        {
            form.Remove(name);
            if (value is not null)
                form.Add(name, value);
        }
        return Http.PostAsync(TokenUrl(Host.TenantId), new FormUrlEncodedContent(form));
    }

    public Uri TokenUrl(string tenant) => new(Host.AuthorityUrl, $"{tenant}/oauth2/v2.0/token");

    public async Task<string> TokenAsync()
    {
        using var response = await SignInAsync();
        return (await Read(response))["access_token"]!.GetValue<string>();
    }

    /// <summary>Sends a Graph request as the signed-in app; a path is below the version, a link is taken as it is.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string pathOrLink,
        JsonNode? body = null,
        params (string Name, string Value)[] headers
    )
    {
        _token ??= await TokenAsync();
        var target = pathOrLink.StartsWith("https://", StringComparison.Ordinal) ? pathOrLink : Host.GraphUrl + pathOrLink;
        var request = new HttpRequestMessage(method, target) { Version = HttpVersion.Version20 };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_token}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The body of an answer that has to be 200.</summary>
    public async Task<JsonObject> GetAsync(string pathOrLink, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Get, pathOrLink, null, headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"GET {pathOrLink} answered {response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Status, code and message of an answer that has to be a Graph error.</summary>
    public async Task<(int Status, string Code, string Message)> FailAsync(string pathOrLink, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Get, pathOrLink, null, headers);
        var error = (await Read(response))["error"]!;
        return ((int)response.StatusCode, error["code"]!.GetValue<string>(), error["message"]!.GetValue<string>());
    }

    /// <summary>All rows of a list or delta round, page by page to its end, and the delta link it may end with.</summary>
    public async Task<(List<JsonObject> Rows, string? DeltaLink, int Pages)> AllAsync(
        string pathOrLink,
        params (string Name, string Value)[] headers
    )
    {
        var rows = new List<JsonObject>();
        for (var pages = 1; ; pages++)
        {
            var page = await GetAsync(pathOrLink, headers);
            rows.AddRange(page["value"]!.AsArray().Select(row => row!.AsObject()));
            if (page["@odata.nextLink"] is { } next)
                pathOrLink = next.GetValue<string>();
            else
                return (rows, page["@odata.deltaLink"]?.GetValue<string>(), pages);
        }
    }

    public async Task<(int Status, JsonObject Body)> ControlAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        var request = new HttpRequestMessage(method, new Uri(Host.AuthorityUrl, $"_emulator/{path}"));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await Read(response));
    }

    public Task AdvanceAsync(long to) => Host.AdvanceAsync(to, TestContext.Current.CancellationToken);

    public static async Task<JsonObject> Read(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonObject>(await response.Content.ReadAsStringAsync())!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _handler.Dispose();
        await Host.DisposeAsync();
    }
}
