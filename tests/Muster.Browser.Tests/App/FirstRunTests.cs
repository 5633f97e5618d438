using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>The first minutes with a new installation.</summary>
public sealed class FirstRunTests(Chromium browser)
{
    [Fact]
    public async Task The_printed_token_makes_the_first_owner_and_then_the_page_is_gone()
    {
        await using var rig = await ServerRig.EmptyAsync(TestContext.Current.CancellationToken);
        await using var app = await AppPage.OpenAsync(browser, rig, "/");
        await app.Page.GetByLabel("Setup token").FillAsync("setup-wrong");
        await app.Page.GetByLabel("Your name").FillAsync("Ana Lind");
        await app.Page.GetByLabel("Mail address").FillAsync("ana@example.com");
        await app.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Create owner and sign in").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not the token");
        await Assertions.Expect(app.Page.GetByLabel("Your name")).ToHaveValueAsync("Ana Lind");
        // Nobody else finds it under its loopback address.
        await Assertions.Expect(app.Page.GetByLabel("Address of this server")).ToHaveValueAsync("");
        var checks = app.Page.GetByRole(AriaRole.List, new() { Name = "Checks of this server" });
        await Assertions.Expect(checks.GetByText("works", new() { Exact = true })).ToHaveCountAsync(2);
        // Where they lie is nobody's business before there is an owner.
        Assert.DoesNotContain(rig.Tenant.Muster.Folder, await app.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(await app.AxeAsync());
        await PeopleRig.ShootAsync(app, "setup");

        await app.Page.GetByLabel("Setup token").FillAsync(rig.SetupToken!);
        await app.Page.GetByLabel("Password").FillAsync("short");
        await app.Button("Create owner and sign in").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#password-error")).ToContainTextAsync("has 5 characters; it needs at least 12");
        await app.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Page.GetByLabel("Address of this server").FillAsync("http://muster.example.com");
        await app.Button("Create owner and sign in").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#address-error")).ToContainTextAsync("--public-url https://muster.example.com");
        await using var late = await AppPage.OpenAsync(browser, rig, "/setup");

        await app.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Page.GetByLabel("Address of this server").FillAsync("https://muster.example.com");
        await app.Page.GetByLabel("Time zone").FillAsync("Europe/Vienna");
        await app.Button("Create owner and sign in").ClickAsync();
        await app.ReadyAsync();
        await Assertions.Expect(app.Heading("This server")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByLabel("Address of this server")).ToHaveValueAsync("https://muster.example.com/");
        await Assertions.Expect(app.Page.GetByLabel("Time zone")).ToHaveValueAsync("Europe/Vienna");
        await Assertions.Expect(app.Page.GetByText(Path.Combine(rig.Tenant.Muster.Folder, "keys", "web", "wrap.key"))).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("muster demo", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await PeopleRig.ShootAsync(app, "welcome");
        await app.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Connect Entra" }).ClickAsync();
        await Assertions.Expect(app.Heading("Connect a directory")).ToBeVisibleAsync();
        await app.GoAsync("/");
        await Assertions.Expect(app.Page.GetByText("1 of 6 done")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "home-first");

        // Somebody who still has the form open.
        await late.Page.GetByLabel("Setup token").FillAsync(rig.SetupToken!);
        await late.Page.GetByLabel("Your name").FillAsync("Eve");
        await late.Page.GetByLabel("Mail address").FillAsync("eve@example.com");
        await late.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await late.Button("Create owner and sign in").ClickAsync();
        await Assertions.Expect(late.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("works once, and it was used");
        Assert.Empty(await late.AxeAsync());
        var again = await app.Page.GotoAsync(new Uri(rig.Address, "/setup").ToString());
        Assert.Equal(404, again!.Status);
        Assert.DoesNotContain(app.Complaints, complaint => !complaint.Contains("404", StringComparison.Ordinal));
    }
}
