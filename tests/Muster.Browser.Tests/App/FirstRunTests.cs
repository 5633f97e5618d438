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
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByLabel("Setup token").FillAsync(rig.SetupToken!);
        await app.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Create owner and sign in").ClickAsync();
        await app.ReadyAsync();
        await Assertions.Expect(app.Heading("Home")).ToBeVisibleAsync();
        var again = await app.Page.GotoAsync(new Uri(rig.Address, "/setup").ToString());
        Assert.Equal(404, again!.Status);
        Assert.DoesNotContain(app.Complaints, complaint => !complaint.Contains("404", StringComparison.Ordinal));
    }
}
