using Microsoft.Playwright;
using Muster.Testing;
using Muster.Testing.Provider;

namespace Muster.Browser.Tests.App;

/// <summary>The whole way of signing in with Entra, as people see it.</summary>
[Trait("length", "long")]
public sealed class EntraSignInTests(Chromium browser) : IClassFixture<Chromium>
{
    [Fact]
    public async Task An_owner_adds_somebody_who_was_refused_before_and_they_come_in_confirm_and_sign_out()
    {
        var token = TestContext.Current.CancellationToken;
        await using var provider = await OpenIdProvider.StartAsync(token);
        await using var rig = await ServerRig.WithSignInAsync(provider, token);
        await using var ada = await AppPage.OpenAsync(browser, rig, "/sign-in?to=/profile");
        Assert.Empty(await ada.AxeAsync());
        await ada.Link("Sign in with Microsoft Entra").ClickAsync();
        await ada.Button("Cancel").ClickAsync();
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("was cancelled");
        await ada.Link("Sign in with Microsoft Entra").ClickAsync();
        await ada.Button("Ada Lovelace").ClickAsync();
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nobody has given you access");
        await ShootAsync(ada, "refused");
        Assert.Empty(await ada.AxeAsync());

        await using (var owner = await AppPage.SignedInAsync(browser, rig, "/accounts"))
        {
            await owner.Button("Add account").ClickAsync();
            var dialog = owner.Page.GetByRole(AriaRole.Dialog);
            await dialog.GetByLabel("Microsoft Entra").CheckAsync();
            await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Ada Lovelace");
            await dialog.GetByLabel("Object id in Entra").FillAsync("ada@example.com");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
            await Assertions.Expect(owner.FieldError("A mail address does not do")).ToBeVisibleAsync();
            Assert.Empty(await owner.AxeAsync());
            await ShootAsync(owner, "add");
            await dialog.GetByLabel("Object id in Entra").FillAsync(ProviderPerson.Ada.ObjectId.ToString("D"));
            await dialog.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Operator");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
            await Assertions
                .Expect(owner.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Ada Lovelace" }))
                .ToContainTextAsync("Entra");
            await Assertions.Expect(owner.Page.GetByText(provider.TenantId.ToString("D"))).ToBeVisibleAsync();
            await Assertions.Expect(owner.Page.GetByText("Entra: not invited").First).ToBeVisibleAsync();
            await ShootAsync(owner, "accounts");
            Assert.Empty(await owner.AxeAsync());
            await owner.Button("Change Ada Lovelace").ClickAsync();
            await dialog.GetByLabel("Object id in Entra").FillAsync("ada@example.com");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Save object id" }).ClickAsync();
            await Assertions.Expect(dialog.GetByLabel("Object id in Entra")).ToBeFocusedAsync();
            Assert.Empty(owner.Complaints);
        }

        await ada.Link("Sign in with Microsoft Entra").ClickAsync();
        await ada.Button("Ada Lovelace").ClickAsync();
        await ada.ReadyAsync();
        await Assertions.Expect(ada.Page.GetByText("Ada Lovelace, Operator.")).ToBeVisibleAsync();
        await Assertions.Expect(ada.Page.GetByText("your password and second step are kept there")).ToBeVisibleAsync();
        Assert.Empty(await ada.AxeAsync());
        await ada.Page.GotoAsync(new Uri(ada.Address, "/confirm?to=/profile").ToString());
        await ShootAsync(ada, "confirm");
        Assert.Empty(await ada.AxeAsync());
        await ada.Link("Confirm with Microsoft Entra").ClickAsync();
        await ada.Button("Ada Lovelace").ClickAsync();
        await ada.ReadyAsync();
        await Assertions.Expect(ada.Heading("Your profile")).ToBeVisibleAsync();
        await ada.Button("Sign out").ClickAsync();
        await Assertions.Expect(ada.Heading("Sign in")).ToBeVisibleAsync();
        Assert.DoesNotContain(ada.Complaints, complaint => !complaint.Contains(provider.Address.ToString(), StringComparison.Ordinal));
    }

    private static Task ShootAsync(AppPage app, string name) =>
        Environment.GetEnvironmentVariable("MUSTER_SHOTS") is { Length: > 0 } folder
            ? app.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"entra-{name}.png"), FullPage = true })
            : Task.CompletedTask;
}
