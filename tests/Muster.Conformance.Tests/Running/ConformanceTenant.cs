using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Graph;
using Microsoft.Kiota.Authentication.Azure;
using Muster.GraphEmulator;

namespace Muster.Conformance.Tests.Running;

/// <summary>An emulator on loopback, shared by the tests of a class, and what a client is told of it: addresses, ids, whom to trust.</summary>
public sealed class ConformanceTenant : IAsyncLifetime
{
    /// <summary>Everything the operations of the table ask for.</summary>
    public static readonly string[] AllPermissions =
    [
        "User.ReadWrite.All",
        "Group.ReadWrite.All",
        "Member.Read.Hidden",
        "Directory.Read.All",
        "Organization.Read.All",
        "User-LifeCycleInfo.Read.All",
    ];

    private readonly List<IDisposable> _clients = [];
    private EmulatorHost? _host;
    private HttpClient? _control;

    /// <summary>What the emulator is started with; small delta pages, so that every stream has several.</summary>
    public static EmulatorOptions Options { get; } =
        new()
        {
            Permissions = AllPermissions,
            UsersPerDeltaPage = 100,
            GroupsPerDeltaPage = 10,
            MembersPerSlice = 100,
            Notifications = new() { AllowPlainHttpOnLoopback = true },
        };

    public EmulatorHost Host => _host ?? throw new InvalidOperationException("The emulator has not started.");

    public ValueTask InitializeAsync() => StartAsync(Options);

    /// <summary>One that runs with other options than the rest of the suite.</summary>
    public static async Task<ConformanceTenant> StartedAsync(EmulatorOptions options)
    {
        var tenant = new ConformanceTenant();
        await tenant.StartAsync(options);
        return tenant;
    }

    /// <summary>The official client as its users set it up: its own handlers and retries, signed in by Azure.Identity.</summary>
    public GraphServiceClient Sdk()
    {
        var credential = new ClientSecretCredential(
            Host.TenantId,
            Host.ClientId,
            Host.ClientSecret,
            new ClientSecretCredentialOptions
            {
                AuthorityHost = Host.AuthorityUrl,
                DisableInstanceDiscovery = true,
                Transport = new HttpClientTransport(Kept(new HttpClient(Trusting()))),
            }
        );
        return Sdk(credential);
    }

    /// <summary>The same, signed in otherwise.</summary>
    public GraphServiceClient Sdk(Azure.Core.TokenCredential credential)
    {
        var authentication = new AzureIdentityAuthenticationProvider(
            credential,
            allowedHosts: [Host.GraphUrl.Host],
            scopes: ["https://graph.microsoft.com/.default"]
        );
        var http = Kept(GraphClientFactory.Create(finalHandler: Trusting()));
        return Kept(new GraphServiceClient(http, authentication, Host.GraphUrl.ToString()));
    }

    /// <summary>Makes requests go wrong until <see cref="HealAsync"/>.</summary>
    public Task FaultAsync(object rule) => ControlAsync(HttpMethod.Post, "faults", new { rules = new[] { rule } });

    /// <summary>How often each rule was applied, and the end of them all.</summary>
    public async Task<int> HealAsync()
    {
        var rules = await ControlAsync(HttpMethod.Get, "faults");
        await ControlAsync(HttpMethod.Delete, "faults");
        return rules.GetProperty("rules").EnumerateArray().Sum(rule => rule.GetProperty("applied").GetInt32());
    }

    public Task ExpireDeltaTokensAsync() => ControlAsync(HttpMethod.Post, "faults", new { expireDeltaTokens = true });

    public Task AdvanceAsync(long to) => Host.AdvanceAsync(to, TestContext.Current.CancellationToken);

    /// <summary>A handler that trusts the emulator's certificate and nothing else.</summary>
    public SocketsHttpHandler Trusting()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(Host.CertificatePath)));
        return new() { SslOptions = { CertificateChainPolicy = policy }, AllowAutoRedirect = false };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private async ValueTask StartAsync(EmulatorOptions options) =>
        _host = await EmulatorHost.StartAsync(options, new Company(), TimeProvider.System, TestContext.Current.CancellationToken);

    private async Task<JsonElement> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        _control ??= Kept(new HttpClient(Trusting()));
        using var request = new HttpRequestMessage(method, new Uri(Host.AuthorityUrl, $"_emulator/{path}"));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await _control.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private T Kept<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
