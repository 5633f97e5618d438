using Microsoft.Playwright;
using Muster.Server;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>The demo: what is done to its tenant arrives in pages that are open.</summary>
[Trait("length", "long")]
public sealed class DemoTests(Chromium browser)
{
    [Fact]
    public async Task Somebody_who_is_hired_in_the_tenant_is_seen_within_seconds_in_a_page_that_nobody_touches()
    {
        await using var rig = await ServerRig.DemoAsync(TestContext.Current.CancellationToken);
        var door = $"/demo/enter?with={Uri.EscapeDataString(ServerRig.DemoKey)}&to=";
        await using var watching = await AppPage.OpenAsync(browser, rig, door + "/");
        await watching.ReadyAsync();
        await watching.Menu("People").ClickAsync();
        var before = await watching.Page.Locator(".lead").InnerTextAsync();
        await watching.Menu("Home").ClickAsync();
        await Assertions.Expect(watching.Page.GetByText("is made up. Nothing here reaches a real system.")).ToBeVisibleAsync();
        await using var acting = await AppPage.OpenAsync(browser, rig, door + "/demo");
        await acting.ReadyAsync();
        // The directory calls as soon as the server has asked it to, which it does once it listens.
        await WhenCalledAsync(rig.Server.Muster);

        await acting.Button("Somebody is hired").ClickAsync();

        await Assertions.Expect(acting.Page.GetByText("Nothing yet.")).ToBeHiddenAsync();
        // The subscriptions themselves wake a first read, which finds nothing to do.
        await Assertions.Expect(Woken(watching)).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await watching.Menu("People").ClickAsync();
        await Assertions.Expect(watching.Heading("People")).ToBeVisibleAsync();
        await Assertions.Expect(watching.Page.Locator(".lead")).Not.ToHaveTextAsync(before);
        Assert.Empty(watching.Complaints);
        Assert.Empty(acting.Complaints);
    }

    [Fact]
    public async Task Change_notifications_are_switched_off_and_on_again_on_the_page_of_their_connection()
    {
        await using var rig = await ServerRig.DemoAsync(TestContext.Current.CancellationToken);
        var door = $"/demo/enter?with={Uri.EscapeDataString(ServerRig.DemoKey)}&to=/connections/{TestTenant.Connection}";
        await using var app = await AppPage.OpenAsync(browser, rig, door);
        await app.ReadyAsync();
        await WhenCalledAsync(rig.Server.Muster);
        var panel = app.Page.GetByRole(AriaRole.Region, new() { Name = "Change notifications" });
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await app.Button("Switch off …").ClickAsync();
        await Assertions.Expect(dialog.GetByText("The subscriptions are ended at the directory")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Assertions.Expect(panel.GetByText("not set up")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Mode: Manual.")).ToBeVisibleAsync();
        Assert.Empty(await rig.Server.Muster.Database.Subscriptions.ListAsync(null, TestContext.Current.CancellationToken));

        await app.Button("Switch on …").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Assertions.Expect(panel.GetByText("Users: live since")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(app.Page.GetByText("Mode: Self-heal.")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task After_ten_minutes_a_click_is_proof_enough_and_nobody_is_sent_to_a_password_that_does_not_exist()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.DemoAsync(TestContext.Current.CancellationToken, clock);
        await using var app = await AppPage.OpenAsync(
            browser,
            rig,
            $"/demo/enter?with={Uri.EscapeDataString(ServerRig.DemoKey)}&to=/profile"
        );
        await app.ReadyAsync();
        await Assertions.Expect(app.Page.GetByText("the address that the demo printed lets you in")).ToBeVisibleAsync();
        clock.Move(TimeSpan.FromMinutes(11));
        await app.GoAsync("/guard-rails");
        await app.Link("Confirm that it is you").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("In the demo there is nothing to prove")).ToBeVisibleAsync();
        await app.Button("Confirm").ClickAsync();
        await app.ReadyAsync();
        await Assertions.Expect(app.Heading("Guard rails")).ToBeVisibleAsync();
        await Assertions.Expect(app.Link("Confirm that it is you")).ToHaveCountAsync(0);
        await Assertions.Expect(app.Page.GetByText("holds when a group of 5 members or more would become empty")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_reset_brings_everything_back_to_the_beginning_and_every_open_page_shows_it()
    {
        await using var demo = await DemoRig.StartAsync(240, 80, 1, TestContext.Current.CancellationToken);
        await using var watching = await AppPage.AtDemoAsync(browser, demo, "/people");
        var before = await watching.Page.Locator(".lead").InnerTextAsync();
        await watching.Menu("Home").ClickAsync();
        await using var acting = await AppPage.AtDemoAsync(browser, demo, "/demo");
        await WhenCalledAsync(demo.Muster);
        await acting.Button("Somebody is hired").ClickAsync();
        await Assertions.Expect(Woken(watching)).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await watching.Menu("People").ClickAsync();
        await Assertions.Expect(watching.Heading("People")).ToBeVisibleAsync();
        await Assertions.Expect(watching.Page.Locator(".lead")).Not.ToHaveTextAsync(before);

        await acting.Button("Reset the demo").ClickAsync();
        var dialog = acting.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByText("is gone afterwards, for everybody who looks at this demo")).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByText("pages are disconnected for some seconds")).ToBeVisibleAsync();
        Assert.Empty(await acting.AxeAsync());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reset the demo" }).ClickAsync();
        await Assertions.Expect(acting.Page.GetByText("A new beginning is being made")).ToBeVisibleAsync();

        await Assertions.Expect(acting.Page.GetByText("Nothing yet.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(acting.Button("Reset the demo")).ToBeVisibleAsync();
        await Assertions.Expect(watching.Page.Locator(".lead")).ToHaveTextAsync(before, new() { Timeout = 20_000 });
        await watching.ReadyAsync();
        Assert.DoesNotContain("/sign-in", watching.Page.Url, StringComparison.Ordinal);
    }

    /// <summary>The run that one notification woke, in the list of Home.</summary>
    private static ILocator Woken(AppPage page) =>
        page
            .Page.GetByRole(AriaRole.Table, new() { Name = "Runs, newest first" })
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasTextRegex = new System.Text.RegularExpressions.Regex(@"\b1\s*change notification") })
            .First;

    private static async Task WhenCalledAsync(MusterInstance muster)
    {
        var token = TestContext.Current.CancellationToken;
        while ((await muster.Database.Subscriptions.ListAsync(null, token)).Count < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(50), token);
    }
}
