using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Passkeys, with an authenticator that the browser makes believe.</summary>
[Trait("length", "long")]
public sealed class PasskeyTests(Chromium browser)
{
    [Fact]
    public async Task A_passkey_is_added_named_signs_in_without_password_confirms_and_opens_nothing_once_removed()
    {
        var token = TestContext.Current.CancellationToken;
        var clock = new HurriedClock();
        await using var rig = await ServerRig.EmptyAsync(token, clock: clock);
        await rig.AccountAsync("Owner", token);
        // Browsers keep passkeys for names, not for addresses.
        await using var app = await AppPage.OpenAsync(browser, rig, "/sign-in", host: "localhost");
        var page = app.Page;
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = Device() });

        await app.Button("Use a passkey").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("there is none for Muster on it");
        Assert.Empty(await app.AxeAsync());
        await page.GetByLabel("Mail address").FillAsync("owner@example.com");
        await page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Sign in").ClickAsync();
        await app.ReadyAsync();
        await app.GoAsync("/profile");
        await app.Button("Add a passkey").ClickAsync();
        await Assertions.Expect(page.GetByText("Give the passkey a name")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Name")).ToBeFocusedAsync();
        await page.GetByLabel("Name").FillAsync("Laptop <b>");
        await app.Button("Add a passkey").ClickAsync();
        await Assertions.Expect(app.Button("Remove Laptop <b>")).ToBeVisibleAsync();
        await app.Button("Rename Laptop <b>").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("Desk key");
        await app.Button("Save name").ClickAsync();
        await Assertions.Expect(app.Button("Remove Desk key")).ToBeVisibleAsync();
        await ShootAsync(app, "profile");
        Assert.Empty(await app.AxeAsync());

        await app.Button("Sign out").ClickAsync();
        await ShootAsync(app, "sign-in");
        await app.Button("Use a passkey").ClickAsync();
        await app.ReadyAsync();
        await app.GoAsync("/profile");
        await Assertions.Expect(page.GetByText("Test Owner, Owner.")).ToBeVisibleAsync();

        clock.Move(TimeSpan.FromMinutes(11));
        await app.Button("Remove Desk key").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await app.Link("Confirm that it is you").ClickAsync();
        await Assertions.Expect(app.Button("Use a passkey")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync();
        await ShootAsync(app, "confirm");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Use a passkey").ClickAsync();
        await app.ReadyAsync();
        await app.Button("Remove Desk key").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(app.Button("Remove Desk key")).ToHaveCountAsync(0);

        await app.Button("Sign out").ClickAsync();
        await app.Button("Use a passkey").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("does not open Muster");
        Assert.Empty(app.Complaints);
        var audit = await rig.Tenant.MustAsync(0, token, "audit", "list", "--action", "account.*", "--json");
        foreach (var action in new[] { "account.passkeyAdded", "account.passkeyRenamed", "account.passkeyRemoved" })
            Assert.Contains(action, audit.Output, StringComparison.Ordinal);
        Assert.Matches("account.signedIn.*with[^a-z]+passkey", audit.Output);
    }

    [Fact]
    public async Task An_answer_counts_once_for_one_purpose_and_no_other_persons_passkey_confirms()
    {
        var token = TestContext.Current.CancellationToken;
        await using var rig = await ServerRig.EmptyAsync(token);
        await rig.AccountAsync("Owner", token);
        await rig.AccountAsync("Operator", token);
        await using var app = await AppPage.OpenAsync(browser, rig, "/sign-in", host: "localhost");
        var page = app.Page;
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = Device() });
        await page.GetByLabel("Mail address").FillAsync("operator@example.com");
        await page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Sign in").ClickAsync();
        await app.ReadyAsync();
        await app.GoAsync("/profile");
        await page.GetByLabel("Name").FillAsync("Mine");
        await app.Button("Add a passkey").ClickAsync();
        await Assertions.Expect(app.Button("Remove Mine")).ToBeVisibleAsync();
        await app.Button("Sign out").ClickAsync();

        // The form's fields as they would be sent, kept to be sent again.
        const string answer = """
            async () => {
              const question = await (await fetch("/passkeys/sign-in")).json();
              const given = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(question.options)) });
              return [question.state, JSON.stringify(given)];
            }
            """;
        const string send = """
            ([state, credential]) => {
              const form = document.querySelector("form[data-passkey]");
              form.elements["Passkey.State"].value = state;
              form.elements["Passkey.Credential"].value = credential;
              form.submit();
            }
            """;
        var given = await page.EvaluateAsync<string[]>(answer);
        await page.EvaluateAsync(send, given);
        await app.ReadyAsync();
        await app.Button("Sign out").ClickAsync();
        await page.EvaluateAsync(send, given);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("does not open Muster");
        var forged = await page.EvaluateAsync<string[]>(answer);
        await page.EvaluateAsync(
            send,
            new[] { forged[0], forged[1].Replace("\"signature\":\"", "\"signature\":\"AAAA", StringComparison.Ordinal) }
        );
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("does not open Muster");

        await page.GetByLabel("Mail address").FillAsync("owner@example.com");
        await page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Sign in").ClickAsync();
        await app.ReadyAsync();
        await app.GoAsync("/profile");
        await page.GetByLabel("Name").FillAsync("The owner's");
        await app.Button("Add a passkey").ClickAsync();
        await Assertions.Expect(app.Button("Remove The owner's")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(app.Address, "/confirm").ToString());
        var operators = await page.EvaluateAsync<string[]>(answer);
        await page.EvaluateAsync(send, operators);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("not one of yours");
    }

    private static Dictionary<string, object> Device() =>
        new()
        {
            ["protocol"] = "ctap2",
            ["transport"] = "internal",
            ["hasResidentKey"] = true,
            ["hasUserVerification"] = true,
            ["isUserVerified"] = true,
            ["automaticPresenceSimulation"] = true,
        };

    private static Task ShootAsync(AppPage app, string name) => PeopleRig.ShootAsync(app, $"passkey-{name}");
}
