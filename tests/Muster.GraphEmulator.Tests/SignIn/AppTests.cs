using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.SignIn;

public sealed class AppTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").Group(100, "Crew");

    private static async Task<JsonElement> ClaimsAsync(TestEmulator emulator, params (string Name, string? Value)[] changes)
    {
        using var response = await emulator.SignInAsync(changes);
        var token = (await TestEmulator.Read(response)).Text("access_token");
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
        return claims.RootElement.Clone();
    }

    private static async Task<int> CodeAsync(TestEmulator emulator, params (string Name, string? Value)[] changes)
    {
        using var response = await emulator.SignInAsync(changes);
        return response.IsSuccessStatusCode ? 0 : (await TestEmulator.Read(response))["error_codes"]![0]!.GetValue<int>();
    }

    private static async Task<int> ReadAsync(TestEmulator emulator, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{emulator.Host.GraphUrl}/users");
        request.Headers.Authorization = new("Bearer", token);
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    [Fact]
    public async Task Without_grants_a_token_has_no_roles_and_graph_refuses()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Permissions = [] });

        Assert.False((await ClaimsAsync(emulator)).TryGetProperty("roles", out _));
        Assert.Equal(
            (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
            await emulator.FailAsync("/users")
        );
    }

    [Fact]
    public async Task A_permission_counts_with_the_next_token_and_a_withdrawn_one_until_then()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Permissions = [] });
        var before = await emulator.TokenAsync();

        await emulator.ControlAsync(HttpMethod.Post, "app", new JsonObject { ["permissions"] = new JsonArray("User.Read.All") });
        var granted = await emulator.TokenAsync();
        await emulator.ControlAsync(HttpMethod.Post, "app", new JsonObject { ["permissions"] = new JsonArray() });

        Assert.Equal(403, await ReadAsync(emulator, before));
        Assert.Equal(200, await ReadAsync(emulator, granted));
        Assert.Equal(403, await ReadAsync(emulator, await emulator.TokenAsync()));
    }

    [Fact]
    public async Task A_secret_expires_and_an_app_can_be_disabled_or_be_public()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        await emulator.ControlAsync(HttpMethod.Post, "app", new JsonObject { ["secretExpires"] = "2026-01-01T00:00:00Z" });
        Assert.Equal(7000222, await CodeAsync(emulator));
        Assert.Equal(7000215, await CodeAsync(emulator, ("client_secret", "wrong")));
        await emulator.ControlAsync(HttpMethod.Post, "app", new JsonObject { ["secretExpires"] = "2999-01-01T00:00:00Z" });
        Assert.Equal(0, await CodeAsync(emulator));
        await emulator.ControlAsync(HttpMethod.Post, "app", new JsonObject { ["disabled"] = true });
        Assert.Equal(7000112, await CodeAsync(emulator));
        await emulator.ControlAsync(HttpMethod.Post, "app", new JsonObject { ["disabled"] = false, ["publicClient"] = true });
        Assert.Equal(700025, await CodeAsync(emulator));
    }

    [Fact]
    public async Task Every_app_has_credentials_and_permissions_of_its_own()
    {
        var reader = TestHistory.Id(500);
        await using var emulator = await TestEmulator.StartAsync(
            Company,
            new()
            {
                MoreApps =
                [
                    new()
                    {
                        ClientId = reader,
                        ClientSecret = "reader's",
                        Permissions = ["User.Read.All"],
                    },
                ],
            }
        );
        var later = TestHistory.Id(501).ToString();
        await emulator.ControlAsync(
            HttpMethod.Post,
            "app",
            new JsonObject
            {
                ["clientId"] = later,
                ["clientSecret"] = "later's",
                ["permissions"] = new JsonArray("Group.Read.All"),
            }
        );

        Assert.Equal(7000215, await CodeAsync(emulator, ("client_id", reader.ToString())));
        var claims = await ClaimsAsync(emulator, ("client_id", reader.ToString()), ("client_secret", "reader's"));
        Assert.Equal("User.Read.All", Assert.Single(claims.GetProperty("roles").EnumerateArray()).GetString());
        Assert.Equal(reader.ToString(), claims.GetProperty("appid").GetString());
        claims = await ClaimsAsync(emulator, ("client_id", later), ("client_secret", "later's"));
        Assert.Equal("Group.Read.All", Assert.Single(claims.GetProperty("roles").EnumerateArray()).GetString());
        var (_, shown) = await emulator.ControlAsync(HttpMethod.Get, "app");
        Assert.Equal(3, shown["apps"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("""{"permissions":["no permission"]}""")]
    [InlineData("""{"permission":["User.Read.All"]}""")]
    [InlineData("""{"certificates":["nothing"]}""")]
    [InlineData("""{"clientSecret":""}""")]
    public async Task An_order_that_makes_no_sense_changes_nothing(string order)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (status, _) = await emulator.ControlAsync(HttpMethod.Post, "app", JsonNode.Parse(order));

        Assert.Equal(400, status);
        Assert.Equal(0, await CodeAsync(emulator));
    }

    [Fact]
    public async Task Lives_of_tokens_are_drawn_from_60_to_90_minutes_by_a_seed()
    {
        await using var one = await TestEmulator.StartAsync(Company, new() { TokenLifeSeed = 3 });
        await using var same = await TestEmulator.StartAsync(Company, new() { TokenLifeSeed = 3 });
        var lives = new List<(long, long)>();
        for (var token = 0; token < 20; token++)
            lives.Add((await LifeAsync(one), await LifeAsync(same)));

        Assert.All(lives, pair => Assert.Equal(pair.Item1, pair.Item2));
        Assert.All(lives, pair => Assert.InRange(pair.Item1, 3600, 5400));
        Assert.True(lives.Distinct().Count() > 10);

        static async Task<long> LifeAsync(TestEmulator emulator)
        {
            using var response = await emulator.SignInAsync();
            var answer = await TestEmulator.Read(response);
            Assert.Equal(answer["expires_in"]!.GetValue<long>(), answer["ext_expires_in"]!.GetValue<long>());
            return answer["expires_in"]!.GetValue<long>();
        }
    }

    [Theory]
    [InlineData("contoso.com", null, 200)]
    [InlineData("CONTOSO.com", null, 200)]
    [InlineData("contoso.onmicrosoft.com", null, 400)]
    [InlineData("contoso.com", "contoso.onmicrosoft.com", 400)]
    [InlineData("contoso.onmicrosoft.com", "contoso.onmicrosoft.com", 200)]
    public async Task A_tenant_is_known_by_its_verified_domains(string name, string? verified, int status)
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { VerifiedDomains = verified is null ? null : [verified] });
        using var content = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("client_id", emulator.Host.ClientId),
            new("client_secret", emulator.Host.ClientSecret),
            new("scope", "https://graph.microsoft.com/.default"),
        ]);

        using var token = await emulator.Http.PostAsync(emulator.TokenUrl(name), content, TestContext.Current.CancellationToken);
        using var document = await emulator.Http.GetAsync(
            new Uri(emulator.Host.AuthorityUrl, $"{name}/v2.0/.well-known/openid-configuration"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((status, status), ((int)token.StatusCode, (int)document.StatusCode));
    }

    [Theory]
    [InlineData("https://graph.microsoft.us/.default", 0)]
    [InlineData("https://dod-graph.microsoft.us/.default", 0)]
    [InlineData("https://microsoftgraph.chinacloudapi.cn/.default", 0)]
    [InlineData("00000003-0000-0000-c000-000000000000/.default", 0)]
    [InlineData("https://graph.microsoft.com/.default https://vault.azure.net/.default", 700022)]
    [InlineData("https://graph.microsoft.com/.default openid", 70011)]
    public async Task A_scope_names_graph_in_any_cloud_and_nothing_else(string scope, int code)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        Assert.Equal(code, await CodeAsync(emulator, ("scope", scope)));
    }

    [Fact]
    public async Task Registered_apps_are_service_principals_of_the_tenant()
    {
        await using var emulator = await TestEmulator.StartAsync(
            Company,
            new() { MoreApps = [new EmulatedApp { ClientId = TestHistory.Id(500) }], Permissions = ["Application.Read.All"] }
        );

        var ids = (await emulator.AllAsync("/servicePrincipals")).Rows.Select(row => row.Text("appId"));

        Assert.Contains(TestHistory.Id(500).ToString(), ids);
        Assert.Contains(emulator.Host.ClientId, ids);
    }
}
