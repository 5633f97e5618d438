using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>The page about the API.</summary>
public sealed class ApiPageTests(Chromium browser)
{
    [Fact]
    public async Task It_shows_every_operation_and_asks_no_other_host()
    {
        await using var rig = await ServerRig.FilledAsync(TestContext.Current.CancellationToken);
        await using var app = await AppPage.SignedInAsync(browser, rig);
        await app.Page.GotoAsync(new Uri(rig.Address, "/api/").ToString());
        await Assertions
            .Expect(
                app.Page.GetByRole(AriaRole.Heading, new() { Name = "Muster API" })
                    .Or(app.Page.GetByRole(AriaRole.Heading, new() { Name = "Muster" }))
                    .First
            )
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(app.Page.GetByText("/api/v1/status").First).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_asked_to_do_that_first()
    {
        await using var rig = await ServerRig.FilledAsync(TestContext.Current.CancellationToken);
        await using var app = await AppPage.OpenAsync(browser, rig, "/api/");
        await Assertions.Expect(app.Page.GetByLabel("Mail address")).ToBeVisibleAsync();
    }
}
