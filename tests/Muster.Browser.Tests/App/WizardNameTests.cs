using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Somebody else takes the name of a connection between its first step and its last.</summary>
public sealed class WizardNameTests(Chromium browser, WizardTests.Empty empty) : IClassFixture<WizardTests.Empty>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServerRig Rig => empty.Rig;

    [Fact]
    public async Task A_name_that_was_taken_meanwhile_is_chosen_anew_and_the_button_stores_the_connection_then()
    {
        await Rig.Tenant.PermissionsAsync(Token, "User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden");
        await using var app = await AppPage.SignedInAsync(browser, Rig, "/connections/new");
        await WizardTests.FillSourceAsync(app, Rig, "contoso", Rig.Tenant.Host.TenantId);
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Button("Store the connection and go on")).ToBeEnabledAsync();
        await Rig.Tenant.MustAsync(0, Token, Rig.Tenant.AddCommand(null, ("--name", "contoso")));

        await app.Button("Store the connection and go on").ClickAsync();

        await Assertions.Expect(app.Heading("Step 1 of 6")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.Locator("#name-error")).ToContainTextAsync("There is a connection of this name by now.");
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("contoso two");
        await app.Page.GetByLabel("Name", new() { Exact = true }).BlurAsync();
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Button("Store the connection and go on")).ToBeEnabledAsync();
        await app.Button("Store the connection and go on").ClickAsync();
        await Assertions.Expect(app.Heading("Step 3 of 6: People and groups")).ToBeVisibleAsync();
        var stored = await Rig.Server.Muster.Connections.ListAsync(Token);
        Assert.Equal(["contoso", "contoso two"], stored.Select(connection => connection.Name).Order());
        Assert.Empty(app.Complaints);
    }
}
