using System.Text.Json.Nodes;
using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.SignIn;

public sealed class FederationTests : IDisposable
{
    private const string Issuer = "https://token.actions.example";
    private const string Subject = "repo:contoso/sync:ref:refs/heads/main";
    private const string Audience = "api://AzureADTokenExchange";
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada");
    private readonly Signer _provider = new();

    public void Dispose() => _provider.Dispose();

    private Task<TestEmulator> StartAsync() =>
        TestEmulator.StartAsync(
            Company,
            new()
            {
                FederatedTrusts =
                [
                    new()
                    {
                        Issuer = Issuer,
                        Subject = Subject,
                        Keys = _provider.Keys,
                    },
                ],
            }
        );

    private static JsonObject Header() => new() { ["alg"] = "RS256", ["kid"] = "k1" };

    private static async Task<int> CodeAsync(TestEmulator emulator, string assertion)
    {
        using var response = await emulator.SignInAsync(
            ("client_secret", null),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion)
        );
        return response.IsSuccessStatusCode ? 0 : (await TestEmulator.Read(response))["error_codes"]![0]!.GetValue<int>();
    }

    [Theory]
    [InlineData("iss", Issuer, 0)]
    [InlineData("iss", Issuer + "/", 700211)]
    [InlineData("sub", "repo:Contoso/sync:ref:refs/heads/main", 70021)]
    [InlineData("aud", "api://AzureADTokenExchange/", 70021)]
    public async Task An_outside_identity_signs_in_when_it_matches_to_the_letter(string claim, string value, int code)
    {
        await using var emulator = await StartAsync();
        var claims = Signer.Claims(Audience, Issuer, Subject, emulator.Clock.GetUtcNow());
        claims[claim] = value;

        Assert.Equal(code, await CodeAsync(emulator, _provider.Sign(Header(), claims)));
    }

    [Fact]
    public async Task A_token_that_the_provider_did_not_sign_or_that_is_over_is_refused()
    {
        await using var emulator = await StartAsync();
        using var forger = new Signer();
        var claims = Signer.Claims(Audience, Issuer, Subject, emulator.Clock.GetUtcNow());
        var otherKey = new JsonObject { ["alg"] = "RS256", ["kid"] = "k2" };

        Assert.Equal(900384, await CodeAsync(emulator, forger.Sign(Header(), claims)));
        Assert.Equal(900384, await CodeAsync(emulator, _provider.Sign(otherKey, claims)));
        emulator.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(700024, await CodeAsync(emulator, _provider.Sign(Header(), claims)));
    }

    [Fact]
    public async Task A_trust_without_keys_stops_the_start()
    {
        var trust = new FederatedTrust
        {
            Issuer = Issuer,
            Subject = Subject,
            Keys = default,
        };

        await Assert.ThrowsAsync<ArgumentException>(() => TestEmulator.StartAsync(Company, new() { FederatedTrusts = [trust] }));
    }
}
