using System.Net;
using Muster.Server.Access;
using Muster.Server.Guards;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>Who may change guard rails, by whatever way: the ceiling bounds Administrators and is not theirs, and everything that guards asks for a fresh proof.</summary>
public sealed class SettingRightTests : IAsyncLifetime
{
    private const string Owner = "owner@example.com";
    private const string Workspace = "/api/v1/settings";
    private const string Corp = "/api/v1/connections/corp/settings";
    private readonly SteppedClock _clock = new(TimeProvider.System.GetUtcNow());
    private ServerRig _rig = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _rig = await ServerRig.FilledAsync(Tests.Token, clock: _clock);
        await _rig.AccountAsync(nameof(Role.Administrator), Tests.Token);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task An_administrator_does_not_change_the_ceiling_and_an_owner_does()
    {
        const string raised = """{"values":{"guardCeiling.runStated.percent":"90"},"draft":true}""";
        using var administrator = await AsAsync("administrator@example.com");
        using var refused = await PutAsync(administrator, Workspace, raised);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var problem = await refused.BodyAsync();
        Assert.Equal("forbidden", problem.GetProperty("code").GetString());
        Assert.Contains("needs Owner", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var names = await PutAsync(administrator, Workspace, """{"values":{"groupNamePatterns":"Crew *"},"draft":true}""");
        Assert.Equal(HttpStatusCode.OK, names.StatusCode);
        using var owner = await AsAsync(Owner);
        using var shown = await PutAsync(owner, Workspace, raised);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
    }

    [Fact]
    public async Task A_file_of_an_administrator_does_not_move_the_ceiling_and_changes_other_things()
    {
        const string raised = "version: 1\nworkspace:\n  settings:\n    guardCeiling.runStated.percent: 90\n";
        using var administrator = await AsAsync("administrator@example.com");
        Assert.Equal("forbidden", await ApplyAsync(administrator, raised));
        Assert.Null(
            await ApplyAsync(
                administrator,
                raised.Replace("guardCeiling.runStated.percent: 90", "groupNamePatterns: ['*']", StringComparison.Ordinal)
            )
        );
        using var owner = await AsAsync(Owner);
        Assert.Equal("confirmationNeeded", await ApplyAsync(owner, raised));
    }

    [Fact]
    public async Task The_page_of_the_ceiling_says_that_only_an_owner_changes_it()
    {
        await using (var page = await OpenPage.OfAsync<GuardLimits>(_rig, "administrator@example.com", "/guard-rails?scope=workspace"))
        {
            Assert.Contains("needs Owner", await page.TextAsync(), StringComparison.Ordinal);
            Assert.False(await page.CanPressAsync("See what this would do"));
        }
        await using var owners = await OpenPage.OfAsync<GuardLimits>(_rig, Owner, "/guard-rails?scope=workspace");
        Assert.DoesNotContain("needs Owner", await owners.TextAsync(), StringComparison.Ordinal);
        Assert.True(await owners.CanPressAsync("See what this would do"));
    }

    [Theory]
    [InlineData("guards.runStated.percent", "90")]
    [InlineData("secondPerson", "true")]
    [InlineData("protectedUsers", "ada@example.com")]
    [InlineData("protectedGroups", "Crew")]
    public async Task Whatever_guards_a_connection_asks_for_a_fresh_proof(string setting, string value)
    {
        using var browser = await AsAsync("administrator@example.com");
        _clock.Step(CircuitAccess.ProofLasts + TimeSpan.FromMinutes(1));
        using var refused = await PutAsync(browser, Corp, $$$"""{"values":{"{{{setting}}}":"{{{value}}}"},"draft":true}""");
        Assert.Equal("proofNeeded", (await refused.BodyAsync()).GetProperty("code").GetString());
        using var other = await PutAsync(browser, Corp, """{"values":{"onRename":"keep"},"draft":true}""");
        Assert.True(other.IsSuccessStatusCode, await other.Content.ReadAsStringAsync(Tests.Token));
    }

    [Fact]
    public async Task Protecting_a_group_asks_for_a_fresh_proof_and_its_other_policies_do_not()
    {
        using var browser = await AsAsync("administrator@example.com");
        using var list = await browser.GetAsync("/api/v1/groups?limit=1");
        var path = $"/api/v1/groups/{(await list.BodyAsync()).GetProperty("items")[0].GetProperty("key").GetInt32()}";
        _clock.Step(CircuitAccess.ProofLasts + TimeSpan.FromMinutes(1));
        using var refused = await PutAsync(browser, path, """{"values":{"protected":"true"},"draft":true}""", "PATCH");
        Assert.Equal("proofNeeded", (await refused.BodyAsync()).GetProperty("code").GetString());
        using var other = await PutAsync(browser, path, """{"values":{"onRename":"keep"},"draft":true}""", "PATCH");
        Assert.True(other.IsSuccessStatusCode, await other.Content.ReadAsStringAsync(Tests.Token));
    }

    private async Task<PlainBrowser> AsAsync(string mail)
    {
        var browser = new PlainBrowser(_rig.Address, Tests.Token);
        using var signedIn = await browser.SignInAsync(mail, ServerRig.Password);
        return browser;
    }

    /// <summary>Sends a change of the version that stands.</summary>
    private static async Task<HttpResponseMessage> PutAsync(PlainBrowser browser, string path, string body, string method = "PUT")
    {
        using var read = await browser.GetAsync(path);
        return await browser.SendJsonAsync(method, path, body, ("If-Match", read.Headers.ETag!.ToString()));
    }

    /// <summary>Applies a file.</summary>
    /// <returns>The code of the refusal; null when it was applied.</returns>
    private static async Task<string?> ApplyAsync(PlainBrowser browser, string file)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { file, reason = "test" });
        using var answer = await browser.SendJsonAsync("POST", "/api/v1/config/apply", body, ApiHttp.Key());
        var json = await answer.BodyAsync();
        return answer.IsSuccessStatusCode ? null : json.GetProperty("code").GetString();
    }
}
