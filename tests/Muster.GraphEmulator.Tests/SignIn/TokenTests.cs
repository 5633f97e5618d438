using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.SignIn;

public sealed class TokenTests
{
    private static readonly TestHistory History = new TestHistory().User(1, "Ada");

    [Fact]
    public async Task A_secret_buys_a_bearer_token_that_names_tenant_app_and_roles()
    {
        await using var emulator = await TestEmulator.StartAsync(History);
        using var response = await emulator.SignInAsync();
        var answer = await TestEmulator.Read(response);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("Bearer", answer.Text("token_type"));
        Assert.Equal(3599, answer["expires_in"]!.GetValue<int>());
        var parts = answer.Text("access_token").Split('.');
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal(emulator.Host.TenantId, claims.RootElement.GetProperty("tid").GetString());
        Assert.Equal(emulator.Host.ClientId, claims.RootElement.GetProperty("appid").GetString());
        Assert.Equal("https://graph.microsoft.com", claims.RootElement.GetProperty("aud").GetString());
        var roles = claims.RootElement.GetProperty("roles").EnumerateArray().Select(role => role.GetString());
        Assert.Contains("GroupMember.Read.All", roles);
    }

    [Fact]
    public async Task Client_id_and_secret_may_come_as_basic_authentication()
    {
        await using var emulator = await TestEmulator.StartAsync(History);
        using var request = new HttpRequestMessage(HttpMethod.Post, emulator.TokenUrl(emulator.Host.TenantId));
        var pair = $"{Uri.EscapeDataString(emulator.Host.ClientId)}:{Uri.EscapeDataString(emulator.Host.ClientSecret)}";
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        request.Content = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("scope", "https://graph.microsoft.com/.default"),
        ]);

        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("client_secret", "wrong", 401, "invalid_client", 7000215)]
    [InlineData("client_secret", null, 401, "invalid_client", 7000218)]
    [InlineData("client_id", "11111111-1111-1111-1111-111111111111", 400, "unauthorized_client", 700016)]
    [InlineData("client_id", null, 400, "invalid_request", 900144)]
    [InlineData("grant_type", null, 400, "invalid_request", 900144)]
    [InlineData("grant_type", "password", 400, "unsupported_grant_type", 70003)]
    [InlineData("scope", null, 400, "invalid_request", 900144)]
    [InlineData("scope", "https://foo.microsoft.com/.default", 400, "invalid_scope", 70011)]
    [InlineData("scope", "https://graph.microsoft.com/User.Read", 400, "invalid_scope", 70011)]
    [InlineData("client_assertion", "e.e.e", 400, "invalid_request", 900144)]
    public async Task A_request_that_is_not_granted_says_why(string field, string? value, int status, string error, int code)
    {
        await using var emulator = await TestEmulator.StartAsync(History);
        using var response = await emulator.SignInAsync((field, value));
        var answer = await TestEmulator.Read(response);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(error, answer.Text("error"));
        Assert.Equal(code, answer["error_codes"]![0]!.GetValue<int>());
        Assert.StartsWith($"AADSTS{code}: ", answer.Text("error_description"), StringComparison.Ordinal);
        Assert.Contains($"\r\nTrace ID: {answer.Text("trace_id")}\r\n", answer.Text("error_description"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("22222222-2222-2222-2222-222222222222", 90002)]
    [InlineData("common", 9001023)]
    public async Task A_tenant_that_is_not_there_is_named(string tenant, int code)
    {
        await using var emulator = await TestEmulator.StartAsync(History);
        using var response = await emulator.Http.PostAsync(
            emulator.TokenUrl(tenant),
            new FormUrlEncodedContent([new("grant_type", "client_credentials")])
        );

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(code, (await TestEmulator.Read(response))["error_codes"]![0]!.GetValue<int>());
    }

    [Fact]
    public async Task The_token_endpoint_takes_posts_of_forms_only()
    {
        await using var emulator = await TestEmulator.StartAsync(History);
        var url = emulator.TokenUrl(emulator.Host.TenantId);
        using var got = await emulator.Http.GetAsync(url, TestContext.Current.CancellationToken);
        using var posted = await emulator.Http.PostAsync(url, new StringContent("{}"), TestContext.Current.CancellationToken);

        Assert.Equal(900561, (await TestEmulator.Read(got))["error_codes"]![0]!.GetValue<int>());
        Assert.Equal(9002313, (await TestEmulator.Read(posted))["error_codes"]![0]!.GetValue<int>());
    }

    [Theory]
    [InlineData(null, "Access token is empty.")]
    [InlineData("Bearer not-a-token", "CompactToken parsing failed with error code: 80049217")]
    [InlineData("Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA", "CompactToken validation failed with reason code: 80049228.")]
    public async Task Graph_without_a_good_token_is_a_401_with_a_challenge(string? authorization, string message)
    {
        await using var emulator = await TestEmulator.StartAsync(History);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{emulator.Host.GraphUrl}/users");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var error = (await TestEmulator.Read(response))["error"]!;

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("InvalidAuthenticationToken", error["code"]!.GetValue<string>());
        Assert.Equal(message, error["message"]!.GetValue<string>());
        AuthenticationHeaderValue challenge = response.Headers.WwwAuthenticate.Single();
        Assert.Equal("Bearer", challenge.Scheme);
        Assert.Contains("client_id=\"00000003-0000-0000-c000-000000000000\"", challenge.Parameter, StringComparison.Ordinal);
        Assert.Contains("/common/oauth2/authorize\"", challenge.Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_refused_once_its_time_is_over()
    {
        await using var emulator = await TestEmulator.StartAsync(History);
        await emulator.GetAsync("/users");

        emulator.Clock.Advance(TimeSpan.FromHours(1));

        var error = await emulator.FailAsync("/users");
        Assert.Equal((401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid."), error);
    }

    [Fact]
    public async Task A_token_of_another_emulator_is_refused()
    {
        await using var one = await TestEmulator.StartWithOwnKeyAsync(History);
        await using var other = await TestEmulator.StartWithOwnKeyAsync(History);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{other.Host.GraphUrl}/users");
        request.Headers.Authorization = new("Bearer", await one.TokenAsync());
        using var response = await other.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_discovery_documents_name_this_emulator()
    {
        await using var emulator = await TestEmulator.StartAsync(History);
        var root = emulator.Host.AuthorityUrl;
        var configuration = await Json($"{emulator.Host.TenantId}/v2.0/.well-known/openid-configuration");
        var instances = await Json(
            $"common/discovery/instance?api-version=1.1&authorization_endpoint={root}{emulator.Host.TenantId}/oauth2/v2.0/authorize"
        );

        Assert.Equal($"{root}{emulator.Host.TenantId}/oauth2/v2.0/token", configuration.Text("token_endpoint"));
        Assert.Equal($"{root}{emulator.Host.TenantId}/v2.0", configuration.Text("issuer"));
        Assert.Equal(root.Authority, instances["metadata"]![0]!["preferred_network"]!.GetValue<string>());
        Assert.Contains(emulator.Host.TenantId, instances.Text("tenant_discovery_endpoint"), StringComparison.Ordinal);
        var keys = await Json(configuration.Text("jwks_uri"));
        Assert.Equal("RSA", keys["keys"]![0]!["kty"]!.GetValue<string>());

        async Task<System.Text.Json.Nodes.JsonObject> Json(string path)
        {
            using var response = await emulator.Http.GetAsync(new Uri(root, path), TestContext.Current.CancellationToken);
            return await TestEmulator.Read(response);
        }
    }
}
