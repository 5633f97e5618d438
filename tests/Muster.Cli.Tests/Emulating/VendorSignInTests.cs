using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Muster.GraphEmulator;

namespace Muster.Cli.Tests.Emulating;

/// <summary>The vendor's own sign-in library against the emulator: an authority, trust in its certificate, no more.</summary>
public sealed class VendorSignInTests : IDisposable
{
    private static readonly TenantStory Story = new TenantStory().Users("ada").Group("team").Member("team", "ada");
    private readonly AppKey _key = new();

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task A_secret_buys_a_token()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        using var http = Trusting(tenant.Host);

        var credential = new ClientSecretCredential(
            tenant.Host.TenantId,
            tenant.Host.ClientId,
            tenant.Host.ClientSecret,
            Pointed(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true }, tenant.Host, http)
        );

        await AssertReadsAsync(credential, tenant.Host, http);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_buys_a_token_with_and_without_its_chain(bool sendChain)
    {
        await using var tenant = await StartAsync();
        using var http = Trusting(tenant.Host);

        var credential = new ClientCertificateCredential(
            tenant.Host.TenantId,
            tenant.Host.ClientId,
            _key.Certificate,
            Pointed(
                new ClientCertificateCredentialOptions { DisableInstanceDiscovery = true, SendCertificateChain = sendChain },
                tenant.Host,
                http
            )
        );

        await AssertReadsAsync(credential, tenant.Host, http);
    }

    [Fact]
    public async Task A_certificate_that_is_not_registered_ends_in_the_librarys_own_exception()
    {
        await using var tenant = await StartAsync();
        using var http = Trusting(tenant.Host);
        using var stranger = new AppKey();
        var credential = new ClientCertificateCredential(
            tenant.Host.TenantId,
            tenant.Host.ClientId,
            stranger.Certificate,
            Pointed(new ClientCertificateCredentialOptions { DisableInstanceDiscovery = true }, tenant.Host, http)
        );

        var problem = await Assert.ThrowsAsync<AuthenticationFailedException>(async () =>
            await credential.GetTokenAsync(new TokenRequestContext(["https://graph.microsoft.com/.default"]), Tests.Token)
        );

        Assert.Contains("AADSTS700027", problem.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Muster_signs_in_with_a_certificate_and_syncs()
    {
        await using var tenant = await StartAsync();
        using var folder = new TemporaryFolder();
        var file = folder.Write("app.pem", _key.Pem);

        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--secret-env", null), ("--certificate", file)));
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "--all");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        Assert.Equal("ada", (await tenant.StateAsync(Tests.Token)).Members("team"));
    }

    private Task<TestTenant> StartAsync() =>
        TestTenant.StartAsync(Story, Tests.Token, new EmulatorOptions { AppCertificates = [_key.PublicPem] });

    private static async Task AssertReadsAsync(TokenCredential credential, EmulatorHost host, HttpClient http)
    {
        var token = await credential.GetTokenAsync(new TokenRequestContext(["https://graph.microsoft.com/.default"]), Tests.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{host.GraphUrl}/users");
        request.Headers.Authorization = new("Bearer", token.Token);
        using var response = await http.SendAsync(request, Tests.Token);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.InRange((token.ExpiresOn - TimeProvider.System.GetUtcNow()).TotalSeconds, 3500, 3600);
    }

    private static TOptions Pointed<TOptions>(TOptions options, EmulatorHost host, HttpClient http)
        where TOptions : TokenCredentialOptions
    {
        options.AuthorityHost = host.AuthorityUrl;
        options.Transport = new HttpClientTransport(http);
        return options;
    }

    private static HttpClient Trusting(EmulatorHost host) => Trust.In(host.CertificatePath);
}
