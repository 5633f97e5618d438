using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>The first page: is everything all right, and if not, what to do.</summary>
[Trait("length", "long")]
public sealed class HomeTests(FilledRig shared) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_how_everything_stands_in_a_sentence()
    {
        await using var app = await shared.OpenAsync("/");
        await Assertions.Expect(app.Page.GetByText("Up to date as of")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Article)).ToContainTextAsync("corp");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Runs, newest first" })).ToBeVisibleAsync();
        await app
            .Page.GetByRole(AriaRole.Region, new() { Name = "Memberships added and removed" })
            .GetByText("Show as a table")
            .ClickAsync();
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Memberships added and removed by day" }))
            .ToBeVisibleAsync();
        var time = app.Page.GetByRole(AriaRole.Region, new() { Name = "Memberships over time" });
        await time.GetByText("Show as a table").ClickAsync();
        await Assertions.Expect(time.GetByRole(AriaRole.Table, new() { Name = "Memberships by day" })).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Everything_can_be_paused_with_a_reason_and_let_go_on()
    {
        await using var app = await shared.OpenAsync("/");
        await app.Button("Pause all").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Pause all" }).ClickAsync();
        await Assertions.Expect(app.FieldError("Say why, for whoever finds it paused.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Why?").FillAsync("The payroll is being moved");
        Assert.Empty(await app.AxeAsync());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Pause all" }).ClickAsync();
        await Assertions.Expect(app.Heading("Everything is paused")).ToBeVisibleAsync();
        await Assertions
            .Expect(app.Page.GetByText("corp: Paused by Test Owner until somebody lets it go on: The payroll is being moved"))
            .ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Button("Let all go on").ClickAsync();
        await Assertions.Expect(app.Heading("Everything is paused")).ToBeHiddenAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_plan_that_waits_is_among_what_needs_somebody_as_soon_as_it_is_made()
    {
        await using var app = await shared.OpenAsync("/", width: 400, scheme: ColorScheme.Dark);
        await shared.Rig.Tenant.NextAsync(Token);
        await using var other = await shared.OpenAsync("/");
        await other.Button("Make plan").ClickAsync();
        await other.Button("Start the plan").ClickAsync();
        await Assertions.Expect(app.Link("waits to be applied")).ToBeVisibleAsync();
        await app.Link("waits to be applied").ClickAsync();
        await Assertions.Expect(app.Button("Apply:")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task With_nothing_set_up_it_lists_what_to_do_first()
    {
        await using var rig = await ServerRig.EmptyAsync(Token);
        await rig.AccountAsync("Owner", Token);
        await using var app = await AppPage.SignedInAsync(shared.Browser, rig);
        await Assertions.Expect(app.Heading("Getting started")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("1 of 6 done")).ToBeVisibleAsync();
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Connect" }))
            .ToHaveAttributeAsync("href", "/connections/new");
        Assert.Empty(await app.AxeAsync());
    }
}
