using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Muster.Cli.Tests.Emulating;
using Muster.GraphEmulator;

namespace Muster.Cli.Tests.Connections;

/// <summary>Signing in without anything stored: federation and managed identity.</summary>
public sealed class OutsideIdentityTests : IDisposable
{
    private const string Issuer = "https://cluster.example/";
    private const string Subject = "system:serviceaccount:muster:muster";
    private const string Audience = "api://AzureADTokenExchange";
    private static readonly TenantStory Story = new TenantStory().Users("ada").Group("team").Member("team", "ada");
    private readonly RSA _cluster = RSA.Create(2048);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _cluster.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_token_of_an_outside_identity_is_read_anew_from_its_file_for_each_sign_in()
    {
        await using var tenant = await TrustingAsync();
        var file = _folder.Write("token", Token(Subject) + "\n");
        var added = await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--secret-env", null), ("--federated", file)));
        Assert.Contains("No secret is stored", added.Output, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "--all");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("ada", (await tenant.StateAsync(Tests.Token)).Members("team"));

        _folder.Write("token", Token("system:serviceaccount:other:other"));
        var refused = await tenant.MustAsync(6, Tests.Token, "sync", "--yes");
        Assert.Contains("Compare issuer, subject and audience", refused.Output + refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_may_name_the_file_as_it_does_on_Kubernetes()
    {
        const string variable = "AZURE_FEDERATED_TOKEN_FILE";
        await using var tenant = await TrustingAsync();
        await tenant.MustAsync(0, Tests.Token, [.. tenant.AddCommand(null, ("--secret-env", null)), "--federated"]);
        var unset = await tenant.RunAsync(Tests.Token, "connection", "test", TestTenant.Connection);
        Assert.Contains($"{variable} is not set", unset.Output + unset.Error, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(variable, _folder.Write("token", Token(Subject)));
        try
        {
            await tenant.MustAsync(0, Tests.Token, "connection", "test", TestTenant.Connection);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Theory]
    [InlineData("root:x:0:0:root:/root:/bin/sh")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AA.AA")]
    [InlineData("")]
    public async Task A_file_that_holds_no_token_never_leaves_the_machine(string content)
    {
        await using var tenant = await TrustingAsync();
        var file = _folder.Write("other", content);
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--secret-env", null), ("--federated", file)));
        var refused = await tenant.RunAsync(Tests.Token, "connection", "test", TestTenant.Connection);
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("holds no token", refused.Output + refused.Error, StringComparison.Ordinal);
        File.Delete(file);
        var gone = await tenant.RunAsync(Tests.Token, "connection", "test", TestTenant.Connection);
        Assert.Contains("cannot be read", gone.Output + gone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user", true)]
    [InlineData("system", false)]
    public async Task A_managed_identity_gets_its_token_from_the_machine(string which, bool names)
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        await using var machine = await Machine.StartAsync(tenant.Host);
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--secret-env", null), ("--managed-identity", which)));
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        var asked = machine.Asked.Last();
        Assert.Equal(names ? tenant.Host.ClientId : "", asked.Client);
        Assert.Equal(tenant.Host.GraphUrl.GetLeftPart(UriPartial.Authority), asked.Resource.TrimEnd('/'));
        var listed = await tenant.MustAsync(0, Tests.Token, "connection", "show", TestTenant.Connection, "--json");
        Assert.Contains("managedIdentity", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_ways_to_sign_in_are_one_too_many_and_an_unknown_identity_is_named()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        var two = await tenant.MustAsync(64, Tests.Token, [.. tenant.AddCommand(), "--managed-identity"]);
        Assert.Contains("--managed-identity and --secret-env", two.Error, StringComparison.Ordinal);
        var word = await tenant.MustAsync(64, Tests.Token, tenant.AddCommand(null, ("--secret-env", null), ("--managed-identity", "both")));
        Assert.Contains("'both'", word.Error, StringComparison.Ordinal);
        var file = await tenant.MustAsync(
            7,
            Tests.Token,
            tenant.AddCommand(null, ("--secret-env", null), ("--federated", "/no/such/file"))
        );
        Assert.Contains("/no/such/file", file.Error, StringComparison.Ordinal);
    }

    private Task<TestTenant> TrustingAsync() =>
        TestTenant.StartAsync(
            Story,
            Tests.Token,
            new EmulatorOptions
            {
                FederatedTrusts =
                [
                    new()
                    {
                        Issuer = Issuer,
                        Subject = Subject,
                        Keys = Keys(),
                    },
                ],
            }
        );

    private JsonElement Keys()
    {
        var key = _cluster.ExportParameters(false);
        return JsonSerializer.SerializeToElement(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        kid = "k1",
                        n = Base64Url.EncodeToString(key.Modulus),
                        e = Base64Url.EncodeToString(key.Exponent),
                    },
                },
            }
        );
    }

    private string Token(string subject)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new
        {
            aud = Audience,
            iss = Issuer,
            sub = subject,
            jti = Guid.NewGuid().ToString(),
            nbf = now - 5,
            iat = now - 5,
            exp = now + 600,
        };
        var text = $"{Part(new { alg = "RS256", kid = "k1" })}.{Part(claims)}";
        var signature = _cluster.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    /// <summary>The address that a machine in Azure has for tokens of its identities; it buys them with the secret (source: App Service, managed identities, REST endpoint).</summary>
    private sealed class Machine : IAsyncDisposable
    {
        private readonly WebApplication _web;

        private Machine(WebApplication web) => _web = web;

        public List<(string Client, string Resource)> Asked { get; } = [];

        public static async Task<Machine> StartAsync(EmulatorHost tenant)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var machine = new Machine(builder.Build());
            machine._web.Run(context => machine.AnswerAsync(context, tenant));
            await machine._web.StartAsync(Tests.Token);
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", $"{machine._web.Urls.Single()}/msi/token");
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", "the header");
            return machine;
        }

        public async ValueTask DisposeAsync()
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
            await _web.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext context, EmulatorHost tenant)
        {
            Assert.Equal("the header", context.Request.Headers["X-IDENTITY-HEADER"]);
            var resource = context.Request.Query["resource"].ToString();
            Asked.Add((context.Request.Query["client_id"].ToString(), resource));
            using var http = Trust.In(tenant.CertificatePath);
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = tenant.ClientId,
                    ["client_secret"] = tenant.ClientSecret,
                    ["scope"] = $"{resource.TrimEnd('/')}/.default",
                }
            );
            using var bought = await http.PostAsync(
                new Uri(tenant.AuthorityUrl, $"{tenant.TenantId}/oauth2/v2.0/token"),
                form,
                context.RequestAborted
            );
            using var answer = JsonDocument.Parse(await bought.Content.ReadAsStringAsync(context.RequestAborted));
            await context.Response.WriteAsJsonAsync(
                new
                {
                    access_token = answer.RootElement.GetProperty("access_token").GetString(),
                    expires_on = TimeProvider
                        .System.GetUtcNow()
                        .AddHours(1)
                        .ToUnixTimeSeconds()
                        .ToString(System.Globalization.CultureInfo.InvariantCulture),
                    resource,
                    token_type = "Bearer",
                    client_id = tenant.ClientId,
                },
                context.RequestAborted
            );
        }
    }
}
