using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>A page that stays open: it warns before its session ends, and says when what it shows is old.</summary>
[Trait("length", "long")]
public sealed class SessionTests(Chromium browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_an_idle_session_ends_the_page_says_so_and_one_click_goes_on()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Token, clock: clock);
        await using var app = await AppPage.SignedInAsync(browser, rig, "/schedule");
        await app.Page.GetByLabel("Again and again").CheckAsync();
        clock.Move(TimeSpan.FromMinutes(28));
        var warning = app.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "you will be signed out" });
        await Assertions.Expect(warning).ToContainTextAsync("In 2 minutes");
        Assert.Empty(await app.AxeAsync());
        await Shots.TakeAsync(app, "session-warning");

        await app.Button("Stay signed in").ClickAsync();

        await Assertions.Expect(warning).ToBeHiddenAsync();
        await Assertions.Expect(app.Page.GetByLabel("Again and again")).ToBeCheckedAsync();

        // Typing is work too; the browser tells of it, since what the server pushes to an open page looks the same to it.
        clock.Move(TimeSpan.FromMinutes(25));
        await app.Page.Clock.SetSystemTimeAsync(clock.GetUtcNow().UtcDateTime);
        await app.Page.RunAndWaitForResponseAsync(() => app.Page.GetByLabel("Time zone").PressAsync("End"), "**/session/seen");
        clock.Move(TimeSpan.FromMinutes(25));
        await app.GoAsync("/people");
        await Assertions.Expect(app.Heading("People")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Whoever_does_not_come_back_is_signed_out_although_the_page_warned()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Token, clock: clock);
        await using var app = await AppPage.SignedInAsync(browser, rig, "/people");
        clock.Move(TimeSpan.FromMinutes(29));
        await Assertions.Expect(app.Button("Stay signed in")).ToBeVisibleAsync();
        clock.Move(TimeSpan.FromMinutes(2));
        await Assertions.Expect(app.Heading("Sign in")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("to=%2Fpeople"));
    }

    [Fact]
    public async Task A_lost_connection_is_said_and_healed_and_what_was_typed_is_still_there()
    {
        await using var rig = await ServerRig.FilledAsync(Token);
        await using var app = await AppPage.SignedInAsync(browser, rig, "/no-permission");
        await app.WatchConnectionsAsync();
        await app.GoAsync("/schedule");
        await app.Page.GetByLabel("Again and again").CheckAsync();
        await app.Page.GetByLabel("Time zone").FillAsync("Middle/Earth");
        await Assertions.Expect(app.Page.GetByText("Middle/Earth").First).ToBeVisibleAsync();
        await app.CutAsync();
        await Assertions.Expect(app.Page.GetByText("Connection lost.")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText(new Regex("Not live since [0-2][0-9]:[0-5][0-9] UTC: trying again"))).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.Locator("body")).ToHaveAttributeAsync("data-stale", "yes");
        Assert.Empty(await app.AxeAsync());

        await app.HealAsync();

        await Assertions.Expect(app.Page.GetByText("Connection lost.")).ToBeHiddenAsync();
        await Assertions.Expect(app.Page.Locator("body")).ToHaveAttributeAsync("data-stale", "no");
        await Assertions.Expect(app.Page.GetByLabel("Time zone")).ToHaveValueAsync("Middle/Earth");
        await app.Page.GetByLabel("Time zone").FillAsync("Europe/Vienna");
        await Assertions.Expect(app.Page.GetByText("Europe/Vienna.").First).ToBeVisibleAsync();
    }
}
