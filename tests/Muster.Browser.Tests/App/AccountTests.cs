using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Who may sign in, and how.</summary>
[Trait("length", "long")]
public sealed class AccountTests(Chromium browser, FilledRig filled) : IClassFixture<FilledRig>
{
    [Fact]
    public async Task An_added_person_gets_a_password_once_chooses_their_own_and_is_out_at_once_when_disabled()
    {
        await using var owner = await AppPage.SignedInAsync(browser, filled.Rig, "/accounts");
        await owner.Button("Add account").ClickAsync();
        var dialog = owner.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        await Assertions.Expect(owner.FieldError("Type a mail address")).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByLabel("Mail address")).ToHaveAttributeAsync("aria-invalid", "true");
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Ada <b>Lovelace</b>");
        await dialog.GetByLabel("Mail address").FillAsync("ada@example.com");
        await dialog.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Operator");
        Assert.Empty(await owner.AxeAsync());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        var given = await owner.Page.Locator(".secret").InnerTextAsync();
        Assert.Empty(await owner.AxeAsync());

        // As over plain http, where a browser has no clipboard.
        await owner.Page.EvaluateAsync("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        await owner.Button("Copy password").ClickAsync();
        await Assertions.Expect(owner.Page.Locator(".copy-note")).ToContainTextAsync("does not copy here");
        await Assertions.Expect(owner.Page.Locator(".copied")).ToHaveCountAsync(0);
        Assert.Equal(given, await owner.Page.EvaluateAsync<string>("() => document.activeElement.value"));

        await using var ada = await AppPage.OpenAsync(browser, filled.Rig, "/sign-in?to=/profile");
        await ada.Page.GetByLabel("Mail address").FillAsync("ada@example.com");
        await ada.Page.GetByLabel("Password").FillAsync(given);
        await ada.Button("Sign in").ClickAsync();
        await Assertions.Expect(ada.Heading("Choose your password")).ToBeVisibleAsync();
        await ada.Page.GetByLabel("New password").FillAsync(given);
        await ada.Page.GetByLabel("The same again").FillAsync(given);
        await ada.Button("Save and sign in").ClickAsync();
        await Assertions.Expect(ada.FieldError("Choose one of your own")).ToBeVisibleAsync();
        await Assertions.Expect(ada.Page.Locator(".wrong-fields")).ToBeFocusedAsync();
        Assert.Empty(await ada.AxeAsync());
        await ada.Page.GetByLabel("New password").FillAsync("another four calm words");
        await ada.Page.GetByLabel("The same again").FillAsync("another four calm words");
        await ada.Button("Save and sign in").ClickAsync();
        await ada.ReadyAsync();
        await Assertions.Expect(ada.Page.GetByText("Ada <b>Lovelace</b>, Operator.")).ToBeVisibleAsync();

        await owner.GoAsync("/accounts");
        await owner.Button("Change Ada").ClickAsync();
        await owner.Button("Disable").ClickAsync();
        await Assertions.Expect(owner.Page.GetByText("disabled", new() { Exact = true })).ToBeVisibleAsync();
        await ada.Page.GotoAsync(new Uri(ada.Address, "/profile").ToString());
        await Assertions.Expect(ada.Heading("Sign in")).ToBeVisibleAsync();
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task What_another_owner_gave_meanwhile_stands_beside_what_was_chosen_and_is_not_overwritten()
    {
        var token = TestContext.Current.CancellationToken;
        var mail = await filled.Rig.AccountAsync("Operator", token, mail: "contested@example.com");
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/accounts");
        var row = app.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = mail });
        await row.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Auditor");
        var services = filled.Rig.Server.Services;
        var desk = services.GetRequiredService<AccountDesk>();
        var id = (await desk.ListAsync(token)).First(account => account.Email == mail).Id;
        await desk.ChangeAsync(new Caller(Guid.NewGuid(), "Grace", Role.Owner, false, null, null), id, Role.Administrator, false, token);
        await app.Button("Save roles").ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Grace changed this account");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("they saved Administrator, you typed Auditor");
        await Assertions.Expect(dialog.GetByLabel("Role", new() { Exact = true })).ToHaveValueAsync("Auditor");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Go on with mine").ClickAsync();
        await app.Button("Save roles").ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await Assertions.Expect(row).ToContainTextAsync("Auditor");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task What_is_done_on_an_open_page_is_recorded_with_where_it_came_from()
    {
        var token = TestContext.Current.CancellationToken;
        var mail = await filled.Rig.AccountAsync("Auditor", token, mail: "seen@example.com");
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/accounts");
        await app
            .Page.GetByRole(AriaRole.Row)
            .Filter(new() { HasText = mail })
            .GetByRole(AriaRole.Button, new() { Name = "Change" })
            .ClickAsync();
        await app.Button("Disable").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = mail })).ToContainTextAsync("disabled");
        var filter = new Engine.Auditing.AuditFilter { Action = "account.disabled", Subject = mail };
        var entry = await filled.Rig.Server.Muster.Database.Audit.EntriesAsync(filter, token).SingleAsync(token);
        await app
            .Page.GetByRole(AriaRole.Row)
            .Filter(new() { HasText = mail })
            .GetByRole(AriaRole.Button, new() { Name = "Change" })
            .ClickAsync();
        await app.Button("Let them sign in again").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = mail })).ToContainTextAsync("may sign in");
        Assert.EndsWith("\"through\":\"app\",\"address\":\"127.0.0.1\"}", entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_who_comes_in_without_entra_and_when_they_last_did()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/accounts", anew: true);
        var part = app.Page.GetByRole(AriaRole.Region, new() { Name = "Emergency access" });
        await Assertions.Expect(part.GetByRole(AriaRole.Row).Filter(new() { HasText = "Test Owner" })).ToContainTextAsync("a moment ago");
        await Assertions.Expect(part.Locator(".panel-head")).ToContainTextAsync("tried");
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task An_owner_makes_emergency_codes_that_are_shown_once_and_everybody_sees_when_one_is_used()
    {
        await using var owner = await AppPage.SignedInAsync(browser, filled.Rig, "/accounts", anew: true);
        var part = owner.Page.GetByRole(AriaRole.Region, new() { Name = "Emergency access" });
        await part.GetByRole(AriaRole.Button, new() { Name = "Make emergency codes" }).ClickAsync();
        await Assertions.Expect(part.GetByText("They are shown only now.")).ToBeVisibleAsync();
        await Assertions.Expect(part.Locator(".secret")).ToHaveCountAsync(EmergencyDoor.Codes);
        var code = await part.Locator(".secret").First.InnerTextAsync();
        Assert.Empty(await owner.AxeAsync());
        await part.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Assertions.Expect(part.Locator(".secret")).ToHaveCountAsync(0);
        var door = filled.Rig.Server.Services.GetRequiredService<EmergencyDoor>();
        await door.OpenAsync("root@server", TestContext.Current.CancellationToken);

        await using var stranger = await AppPage.OpenAsync(browser, filled.Rig, "/sign-in");
        await stranger.Page.GetByRole(AriaRole.Link, new() { Name = "Emergency access" }).ClickAsync();
        Assert.Empty(await stranger.AxeAsync());
        await stranger.Page.GetByLabel("Emergency code").FillAsync(code);
        await stranger.Button("Sign in for an hour").ClickAsync();
        await stranger.ReadyAsync();

        await owner.GoAsync("/accounts");
        await Assertions.Expect(owner.Page.GetByText("signed in with an emergency code")).ToBeVisibleAsync();
        await Assertions.Expect(part.GetByText("in use, from")).ToBeVisibleAsync();
        Assert.Empty(await owner.AxeAsync());
        await part.GetByRole(AriaRole.Button, new() { Name = "Remove the emergency account" }).ClickAsync();
        Assert.Empty(await owner.AxeAsync());
        await part.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove the emergency account" }).ClickAsync();
        await Assertions.Expect(part.GetByRole(AriaRole.Button, new() { Name = "Make emergency codes" })).ToBeVisibleAsync();
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task The_look_is_switched_at_the_top_or_chosen_and_follows_the_system_again()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/profile", scheme: ColorScheme.Dark);
        var root = app.Page.Locator("html");
        await Assertions.Expect(app.Page.GetByLabel("as the system is set")).ToBeCheckedAsync();
        await app.Button("Switch between light and dark").ClickAsync();
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "light");
        await Assertions.Expect(app.Page.GetByLabel("always light")).ToBeCheckedAsync();
        await app.Button("Switch between light and dark").ClickAsync();
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "system");
        await app.Page.GetByLabel("always dark").CheckAsync();
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "dark");
        await app.GoAsync("/profile");
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "dark");
        await Assertions.Expect(app.Page.GetByLabel("always dark")).ToBeCheckedAsync();
        await app.Page.GetByLabel("as the system is set").CheckAsync();
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "system");
        await app.GoAsync("/profile");
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "system");
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/accounts");
        await app.Button("Change Test Owner").ClickAsync();
        await app.Page.GetByRole(AriaRole.Dialog).GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Auditor");
        await app.Button("Save role").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Alert)).ToContainTextAsync("last Owner");
        await app.Button("Change Test Owner").ClickAsync();
        await app.Button("Disable").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Alert)).ToContainTextAsync("last Owner");
    }

    [Fact]
    public async Task With_a_second_step_the_password_alone_does_not_sign_in()
    {
        var mail = await filled.AccountAsync("Administrator");
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/profile", mail);
        await app.Button("Set up an authenticator app").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Img, new() { Name = "Picture of the key" })).ToBeVisibleAsync();
        var key = Unpacked((await app.Page.Locator(".secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal));
        await app.Page.GetByLabel("Code").FillAsync("000000");
        await app.Button("Switch it on").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("This is not the code for this key now")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Code").FillAsync(Totp.Code(key, Totp.Step(TimeProvider.System.GetUtcNow())));
        await app.Button("Switch it on").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("10 recovery codes are left")).ToBeVisibleAsync();
        var recovery = await app.Page.Locator(".codes code").First.InnerTextAsync();
        Assert.Empty(await app.AxeAsync());

        await using var again = await AppPage.OpenAsync(browser, filled.Rig, "/sign-in?to=/profile");
        await again.Page.GetByLabel("Mail address").FillAsync(mail);
        await again.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await again.Button("Sign in").ClickAsync();
        await Assertions.Expect(again.Heading("Second step")).ToBeVisibleAsync();
        await again.Page.GetByLabel("Code").FillAsync("123456");
        await again.Button("Sign in").ClickAsync();
        await Assertions.Expect(again.Page.GetByText("This code is wrong, or was used already")).ToBeVisibleAsync();
        Assert.Empty(await again.AxeAsync());
        await again.Page.GetByLabel("Code").FillAsync(recovery);
        await again.Button("Sign in").ClickAsync();
        await again.ReadyAsync();
        await Assertions.Expect(again.Page.GetByText("9 recovery codes are left")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_token_is_made_with_an_end_shown_once_and_revoked()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/profile");
        await app.Button("Make a token").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("What it is for").FillAsync("Nightly report");
        await dialog
            .GetByLabel("Last day")
            .FillAsync(
                TimeProvider.System.GetUtcNow().AddDays(366).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            );
        await app.Button("Make the token").ClickAsync();
        await Assertions.Expect(app.FieldError("no token lasts longer than a year")).ToBeVisibleAsync();
        await dialog
            .GetByLabel("Last day")
            .FillAsync(
                TimeProvider.System.GetUtcNow().AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            );
        await app.Button("Make the token").ClickAsync();
        await Assertions.Expect(app.Page.Locator(".secret")).ToContainTextAsync(TokenDesk.Prefix);
        Assert.Empty(await app.AxeAsync());
        await app.GoAsync("/profile");
        await Assertions.Expect(app.Page.Locator(".secret")).ToHaveCountAsync(0);
        await app.Button("Revoke Nightly report").ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("are refused at once");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByText("revoked", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task After_ten_minutes_what_is_dangerous_asks_again_who_sits_there()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(TestContext.Current.CancellationToken, clock: clock);
        await using var app = await AppPage.SignedInAsync(browser, rig, "/accounts");
        clock.Move(TimeSpan.FromMinutes(11));
        // Asked before anything is typed, which a proof would lose.
        await app.Button("Change Test Owner").ClickAsync();
        await app.Link("Confirm that it is you").WaitForAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await app.Link("Confirm that it is you").ClickAsync();
        await app.Page.GetByLabel("Password").FillAsync("not the password");
        await app.Button("Confirm").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That is not right");
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Confirm").ClickAsync();
        await app.ReadyAsync();
        await Assertions.Expect(app.Page.GetByText("1 attempt", new() { Exact = true })).ToBeVisibleAsync();
        await app.Button("Change Test Owner").ClickAsync();
        await app.Button("Save role").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    private static byte[] Unpacked(string base32)
    {
        var bits = string.Concat(
            base32.Select(letter =>
                Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')
            )
        );
        return [.. bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }
}
