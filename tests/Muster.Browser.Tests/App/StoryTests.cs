using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>The day of an administrator in one story: from a server that was just installed to a workspace that is synchronised, scheduled and audited. Everything is done by what a person sees: roles, labels and words.</summary>
public sealed partial class StoryTests(Chromium browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_gets_from_an_empty_install_to_a_workspace_that_follows_the_directory_and_can_be_accounted_for()
    {
        await using var rig = await ServerRig.EmptyAsync(Token, SmallTeam.Story());
        await using var app = await AppPage.OpenAsync(browser, rig, "/");
        await BecomeOwnerAsync(app, rig);
        await ConnectAsync(app, rig);
        await ImportEveryoneAsync(app);
        await CreateGroupsAsync(app);
        await ReviewAsync(app);
        await ConfirmAsync(app);
        await LookAtTheResultAsync(app);
        await SeeWhySomebodyLeftAsync(app, rig);
        await ScheduleAsync(app);
        await AccountForItAndUndoAsync(app);
        Assert.Empty(app.Complaints);
    }

    /// <summary>Task 1: the first owner, by the token that the console printed.</summary>
    private static async Task BecomeOwnerAsync(AppPage app, ServerRig rig)
    {
        await Assertions.Expect(app.Heading("Set up this server")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Setup token").FillAsync(rig.SetupToken!);
        await app.Page.GetByLabel("Your name").FillAsync("Ana Lind");
        await app.Page.GetByLabel("Mail address").FillAsync("ana@example.com");
        await app.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Create owner and sign in").ClickAsync();
        await app.ReadyAsync();
        await Assertions.Expect(app.Heading("This server")).ToBeVisibleAsync();
        await app.Menu("Home").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("1 of 6 done")).ToBeVisibleAsync();
    }

    /// <summary>Task 2: the directory is connected by the wizard; a private server's certificate is trusted after a look.</summary>
    private static async Task ConnectAsync(AppPage app, ServerRig rig)
    {
        await app.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Connect", Exact = true }).ClickAsync();
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Lindhaven");
        await app.Page.GetByLabel("Tenant id").FillAsync(rig.Tenant.Host.TenantId);
        await app.Page.GetByLabel("Application (client) id").FillAsync(rig.Tenant.Host.ClientId);
        await app.Page.GetByText("More: national clouds").ClickAsync();
        await app.Page.GetByLabel("Graph address").FillAsync(rig.Tenant.Host.GraphUrl.ToString());
        await app.Page.GetByLabel("Login host").FillAsync(rig.Tenant.Host.AuthorityUrl.ToString());
        await app.Page.GetByLabel("Client secret").CheckAsync();
        await app.Page.GetByLabel("Secret value").FillAsync(rig.Tenant.Host.ClientSecret);
        await app.Button("Next").ClickAsync();
        await app.Button("Trust this certificate for this connection").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Everything Muster needs works.")).ToBeVisibleAsync();
        await app.Button("Store the connection and go on").ClickAsync();
        await Assertions.Expect(app.Heading("Step 3 of 6: People and groups")).ToBeVisibleAsync();
    }

    /// <summary>Task 3: everyone of the directory becomes a user here.</summary>
    private static async Task ImportEveryoneAsync(AppPage app)
    {
        await app.Menu("People").ClickAsync();
        await app.Link("Import people").First.ClickAsync();
        await app.Button("Read the directory").ClickAsync();
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = "Everyone" }).CheckAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("4 of 4 users");
        await app.Button("Preview who comes and goes").ClickAsync();
        await Assertions.Expect(app.Heading("Would come")).ToBeVisibleAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { NameRegex = ImportButton() }).ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(RunAddress());
        await app.Menu("People").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("4 of 4", new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Task 4: a group is created that has exactly the name of one in the directory; the rest from the list.</summary>
    private static async Task CreateGroupsAsync(AppPage app)
    {
        await app.Menu("Groups").ClickAsync();
        await app.Link("Create group").ClickAsync();
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("payroll");
        await Assertions.Expect(app.Page.GetByText("Close, but not a match")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(SmallTeam.Inner);
        await Assertions.Expect(app.Page.GetByText("Exactly one directory group has this name")).ToBeVisibleAsync();
        await app.Button("Create group").ClickAsync();
        await Assertions.Expect(app.Heading("1 group created")).ToBeVisibleAsync();
        await app.Link("From the directory's list").ClickAsync();
        await app.Page.GetByLabel($"Pick {SmallTeam.Outer}", new() { Exact = true }).CheckAsync();
        await app.Button("Create 1 picked group").ClickAsync();
        await Assertions.Expect(app.Heading("1 group created")).ToBeVisibleAsync();
    }

    /// <summary>Task 5: a plan is made and reviewed before anything happens.</summary>
    private static async Task ReviewAsync(AppPage app)
    {
        await app.Menu("Plans & runs").ClickAsync();
        await app.Button("Make plan").ClickAsync();
        await app.Button("Start the plan").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(PlanAddress());
        var steps = app.Page.GetByRole(AriaRole.Table, new() { Name = "Steps of the plan" });
        await Assertions.Expect(steps).ToContainTextAsync("Grace Hopper");
        await app.Page.GetByLabel("Search a group or a person").FillAsync("Grace");
        await app.Page.GetByLabel("Search a group or a person").PressAsync("Enter");
        await Assertions.Expect(steps).Not.ToContainTextAsync("Ada Lovelace");
    }

    /// <summary>Task 6: it is confirmed, and the run is watched to its end.</summary>
    private static async Task ConfirmAsync(AppPage app)
    {
        await app.Button("Apply: add 5").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(RunAddress());
        await Assertions.Expect(app.Page.GetByRole(AriaRole.List, new() { Name = "Steps of the run" })).ToContainTextAsync(Published());
    }

    /// <summary>Task 7: the result, as a sentence and in the groups themselves.</summary>
    private static async Task LookAtTheResultAsync(AppPage app)
    {
        await Assertions.Expect(app.Page.GetByText("Applied: ").First).ToBeVisibleAsync();
        await app.Menu("Home").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Up to date as of")).ToBeVisibleAsync();
        await app.Menu("Groups").ClickAsync();
        await app.Link(SmallTeam.Outer).ClickAsync();
        await Assertions.Expect(app.Page.GetByText("3 of 3", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(Row(app, "Grace Hopper")).ToContainTextAsync(SmallTeam.Inner);
    }

    /// <summary>Task 8: somebody leaves a group in the tenant; after the next sync the reason is shown.</summary>
    private static async Task SeeWhySomebodyLeftAsync(AppPage app, ServerRig rig)
    {
        await rig.Tenant.NextAsync(Token);
        await app.Menu("Plans & runs").ClickAsync();
        await app.Button("Sync").ClickAsync();
        await app.Button("Start the sync").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(RunAddress());
        await Assertions.Expect(app.Page.GetByText("Applied: ").First).ToContainTextAsync("remove");
        await app.Menu("Explain").ClickAsync();
        await app.Page.GetByLabel("Person", new() { Exact = true }).FillAsync("grace@lindhaven.example");
        await app.Page.GetByLabel("Person", new() { Exact = true }).PressAsync("Enter");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("user="));
        await app.Page.GetByLabel("Group", new() { Exact = true }).FillAsync(SmallTeam.Outer);
        await app.Page.GetByLabel("Group", new() { Exact = true }).PressAsync("Enter");
        await Assertions.Expect(app.Page.GetByText("is not in", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Fails here:" })).ToHaveCountAsync(1);
    }

    /// <summary>Task 9: from now on it goes by itself.</summary>
    private static async Task ScheduleAsync(AppPage app)
    {
        await app.Menu("Schedule").ClickAsync();
        await app.Page.GetByLabel("Again and again").CheckAsync();
        await app.Page.GetByLabel("Every", new() { Exact = true }).FillAsync("15");
        await app.Page.GetByLabel("Time zone").FillAsync("Europe/Vienna");
        await Assertions.Expect(app.Page.GetByText("Synchronised every 15 minutes, Europe/Vienna.")).ToBeVisibleAsync();
        await app.Button("Save schedule").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Saved as version")).ToBeVisibleAsync();
    }

    /// <summary>Task 10: who did what, who was in the group before, and taking the change back.</summary>
    private static async Task AccountForItAndUndoAsync(AppPage app)
    {
        await app.Menu("Audit").ClickAsync();
        await app.Page.GetByLabel("Action").FillAsync("run.*");
        await app.Button("Filter").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Ana Lind");
        await app.Button("Verify").ClickAsync();
        await Assertions.Expect(app.Heading("The log is whole")).ToBeVisibleAsync();

        await app.Menu("Plans & runs").ClickAsync();
        await app.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).ClickAsync();
        await app.Page.GetByRole(AriaRole.Table, new() { Name = "Runs, newest first" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(RunAddress());
        var last = RunAddress().Match(app.Page.Url).Groups[1].Value;
        await app.Menu("Groups").ClickAsync();
        await app.Link(SmallTeam.Outer).ClickAsync();
        await app.Link("On a date").ClickAsync();
        await app.Page.GetByLabel("Date and time").FillAsync($"run:{last}");
        await app.Button("Show").First.ClickAsync();
        await Assertions.Expect(app.Page.GetByText("2 of 2", new() { Exact = true })).ToBeVisibleAsync();

        await app.GoAsync($"/runs/{last}");
        await app.Link("Undo …").ClickAsync();
        await app.Button("Look at what it would do").ClickAsync();
        await app.UndoAsync();
        await Assertions.Expect(app.Page.GetByText($"Undoes run {last}.")).ToBeVisibleAsync();
        await app.Menu("Groups").ClickAsync();
        await app.Link(SmallTeam.Outer).ClickAsync();
        await Assertions.Expect(Row(app, "Grace Hopper")).ToBeVisibleAsync();
    }

    private static ILocator Row(AppPage app, string text) => app.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = text });

    [GeneratedRegex("/plans/[0-9]+$")]
    private static partial Regex PlanAddress();

    [GeneratedRegex("/runs/([0-9]+)$")]
    private static partial Regex RunAddress();

    [GeneratedRegex("^Import: add 4")]
    private static partial Regex ImportButton();

    [GeneratedRegex(@"Publish\s+done")]
    private static partial Regex Published();
}
