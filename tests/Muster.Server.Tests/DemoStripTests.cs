using Muster.Server.Access;
using Muster.Server.Demo;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Every page of a demo says that it is one, and lets those play with it who may.</summary>
public sealed class DemoStripTests(DemoStripTests.Demo demo) : IClassFixture<DemoStripTests.Demo>
{
    [Fact]
    public async Task Whoever_may_only_look_cannot_change_or_break_the_tenant_and_reads_why()
    {
        await demo.Rig.AccountAsync(nameof(Role.Auditor), Tests.Token);
        await demo.Rig.AccountAsync(nameof(Role.Operator), Tests.Token);
        await using (var page = await OpenPage.OfAsync<DemoPage>(demo.Rig, "auditor@example.com", "/demo"))
        {
            Assert.Empty(await page.EnabledAsync());
            Assert.Contains($"this needs {AccessRules.Needed(Right.Operate)}", await page.TextAsync(), StringComparison.Ordinal);
        }
        await using var operators = await OpenPage.OfAsync<DemoPage>(demo.Rig, "operator@example.com", "/demo");
        Assert.NotEmpty(await operators.EnabledAsync());
    }

    [Fact]
    public async Task Every_page_of_a_demo_says_so_the_one_about_the_API_too()
    {
        var rig = demo.Rig;
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

    /// <summary>A demo.</summary>
    public sealed class Demo : IAsyncLifetime
    {
        /// <summary>Its server.</summary>
        public ServerRig Rig { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Rig = await ServerRig.DemoAsync(Tests.Token);

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }
}
