using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Two nodes behind a balancer that keeps nobody at one of them.</summary>
[Trait("length", "long")]
public sealed class NodeTests(Chromium browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_node_of_a_page_ends_the_page_goes_on_at_another_with_what_was_typed()
    {
        await using var rig = await ServerRig.EmptyAsync(Token, onPostgres: true);
        await rig.AccountAsync("Owner", Token);
        await using var nodes = new OtherNodes(rig);
        var started = new[] { await nodes.StartAsync(Token), await nodes.StartAsync(Token) };
        await using var balancer = new RoundRobin([.. started.Select(node => node.Address)]);
        await using var app = await AppPage.SignedInAsync(browser, rig, "/", anew: true, at: balancer.Address);
        var asked = new List<string>();
        app.Page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        // Each page comes from one node and is live on another, or on the same, as it happens.
        foreach (var path in new[] { "/groups", "/runs", "/system", "/people" })
            await app.GoAsync(path);
        Assert.All(balancer.Taken.Values, taken => Assert.True(taken > 1));
        await app.Button("Add local person").ClickAsync();
        await app.Page.Locator("#person-displayName").FillAsync("Joan Clarke");
        await app.Page.Locator("#person-department").FillAsync("Hut 8");

        await nodes.StopAsync(started.Single(node => node.Address == balancer.Live));

        var said = app.Page.GetByText("loaded again. What you had typed");
        await Assertions.Expect(said).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await app.ReadyAsync();
        await app.Button("Add local person").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#person-displayName")).ToHaveValueAsync("Joan Clarke");
        await Assertions.Expect(app.Page.Locator("#person-department")).ToHaveValueAsync("Hut 8");
        await app.Page.Locator("#person-userPrincipalName").FillAsync("joan@example.com");
        await app.Page.Locator("button[type=submit]", new() { HasTextString = "Add person" }).ClickAsync();
        await Assertions.Expect(app.Heading("Joan Clarke")).ToBeVisibleAsync();
        Assert.DoesNotContain("/_blazor/negotiate", asked);
    }
}
