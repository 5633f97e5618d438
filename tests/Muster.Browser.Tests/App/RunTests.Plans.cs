using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Looking at a plan together. These are here since every sync of the other tests uses up what has changed: plans stay small.</summary>
public sealed partial class RunTests
{
    [Fact]
    public async Task A_comment_stays_with_who_said_it_and_is_only_text()
    {
        await using var app = await shared.OpenAsync("/runs");
        await PlanAsync(app);
        await app.Button("Comment").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Type 1 to 1,000 characters; this has 0.")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByLabel("Add a comment").FillAsync("<b onclick=alert(1)>Ask HR</b>\nfirst");
        await app.Button("Comment").ClickAsync();
        var comments = app.Page.GetByRole(AriaRole.List, new() { Name = "Comments, the oldest first" });
        await Assertions.Expect(comments).ToContainTextAsync("<b onclick=alert(1)>Ask HR</b>");
        await Assertions.Expect(comments).ToContainTextAsync("Test Owner");
        await Assertions.Expect(app.Page.GetByLabel("Add a comment")).ToHaveValueAsync("");
        await app.Page.ReloadAsync();
        await Assertions.Expect(comments.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
        await Shots.TakeAsync(app, "plan-comments");
    }

    [Fact]
    public async Task Steps_are_narrowed_to_a_department_which_the_address_says()
    {
        await using var app = await shared.OpenAsync("/runs");
        await PlanAsync(app);
        var all = await RowsAsync(app);
        var department = await app.Page.GetByLabel("Department").Locator("option").Nth(1).GetAttributeAsync("value");
        await app.Page.GetByLabel("Department").SelectOptionAsync(department!);
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("department="));
        await Assertions.Expect(app.Page.GetByText(RowCount())).Not.ToHaveTextAsync(new Regex($"^{all} of "));
        Assert.InRange(await RowsAsync(app), 1, all - 1);
        await app.Page.ReloadAsync();
        await Assertions.Expect(app.Page.GetByLabel("Department")).ToHaveValueAsync(department!);
        await app.GoAsync(new Uri(app.Page.Url).AbsolutePath + "?department=Nowhere");
        await Assertions.Expect(app.Heading("No step fits")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_looks_at_a_plan_is_told_at_once_that_somebody_decided_about_it_elsewhere()
    {
        await using var app = await shared.OpenAsync("/runs");
        await PlanAsync(app);
        var plan = new Uri(app.Page.Url).Segments[^1];
        await app.Button("Discard").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await shared.Rig.Tenant.MustAsync(0, Token, "plan", "discard", plan, "--reason", "Made again with HR");
        var notice = app.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "discarded this plan while you looked at it" });
        await Assertions.Expect(notice).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Made again with HR")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Assertions.Expect(app.Button("Apply:")).ToHaveCountAsync(0);
        await Assertions.Expect(app.Button("Make plan")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await Shots.TakeAsync(app, "plan-meanwhile");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Asking_for_approval_stands_on_the_first_page_of_who_may_until_it_is_decided()
    {
        var mail = await shared.AccountAsync("Operator");
        await using var app = await shared.OpenAsync("/runs", mail);
        await PlanAsync(app);
        var plan = new Uri(app.Page.Url).AbsolutePath;
        await app.Button("Ask for approval").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Test Owner");
        await Shots.TakeAsync(app, "plan-ask");
        Assert.Empty(await app.AxeAsync());
        await dialog.GetByLabel("What they should know").FillAsync("Agreed with HR");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Ask them" }).ClickAsync();
        await Assertions.Expect(app.Heading("You asked for approval")).ToBeVisibleAsync();
        await Assertions.Expect(app.Button("Ask for approval")).ToHaveCountAsync(0);
        await Assertions.Expect(app.Page.GetByText("Agreed with HR")).ToBeVisibleAsync();
        await Shots.TakeAsync(app, "plan-asked");
        await using var owner = await shared.OpenAsync("/");
        await Shots.TakeAsync(owner, "home-asked");
        await owner.Link("Test Operator asks for approval of plan").ClickAsync();
        await Assertions.Expect(owner.Page).ToHaveURLAsync(new Regex($"{plan}$"));
        await Assertions.Expect(owner.Heading("Test Operator asks for approval")).ToBeVisibleAsync();
        await owner.Button("Discard").ClickAsync();
        await owner.Page.GetByLabel("Reason").FillAsync("Not yet");
        await owner.Button("Discard the plan").ClickAsync();
        await Assertions.Expect(owner.Heading("Test Owner discarded it")).ToBeVisibleAsync();
        await Assertions.Expect(owner.Heading("Test Operator asks for approval")).ToHaveCountAsync(0);
        await owner.GoAsync("/");
        await Assertions.Expect(owner.Link("asks for approval")).ToHaveCountAsync(0);
        Assert.Empty(app.Complaints);
    }

    private async Task PlanAsync(AppPage app)
    {
        for (var i = 0; i < 3; i++)
            await shared.Rig.Tenant.NextAsync(Token);
        await app.Button("Make plan").ClickAsync();
        await app.Button("Start the plan").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/plans/[0-9]+$"));
        await Assertions.Expect(app.Button("Apply:")).ToBeVisibleAsync();
    }

    private static async Task<int> RowsAsync(AppPage app) =>
        int.Parse(
            Regex.Match(await app.Page.GetByText(RowCount()).InnerTextAsync(), "[0-9]+").Value,
            System.Globalization.CultureInfo.InvariantCulture
        );

    [GeneratedRegex("^[0-9]+ of [0-9]+ rows")]
    private static partial Regex RowCount();
}
