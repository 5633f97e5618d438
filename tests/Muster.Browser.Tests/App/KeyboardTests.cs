using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Three of the main tasks without a mouse: the focus is seen at every step, nothing traps it, and dialogs give it back.</summary>
public sealed class KeyboardTests(Chromium browser, KeyboardTests.Team team) : IClassFixture<KeyboardTests.Team>
{
    private const string AskAgain = """
        opener => {
          const dialog = document.querySelector("dialog[open]");
          new MutationObserver((_, closing) => {
            if (dialog.open) return;
            closing.disconnect();
            opener.click();
          }).observe(dialog, { attributes: true });
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_sends_what_is_wrong_is_at_the_list_of_it_goes_on_to_the_field_and_nothing_typed_is_lost()
    {
        await using var app = await AppPage.SignedInAsync(browser, team.Rig, "/people");
        var keys = new Keyboard(app.Page);
        await keys.EnterAsync(app.Button("Add local person"));
        await keys.FillAsync(app.Page.GetByLabel("Mail address", new() { Exact = true }), "kiosk@example.com");
        await keys.PressAsync("Enter");
        var list = app.Page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(list).ToBeFocusedAsync();
        await Assertions.Expect(list).ToContainTextAsync("Nothing was saved: 2 fields have to be put right");
        await Assertions.Expect(app.Page.GetByLabel("Mail address", new() { Exact = true })).ToHaveValueAsync("kiosk@example.com");
        await keys.EnterAsync(list.GetByRole(AriaRole.Link, new() { Name = "Sign-in name" }));
        await Assertions.Expect(app.Page.Locator("#person-userPrincipalName")).ToBeFocusedAsync();
        await keys.TypeAsync("kiosk@lindhaven.example");
        await keys.PressAsync("Enter");
        await Assertions.Expect(list).ToContainTextAsync("1 field has to be put right");
        await Assertions.Expect(list).ToBeFocusedAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Whoever_is_not_let_in_is_at_the_reason_and_types_the_password_alone_again()
    {
        await using var app = await AppPage.OpenAsync(browser, team.Rig, "/sign-in");
        var keys = new Keyboard(app.Page);
        await keys.FillAsync(app.Page.GetByLabel("Mail address"), "nobody@example.com");
        await keys.FillAsync(app.Page.GetByLabel("Password", new() { Exact = true }), "not the password");
        await keys.PressAsync("Enter");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Assertions.Expect(app.Page.GetByLabel("Mail address")).ToHaveValueAsync("nobody@example.com");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Signing_in_and_connecting_a_directory()
    {
        var host = team.Rig.Tenant.Host;
        await using var app = await AppPage.OpenAsync(browser, team.Rig, "/sign-in?to=/connections");
        var keys = new Keyboard(app.Page);
        await keys.FillAsync(app.Page.GetByLabel("Mail address"), "owner@example.com");
        await keys.FillAsync(app.Page.GetByLabel("Password", new() { Exact = true }), ServerRig.Password);
        await keys.PressAsync("Enter");
        await app.ReadyAsync();

        // The first stop of every page leads past the navigation.
        await keys.ToAsync(app.Link("Skip to content"), "Shift+Tab");
        await keys.PressAsync("Enter");
        Assert.True(await Keyboard.IsAtAsync(app.Page.GetByRole(AriaRole.Main)));
        Assert.EndsWith("/connections", new Uri(app.Page.Url).AbsolutePath, StringComparison.Ordinal);

        await keys.EnterAsync(app.Link("Connect a directory"));
        await keys.FillAsync(app.Page.GetByLabel("Name", new() { Exact = true }), "Second, by keyboard");
        await keys.FillAsync(app.Page.GetByLabel("Tenant id"), host.TenantId);
        await keys.FillAsync(app.Page.GetByLabel("Application (client) id"), host.ClientId);
        await keys.EnterAsync(app.Page.Locator("summary").Filter(new() { HasText = "More: national clouds" }));
        await keys.FillAsync(app.Page.GetByLabel("Graph address"), host.GraphUrl.ToString());
        await keys.FillAsync(app.Page.GetByLabel("Login host"), host.AuthorityUrl.ToString());
        await keys.ToAsync(app.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Certificate") }));
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Client secret") })).ToBeCheckedAsync();
        await keys.FillAsync(app.Page.GetByLabel("Secret value"), host.ClientSecret);
        await keys.EnterAsync(app.Button("Next"));
        // The next step begins where its name is, not behind it.
        await Assertions.Expect(app.Heading("Step 2 of 6: Permission check")).ToBeFocusedAsync();
        await keys.EnterAsync(app.Button("Trust this certificate for this connection"));
        await Assertions.Expect(app.Page.GetByText("Everything Muster needs works.")).ToBeVisibleAsync();
        await keys.EnterAsync(app.Button("Store the connection and go on"));
        await Assertions.Expect(app.Heading("Step 3 of 6: People and groups")).ToBeFocusedAsync();
        await keys.EnterAsync(app.Button("Read the directory"));
        await keys.ToAsync(app.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Everyone") }));
        await keys.PressAsync("ArrowDown", "ArrowDown");
        await keys.FillAsync(app.Page.GetByLabel("Condition", new() { Exact = true }), "mail is not empty");
        await keys.EnterAsync(app.Button("Keep this choice"));
        await Assertions.Expect(app.Page.GetByText("once you apply it.").First).ToBeVisibleAsync();
        foreach (var step in new[] { "Step 4 of 6: Matching and naming", "Step 5 of 6: Guard rails", "Step 6 of 6: First plan" })
        {
            await keys.EnterAsync(app.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }));
            await Assertions.Expect(app.Heading(step)).ToBeFocusedAsync();
        }
        await keys.EnterAsync(app.Button("Make the first plan"));
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/plans/[0-9]+$"));
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Reviewing_a_plan_and_applying_it()
    {
        await team.Rig.Tenant.NextAsync(Token);
        await using var app = await AppPage.SignedInAsync(browser, team.Rig, "/runs");
        var keys = new Keyboard(app.Page);
        var make = app.Button("Make plan");
        await keys.EnterAsync(make);
        var start = app.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(start).ToBeVisibleAsync();
        // Inside a dialog the focus goes round; Escape closes it, and the button that opened it has the focus again.
        await keys.ToAsync(start.GetByRole(AriaRole.Button, new() { Name = "Start the plan" }));
        await keys.PressAsync("Escape");
        await Assertions.Expect(make).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await keys.EnterAsync(app.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Start the plan" }));
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/plans/[0-9]+$"));

        await keys.FillAsync(app.Page.GetByLabel("Search a group or a person"), "Grace");
        await keys.PressAsync("Enter");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("search=Grace|q=Grace"));
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Steps of the plan" }))
            .ToContainTextAsync("Grace Hopper");

        var apply = app.Button("Apply:").First;
        await keys.ToAsync(apply, "Shift+Tab");
        await keys.PressAsync("Enter");
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        var seen = dialog.GetByLabel("I have looked at what is taken away.");
        await Assertions.Expect(seen).ToBeFocusedAsync();
        // Nobody is quicker than this: asked for again before the browser tells that it was closed.
        await apply.EvaluateAsync(AskAgain);
        await keys.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }));
        await Assertions.Expect(seen).ToBeFocusedAsync();
        await keys.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }));
        await Assertions.Expect(apply).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(seen).ToBeFocusedAsync();
        await keys.PressAsync("Space");
        await Assertions.Expect(seen).ToBeCheckedAsync();
        await keys.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Apply:" }));
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/runs/[0-9]+$"));
        await Assertions.Expect(app.Page.GetByText("Applied: ").First).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Explaining_why_a_person_is_in_a_group()
    {
        await using var app = await AppPage.SignedInAsync(browser, team.Rig, "/");
        var keys = new Keyboard(app.Page);
        await keys.EnterAsync(app.Menu("Explain"));
        await Assertions.Expect(app.Heading("Explain")).ToBeFocusedAsync();
        await keys.FillAsync(app.Page.GetByLabel("Person", new() { Exact = true }), "Mary");
        await keys.EnterAsync(app.Button("Find").First);
        await keys.ToAsync(app.Page.GetByRole(AriaRole.Radio, new() { Name = "Mary Shelley" }));
        await keys.PressAsync("Space");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("user="));
        await keys.FillAsync(app.Page.GetByLabel("Group", new() { Exact = true }), SmallTeam.Outer);
        await keys.PressAsync("Enter");
        await Assertions.Expect(app.Page.GetByText("is in", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Img, new() { Name = "reaches" })).ToBeVisibleAsync();
        await keys.EnterAsync(app.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "run " }).First);
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/runs/[0-9]+$"));
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Single_keys_are_listed_and_can_be_switched_off()
    {
        await using var app = await AppPage.SignedInAsync(browser, team.Rig, "/people");
        var keys = new Keyboard(app.Page);
        var (search, list) = (app.Page.GetByRole(AriaRole.Searchbox), app.Page.GetByRole(AriaRole.Dialog));
        await keys.PressAsync("?");
        await Assertions.Expect(list.GetByRole(AriaRole.Heading, new() { Name = "What keys do" })).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(list).ToBeHiddenAsync();
        await keys.PressAsync("/");
        await Assertions.Expect(search).ToBeFocusedAsync();
        await keys.PressAsync("/", "?");
        await Assertions.Expect(search).ToHaveValueAsync("/?");
        await app.GoAsync("/profile");
        var choice = app.Page.GetByRole(AriaRole.Checkbox, new() { Name = "goes to the search of a page" });
        // Only the browser knows what was chosen: until it has said so, nothing is ticked, and unticking would do nothing.
        await Assertions.Expect(choice).ToBeCheckedAsync();
        await choice.UncheckAsync();
        await app.Page.WaitForFunctionAsync("() => !muster.singleKeys()");
        await app.GoAsync("/people");
        await keys.PressAsync("?", "/");
        // What came after them has been answered, and they have not.
        await keys.EnterAsync(app.Button("Add local person"));
        await Assertions.Expect(list.GetByRole(AriaRole.Heading, new() { Name = "Add a local person" })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Heading, new() { Name = "What keys do" })).ToHaveCountAsync(0);
        await app.GoAsync("/profile");
        await app.Page.GetByRole(AriaRole.Checkbox, new() { Name = "goes to the search of a page" }).CheckAsync();
        Assert.Empty(app.Complaints);
    }

    /// <summary>A server that follows a tenant of four people.</summary>
    public sealed class Team : IAsyncLifetime
    {
        private ServerRig? _rig;

        public ServerRig Rig => _rig ?? throw new InvalidOperationException("The server has not started.");

        public async ValueTask InitializeAsync() => _rig = await ServerRig.FilledAsync(CancellationToken.None, SmallTeam.Story());

        public async ValueTask DisposeAsync()
        {
            if (_rig is not null)
                await _rig.DisposeAsync();
        }
    }
}
