using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Names from the directory are data on every screen: shown, inert, and the layout stays whole.</summary>
[Trait("length", "long")]
public sealed class HostileNameTests(Chromium browser)
{
    [Fact]
    public async Task Three_hundred_hostile_names_do_nothing_on_any_screen()
    {
        Assert.True(HostileNames.All.Count >= 300, $"There are {HostileNames.All.Count} names.");
        await using var rig = await ServerRig.FilledAsync(TestContext.Current.CancellationToken, Story());
        await using var app = await AppPage.SignedInAsync(browser, rig);
        var faults = new List<string>();
        app.Page.Dialog += async (_, dialog) =>
        {
            faults.Add($"A dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        foreach (var address in await Screens.OfAsync(rig, new Dictionary<string, string>()))
        {
            await app.GoAsync(address);
            await app.Page.Locator(".loading").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            while (await app.Page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).CountAsync() == 1 && faults.Count == 0)
            {
                var before = await app.Page.Locator("main tbody tr").CountAsync();
                await app.Button("Show more").ClickAsync();
                await app.Page.WaitForFunctionAsync(
                    "before => document.querySelectorAll('main tbody tr').length > before || !document.querySelector('.more button')",
                    before
                );
            }
            if (await app.Page.EvaluateAsync<bool>("window.pwned !== undefined"))
                faults.Add($"{address}: a script ran");
            if (
                await app
                    .Page.Locator("main script, main iframe, main object, main embed, main style, main link, main base, main meta")
                    .CountAsync() > 0
            )
                faults.Add($"{address}: a name became an element");
            if (await app.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
                faults.Add($"{address}: is wider than the window");
        }
        faults.AddRange(app.Complaints);
        Assert.Empty(faults);
    }

    private static TenantStory Story()
    {
        var story = new TenantStory();
        for (var i = 0; i < HostileNames.All.Count; i++)
            story.User($"u{i}", ("displayName", HostileNames.All[i])).Group($"g{i}", HostileNames.All[i]).Member($"g{i}", $"u{i}");
        return story;
    }
}
