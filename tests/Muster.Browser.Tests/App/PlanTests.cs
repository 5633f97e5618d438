using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Looking at a plan and deciding about it.</summary>
[Trait("length", "long")]
public sealed partial class PlanTests(FilledRig shared) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_is_made_looked_at_and_applied_once_and_ends_at_its_run()
    {
        await using var app = await shared.OpenAsync("/runs");
        await MakePlanAsync(app);
        Assert.Empty(await app.AxeAsync());
        await Assertions.Expect(app.Page.GetByText("Nobody is sent a message.").First).ToBeVisibleAsync();
        await Shots.TakeAsync(app, "plan-ready");
        var plan = app.Page.Url;
        await ApplyAsync(app);
        await Assertions.Expect(app.Page).ToHaveURLAsync(RunAddress());
        await Assertions.Expect(app.Page.GetByText("Applied: ").First).ToBeVisibleAsync();
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.List, new() { Name = "Steps of the run" }))
            .ToContainTextAsync(new Regex("Publish\\s+done"));
        await app.GoAsync(new Uri(plan).AbsolutePath);
        await Assertions.Expect(app.Heading("It was applied")).ToBeVisibleAsync();
        await Assertions.Expect(app.Button("Apply:")).ToHaveCountAsync(0);
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Steps_are_searched_and_filtered_and_the_address_says_so()
    {
        await using var app = await shared.OpenAsync("/runs");
        await MakePlanAsync(app);
        await app.Page.GetByLabel("Kind of step").SelectOptionAsync("additions");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("kind=additions"));
        await app.Page.GetByLabel("Search a group or a person").FillAsync("nobody is called so");
        await app.Page.GetByLabel("Search a group or a person").PressAsync("Enter");
        await Assertions.Expect(app.Heading("No step fits")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Button("Clear filters").ClickAsync();
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Steps of the plan, by group, removals first" }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_unfolded_stays_so_with_another_filter_and_from_the_address()
    {
        await using var app = await shared.OpenAsync("/runs");
        await MakePlanAsync(app);
        var part = app.Page.Locator(".plan-steps .fold-button").First;
        var before = await part.GetAttributeAsync("aria-expanded");
        var after = before == "true" ? "false" : "true";
        await part.ClickAsync();
        await Assertions.Expect(part).ToHaveAttributeAsync("aria-expanded", after);
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("(open|shut)="));
        await app.Page.GetByLabel("Kind of step").SelectOptionAsync("additions");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("kind=additions"));
        await app.Page.GetByLabel("Kind of step").SelectOptionAsync("");
        await Assertions.Expect(app.Page).Not.ToHaveURLAsync(new Regex("kind="));
        await Assertions.Expect(part).ToHaveAttributeAsync("aria-expanded", after);
        await app.GoAsync(new Uri(app.Page.Url).PathAndQuery);
        await Assertions.Expect(part).ToHaveAttributeAsync("aria-expanded", after);
        await part.ClickAsync();
        await Assertions.Expect(app.Page).Not.ToHaveURLAsync(new Regex("(open|shut)="));
        await Assertions.Expect(part).ToHaveAttributeAsync("aria-expanded", before!);
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Rows_that_are_left_out_make_another_plan_and_the_first_one_stays()
    {
        for (var i = 0; i < 3; i++)
            await shared.Rig.Tenant.NextAsync(Token);
        await using var app = await shared.OpenAsync("/runs");
        await MakePlanAsync(app);
        var first = new Uri(app.Page.Url).AbsolutePath;
        var all = await RowsAsync(app);
        await app.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Leave out everything about" }).First.CheckAsync();
        await app.Button("Make a plan without 1 choice").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Based on")).ToBeVisibleAsync();
        var second = app.Page.Url;
        Assert.NotEqual(first, new Uri(second).AbsolutePath);
        Assert.True(await RowsAsync(app) < all);
        await app.GoAsync(first);
        await Assertions.Expect(app.Button("Apply:")).ToBeVisibleAsync();
        Assert.Equal(all, await RowsAsync(app));
        // What was chosen about one plan is not chosen about another that is opened in the same window.
        var other = new Uri(second).AbsolutePath;
        await app.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Leave out everything about" }).First.CheckAsync();
        await Assertions.Expect(app.Button("Make a plan without 1 choice")).ToBeVisibleAsync();
        await app.Page.EvaluateAsync("address => Blazor.navigateTo(address)", other);
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex(other + "$"));
        await Assertions.Expect(app.Button("Make a plan without 1 choice")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_may_only_read_sees_the_plan_and_why_its_buttons_are_off()
    {
        await shared.Rig.AccountAsync("Auditor", Token);
        await using var owner = await shared.OpenAsync("/runs");
        await MakePlanAsync(owner);
        await using var app = await shared.OpenAsync(new Uri(owner.Page.Url).AbsolutePath, "auditor@example.com");
        await Assertions.Expect(app.Button("Apply:")).ToBeDisabledAsync();
        await Assertions.Expect(app.Button("Discard")).ToBeDisabledAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Note).GetByText("This needs the role Operator.")).ToBeVisibleAsync();
        // There are connections; that none of them may be planned is no reason to connect another.
        await app.GoAsync("/runs");
        await Assertions.Expect(app.Button("Make plan")).ToBeDisabledAsync();
        await Assertions.Expect(app.Button("Sync")).ToBeDisabledAsync();
        await Assertions.Expect(app.Link("Connect a directory")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_discarded_plan_says_who_and_why_and_offers_another()
    {
        await using var app = await shared.OpenAsync("/runs");
        await MakePlanAsync(app);
        await app.Button("Discard").ClickAsync();
        await app.Button("Discard the plan").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Type a reason of 1 to 2,000 characters.")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Reason").FillAsync("Made for a look");
        await app.Button("Discard the plan").ClickAsync();
        await Assertions.Expect(app.Heading("Test Owner discarded it")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Made for a look")).ToBeVisibleAsync();
        await Assertions.Expect(app.Button("Make plan")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_stale_plan_is_not_applied_and_shows_what_has_changed()
    {
        await using var app = await shared.OpenAsync("/runs");
        await MakePlanAsync(app);
        for (var i = 0; i < 3; i++)
            await shared.Rig.Tenant.NextAsync(Token);
        // A plan of one group reads the directory and leaves the first plan waiting.
        await shared.Rig.Tenant.MustAsync(0, Token, "plan", "--group", "All Staff");
        await ApplyAsync(app);
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("what it was made from has changed");
        await app.Link("Show the difference").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("only in the fresh plan").First).ToBeVisibleAsync();
        await Assertions.Expect(app.Button("Make plan")).ToBeEnabledAsync();
        Assert.Empty(await app.AxeAsync());
    }

    [Fact]
    public async Task A_number_that_is_no_plan_says_so()
    {
        await using var app = await shared.OpenAsync("/plans/987654");
        await Assertions.Expect(app.Heading("There is no plan 987654")).ToBeVisibleAsync();
    }

    private async Task MakePlanAsync(AppPage app)
    {
        await shared.Rig.Tenant.NextAsync(Token);
        await app.Button("Make plan").ClickAsync();
        await app.Button("Start the plan").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(PlanAddress());
        await Assertions.Expect(app.Button("Apply:")).ToBeVisibleAsync();
    }

    /// <summary>One click where nothing is taken away; otherwise a tick first.</summary>
    private static async Task ApplyAsync(AppPage app)
    {
        var words = await app.Button("Apply:").InnerTextAsync();
        await app.Button("Apply:").ClickAsync();
        if (!words.Contains("remove", StringComparison.Ordinal) && !words.Contains("suspend", StringComparison.Ordinal))
            return;
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByText("No quiet window is set")).ToBeVisibleAsync();
        await Shots.TakeAsync(app, "apply");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Apply:" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Tick this first");
        await dialog.GetByLabel("I have looked at what is taken away.").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Apply:" }).ClickAsync();
    }

    private static async Task<int> RowsAsync(AppPage app) =>
        int.Parse(
            Number().Match(await app.Page.GetByText(RowCount()).InnerTextAsync()).Value,
            System.Globalization.CultureInfo.InvariantCulture
        );

    [GeneratedRegex("/plans/[0-9]+$")]
    private static partial Regex PlanAddress();

    [GeneratedRegex("/runs/[0-9]+$")]
    private static partial Regex RunAddress();

    [GeneratedRegex("^[0-9]+ of [0-9]+ rows")]
    private static partial Regex RowCount();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
