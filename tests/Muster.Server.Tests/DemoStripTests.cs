using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Every page of a demo says that it is one.</summary>
public sealed class DemoStripTests
{
    [Fact]
    public async Task Every_page_of_a_demo_says_so_the_one_about_the_API_too()
    {
        await using var rig = await ServerRig.DemoAsync(Tests.Token);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        using var entered = await browser.GetAsync($"/demo/enter?with={Uri.EscapeDataString(ServerRig.DemoKey)}&to=/");
        foreach (var page in new[] { "/", "/demo", "/api/", "/sign-in", "/error", "/not-found", "/no-permission" })
        {
            using var answer = await browser.GetAsync(page);
            var html = await answer.Content.ReadAsStringAsync(Tests.Token);
            Assert.True(
                html.Contains("is made up. Nothing here reaches a real system.", StringComparison.Ordinal),
                $"{page} ({answer.StatusCode}) does not say that it is a demo."
            );
        }
    }
}
