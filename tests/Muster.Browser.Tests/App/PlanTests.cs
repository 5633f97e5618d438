using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Looking at a plan and deciding about it.</summary>
public sealed class PlanTests(FilledRig shared) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_is_made_looked_at_and_applied_and_ends_at_its_run()
    {
        await shared.Rig.Tenant.NextAsync(Token);
        await using var app = await shared.OpenAsync("/runs");
        await app.Button("Make plan").ClickAsync();
        await app.Button("Start the plan").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/plans/[0-9]+$"));
        await Assertions.Expect(app.Page.GetByText("ready", new() { Exact = true })).ToBeVisibleAsync();
        await app.Page.ScreenshotAsync(new() { Path = "/tmp/appruns/plan.png", FullPage = true });
        Assert.Empty(await app.AxeAsync());
        await app.Button("Apply:").ClickAsync();
        await app.Page.ScreenshotAsync(new() { Path = "/tmp/appruns/apply.png", FullPage = true });
        Assert.Empty(app.Complaints);
    }
}
