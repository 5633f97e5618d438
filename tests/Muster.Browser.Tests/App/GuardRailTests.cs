using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Limits on what a plan may take away.</summary>
[Trait("length", "long")]
public sealed class GuardRailTests(Chromium browser, FilledRig filled) : IClassFixture<FilledRig>
{
    private const string Percent = "Removals of one group, stated by the directory: more than, in percent";

    [Fact]
    public async Task A_limit_is_changed_only_after_its_consequences_were_shown_and_with_a_reason()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/guard-rails");
        await Assertions.Expect(app.Page.GetByText("really did")).ToBeVisibleAsync();
        await app.Page.GetByLabel(Percent).FillAsync("20");
        await Assertions.Expect(app.Page.GetByText("holds more than 20 % from 10 removals on")).ToBeVisibleAsync();
        await app.Button("See what this would do").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Removals of one group, stated by the directory");
        await Assertions.Expect(dialog).ToContainTextAsync("rejected plans");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Save guard rails").ClickAsync();
        await Assertions.Expect(dialog.GetByText("Say why; it is kept with the change.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Reason").FillAsync("Smaller teams since May");
        await app.Button("Save guard rails").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Saved as version")).ToBeVisibleAsync();
        await app.GoAsync("/guard-rails");
        await Assertions.Expect(app.Page.GetByLabel(Percent)).ToHaveValueAsync("20");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_bad_figure_is_said_in_its_row_and_a_limit_without_any_figure_must_be_typed_out()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/guard-rails");
        var run = app.Page.GetByLabel("Removals of one run, inferred: more than, in percent");
        await run.FillAsync("100");
        await Assertions.Expect(app.Page.GetByText("'100' does not fit")).ToBeVisibleAsync();
        await run.FillAsync("");
        await Assertions.Expect(app.Page.GetByText("never holds anything")).ToBeVisibleAsync();
        await app.Button("See what this would do").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("We trust it");
        await app.Button("Save guard rails").ClickAsync();
        await Assertions.Expect(app.FieldError("Type no limit, or go back and give one.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Nobody_goes_beyond_the_ceiling_of_the_workspace()
    {
        await filled.Rig.Tenant.MustAsync(
            0,
            TestContext.Current.CancellationToken,
            "settings",
            "set",
            "guardCeiling.dayStated.percent",
            "12",
            "--workspace",
            "--reason",
            "Policy 12",
            "--yes"
        );
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/guard-rails");
        await Assertions.Expect(app.Page.GetByText("ceiling 12")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Removals of 24 hours, stated: more than, in percent").FillAsync("13");
        await app.Button("See what this would do").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("above the workspace's ceiling");
        await Assertions.Expect(app.Page.GetByLabel("Removals of 24 hours, stated: more than, in percent")).ToHaveValueAsync("13");
    }

    [Fact]
    public async Task What_was_typed_is_still_there_after_proving_again_who_sits_there()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(TestContext.Current.CancellationToken, clock: clock);
        await using var app = await AppPage.SignedInAsync(browser, rig, "/guard-rails");
        await app.Page.GetByLabel(Percent).FillAsync("20");
        await app.Page.GetByLabel("Protected groups").FillAsync("Payroll");
        clock.Move(TimeSpan.FromMinutes(11));
        await app.Button("See what this would do").ClickAsync();
        await app.Link("Confirm that it is you").ClickAsync();
        await app.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Confirm").ClickAsync();
        await app.ReadyAsync();
        await Assertions.Expect(app.Page.GetByText("What you had typed is here again")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByLabel(Percent)).ToHaveValueAsync("20");
        await Assertions.Expect(app.Page.GetByLabel("Protected groups")).ToHaveValueAsync("Payroll");
        await app.Button("See what this would do").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Removals of one group, stated by the directory");
        // Once is enough: whoever comes later begins with what is stored.
        await app.GoAsync("/guard-rails");
        await Assertions.Expect(app.Page.GetByLabel(Percent)).Not.ToHaveValueAsync("20");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task What_somebody_else_saved_meanwhile_is_named_and_what_was_typed_stays()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/guard-rails");
        await app.Page.GetByLabel(Percent).FillAsync("21");
        await app.Button("See what this would do").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("Smaller teams");
        await filled.Rig.Tenant.MustAsync(
            0,
            TestContext.Current.CancellationToken,
            "settings",
            "set",
            "guards.groupStated.percent",
            "22",
            "--reason",
            "Theirs",
            "--yes"
        );
        await app.Button("Save guard rails").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("changed these settings");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("they saved 22, you typed 21");
        await Assertions.Expect(app.Page.GetByLabel(Percent)).ToHaveValueAsync("21");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Go on with mine").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel(Percent)).ToHaveValueAsync("21");
        await app.Button("See what this would do").ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("Removals of one group, stated by the directory");
        await app.Button("Save guard rails").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Saved as version")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_operator_sees_the_limits_and_cannot_change_them()
    {
        var mail = await filled.AccountAsync("Operator");
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/guard-rails", mail);
        await Assertions.Expect(app.Button("See what this would do")).ToBeDisabledAsync();
        await Assertions.Expect(app.Page.GetByText("changing guard rails needs Administrator")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByLabel(Percent)).ToBeDisabledAsync();
    }
}
