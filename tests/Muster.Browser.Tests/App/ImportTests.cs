using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Choosing who is imported.</summary>
[Trait("length", "long")]
public sealed class ImportTests(PeopleRig rigs) : IClassFixture<PeopleRig>
{
    [Fact]
    public async Task A_condition_is_counted_while_it_is_typed_and_an_error_has_its_place()
    {
        await using var app = await rigs.OpenAsync("/people/import");
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = "Whoever meets a condition" }).CheckAsync();
        var condition = app.Page.GetByLabel("Condition", new() { Exact = true });
        await condition.FillAsync("");
        await condition.PressSequentiallyAsync("departmant = \"IT\"");
        await Assertions.Expect(app.Page.Locator("#condition-error")).ToContainTextAsync("character 1");
        await Assertions.Expect(app.Page.Locator("#condition-error")).ToContainTextAsync("did you mean department");
        await Assertions.Expect(condition).ToHaveValueAsync("departmant = \"IT\"");
        await PeopleRig.ShootAsync(app, "import-error");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Preview who comes and goes").ClickAsync();
        await Assertions.Expect(condition).ToBeFocusedAsync();
        await condition.FillAsync("userType = Member");
        var sample = app.Page.GetByRole(AriaRole.Complementary);
        await Assertions.Expect(sample.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await Assertions.Expect(sample).ToContainTextAsync("of 2");
        await PeopleRig.ShootAsync(app, "import-where");
        await condition.FillAsync("userPrincipalName = \"nobody@nowhere\"");
        await Assertions.Expect(sample).ToContainTextAsync("Nobody fits");
        await condition.FillAsync("employeeHireDate < now");
        await Assertions.Expect(sample).ToContainTextAsync("was not read from the directory yet");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Groups_are_searched_picked_and_previewed_and_the_way_back_keeps_them()
    {
        await using var app = await rigs.OpenAsync("/people/import");
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = "Members of groups" }).CheckAsync();
        await app.Button("Preview who comes and goes").ClickAsync();
        await Assertions.Expect(app.FieldError("Choose at least one group first.")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Search groups of the directory").FillAsync("e");
        await app.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Add ") }).First.ClickAsync();
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.List, new() { Name = "Chosen" }).GetByRole(AriaRole.Listitem))
            .ToHaveCountAsync(1);
        await PeopleRig.ShootAsync(app, "import-groups");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Preview who comes and goes").ClickAsync();
        await Assertions.Expect(app.Heading("Would leave")).ToBeVisibleAsync();
        // It begins where its name is, not where the button behind the long choice was.
        await Assertions.Expect(app.Heading("The rule: ")).ToBeFocusedAsync();
        await PeopleRig.ShootAsync(app, "import-preview");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Back to the choice").ClickAsync();
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.List, new() { Name = "Chosen" }).GetByRole(AriaRole.Listitem))
            .ToHaveCountAsync(1);
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task An_import_leads_to_its_run_and_what_somebody_else_saved_meanwhile_is_not_overwritten()
    {
        var token = TestContext.Current.CancellationToken;
        await using var app = await rigs.OpenAsync("/people/import");
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = "Whoever meets a condition" }).CheckAsync();
        await app.Page.GetByLabel("Condition", new() { Exact = true }).FillAsync("accountEnabled = true");
        await app.Button("Preview who comes and goes").ClickAsync();
        await Assertions.Expect(app.Heading("Would come")).ToBeVisibleAsync();
        await rigs.Rig.Tenant.MustAsync(0, token, "users", "import", "--where", "accountEnabled != false", "--yes");
        await app.ImportAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has changed the connection");
        await PeopleRig.ShootAsync(app, "import-conflict");
        await app.Button("Back to the choice").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("Condition", new() { Exact = true })).ToHaveValueAsync("accountEnabled = true");
        await app.Button("Preview who comes and goes").ClickAsync();
        await app.ImportAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/live/\\d+$|/runs/\\d+$"));
        await Assertions.Expect(app.Page.Locator("body")).Not.ToContainTextAsync("This could not be done");
        await rigs.Rig.WhenIdleAsync(token);
        await app.GoAsync($"/connections/{TestTenant.Connection}");
        await Assertions.Expect(app.Page.GetByText("Every sync imports where accountEnabled = true.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Before_anything_was_read_the_page_offers_to_read_and_then_counts()
    {
        var token = TestContext.Current.CancellationToken;
        await using var rig = await ServerRig.EmptyAsync(token);
        await rig.AccountAsync("Owner", token);
        await using var app = await AppPage.SignedInAsync(rigs.Browser, rig, "/people/import");
        await Assertions.Expect(app.Heading("No directory is connected yet")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await rig.Tenant.MustAsync(0, token, rig.Tenant.AddCommand());
        await app.GoAsync("/people/import");
        await app.Button("Read the directory").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Complementary).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await app.Button("Preview who comes and goes").ClickAsync();
        await Assertions.Expect(app.Heading("Would come")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "import-first");
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_rule_that_would_suspend_nearly_everybody_is_said_to_be_held_and_waits_for_a_person()
    {
        var token = TestContext.Current.CancellationToken;
        await using var rig = await ServerRig.EmptyAsync(token);
        await rig.AccountAsync("Owner", token);
        await rig.Tenant.MustAsync(0, token, rig.Tenant.AddCommand());
        await rig.Tenant.MustAsync(0, token, "users", "import", "--everyone", "--yes");
        await using var app = await AppPage.SignedInAsync(rigs.Browser, rig, "/people/import");
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = "People picked by hand" }).CheckAsync();
        await app.Page.GetByLabel("Search people of the directory").FillAsync("an");
        await app.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Add ") }).First.ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("1 of 240 users");
        await app.Button("Preview who comes and goes").ClickAsync();
        await Assertions.Expect(app.Heading("A guard rail would hold this import")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("loses 0 memberships").First).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "import-held");
        Assert.Empty(await app.AxeAsync());
        await app.ImportAsync("Ask for approval: add 0, suspend 237");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/live/\\d+$|/runs/\\d+$"));
        await rig.WhenIdleAsync(token);
        await app.GoAsync($"/connections/{TestTenant.Connection}");
        await Assertions.Expect(app.Page.GetByText("Held", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.Locator("strong").Filter(new() { HasText = "238" })).ToBeVisibleAsync();
    }
}
