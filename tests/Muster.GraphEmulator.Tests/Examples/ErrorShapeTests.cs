using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Examples;

/// <summary>Errors that need a token, a clock or a control request to come about have the words of the published ones.</summary>
public sealed class ErrorShapeTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada");

    [Fact]
    [StructureOf("error-400-delta-token-expired.json")]
    public async Task A_delta_link_after_a_week_is_answered_as_published()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { AccessTokenLife = TimeSpan.FromDays(30) });
        var (_, link, _) = await emulator.AllAsync("/users/delta");
        emulator.Clock.Advance(TimeSpan.FromDays(8));

        using var response = await emulator.SendAsync(HttpMethod.Get, link!);

        await HasWordsAsync(response, "error-400-delta-token-expired.json", 400);
    }

    [Fact]
    [StructureOf("error-401-expired-token.json")]
    public async Task A_token_past_its_life_is_answered_as_published()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { AccessTokenLife = TimeSpan.FromMinutes(60) });
        await emulator.GetAsync("/users");
        emulator.Clock.Advance(TimeSpan.FromHours(2));

        using var response = await emulator.SendAsync(HttpMethod.Get, "/users");

        await HasWordsAsync(response, "error-401-expired-token.json", 401);
        Assert.Contains("client_id=", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [StructureOf("error-401-malformed-token.json")]
    public async Task A_token_of_another_signature_is_answered_as_published()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var token = await emulator.TokenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{emulator.Host.GraphUrl}/users");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token[..^8] + "AAAAAAAA");

        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        await HasWordsAsync(response, "error-401-malformed-token.json", 401);
    }

    [Fact]
    [StructureOf("error-410-sync-state-not-found.json")]
    public async Task A_reset_of_change_tracking_is_answered_with_the_published_code()
    {
        var published = PublishedExample.Read("error-410-sync-state-not-found.json")["error"]!.AsObject();
        await using var emulator = await TestEmulator.StartAsync(Company);
        var (_, link, _) = await emulator.AllAsync("/users/delta");
        await emulator.ControlAsync(HttpMethod.Post, "faults", new JsonObject { ["expireDeltaTokens"] = true });

        using var response = await emulator.SendAsync(HttpMethod.Get, link!);
        var error = (await TestEmulator.Read(response))["error"]!.AsObject();

        // The sample is of another service, which spells the code with a capital and adds its own numbers.
        Assert.Equal(410, (int)response.StatusCode);
        Assert.Equal(published.Text("code"), error.Text("code"), ignoreCase: true);
        Assert.Empty(PublishedExample.Lacks(published, error));
    }

    [Fact]
    [StructureOf("error-429-throttled.json")]
    public async Task Throttling_is_answered_as_published()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var rules = JsonNode.Parse("""{"rules":[{"path":"/v1.0/users","status":429,"retryAfter":"2.128"}]}""");
        await emulator.ControlAsync(HttpMethod.Post, "faults", rules);

        using var response = await emulator.SendAsync(HttpMethod.Get, "/users");

        await HasWordsAsync(response, "error-429-throttled.json", 429);
        Assert.Equal("2.128", response.Headers.NonValidated["Retry-After"].ToString());
    }

    private static async Task HasWordsAsync(HttpResponseMessage response, string example, int status)
    {
        var published = PublishedExample.Read(example)["error"]!.AsObject();
        var error = (await TestEmulator.Read(response))["error"]!.AsObject();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal((published.Text("code"), published.Text("message")), (error.Text("code"), error.Text("message")));
        Assert.Empty(PublishedExample.Lacks(published, error));
    }
}
