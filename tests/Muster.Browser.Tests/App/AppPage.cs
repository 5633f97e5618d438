using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>A browser window at the admin app. Everything is found as a person finds it: by role and label.</summary>
public sealed class AppPage : IAsyncDisposable
{
    private const string Between = "/no-permission";

    private readonly List<string> _complaints = [];

    private AppPage(IPage page, Uri address) => (Page, Address) = (page, address);

    public IPage Page { get; }

    public Uri Address { get; }

    /// <summary>Errors of the console, and requests to another host.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Opens a window; nobody is signed in.</summary>
    public static async Task<AppPage> OpenAsync(
        Chromium browser,
        ServerRig rig,
        string path = "/",
        int width = 1400,
        ColorScheme scheme = ColorScheme.Light,
        string? host = null
    )
    {
        var app = await BlankAsync(browser, rig.Address, width, scheme, host);
        await app.Page.GotoAsync(new Uri(app.Address, path).ToString());
        return app;
    }

    /// <summary>Opens a window at a demo; its door signs in.</summary>
    public static async Task<AppPage> AtDemoAsync(
        Chromium browser,
        DemoRig demo,
        string path = "/",
        int width = 1400,
        ColorScheme scheme = ColorScheme.Light
    )
    {
        var app = await BlankAsync(browser, demo.Address, width, scheme);
        await app.Page.GotoAsync(new Uri(app.Address, demo.DoorTo(path)).ToString());
        await app.ReadyAsync();
        return app;
    }

    /// <summary>Opens a window in which somebody is signed in; by the form, unless the same person did so before. It may be led to the server by another address.</summary>
    public static async Task<AppPage> SignedInAsync(
        Chromium browser,
        ServerRig rig,
        string path = "/",
        string mail = "owner@example.com",
        int width = 1400,
        ColorScheme scheme = ColorScheme.Light,
        bool anew = false,
        string locale = "en",
        string zone = "UTC",
        Uri? at = null
    )
    {
        var app = await BlankAsync(browser, at ?? rig.Address, width, scheme, locale: locale, zone: zone);
        if (!anew && await SignIns.TakeAsync(app.Page.Context, rig, mail))
        {
            await app.Page.GotoAsync(new Uri(app.Address, path).ToString());
            if (!app.Page.Url.Contains("/sign-in", StringComparison.Ordinal))
            {
                await app.ReadyAsync();
                return app;
            }
        }
        await app.Page.GotoAsync(new Uri(app.Address, $"/sign-in?to={Uri.EscapeDataString(path)}").ToString());
        await app.Page.GetByLabel("Mail address").FillAsync(mail);
        await app.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(ServerRig.Password);
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await app.ReadyAsync();
        await SignIns.KeepAsync(app.Page.Context, rig, mail);
        return app;
    }

    /// <summary>From now on pages speak another language.</summary>
    public Task SpeakAsync(string language) =>
        Page.Context.AddCookiesAsync([
            new()
            {
                Name = ".AspNetCore.Culture",
                Value = $"c=|uic={language}",
                Url = Address.ToString(),
            },
        ]);

    /// <summary>Goes to a page and waits until it reacts.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(Address, path).ToString());
        await ReadyAsync();
    }

    /// <summary>Goes to a page from the one that is open, as the app's own links do: in a third of the time, since nothing is fetched and started anew.</summary>
    /// <remarks>By way of a page that shows nothing else, since a page that is there already keeps what it shows until it has the next.</remarks>
    public async Task WalkAsync(string path)
    {
        if (new Uri(Page.Url).AbsolutePath != Between)
            await LeaveAsync(Between);
        if (path != Between)
            await LeaveAsync(path);
    }

    /// <summary>Lets connections of pages that are opened from now on be cut.</summary>
    public Task WatchConnectionsAsync() =>
        Page.AddInitScriptAsync(
            """
            const Open = window.WebSocket;
            window.sockets = [];
            window.WebSocket = class extends Open {
              constructor(...all) {
                if (window.isCut) throw new Error("cut");
                super(...all);
                window.sockets.push(this);
              }
            };
            """
        );

    /// <summary>Cuts the connection of the page, and keeps it from making another one.</summary>
    public Task CutAsync() => Page.EvaluateAsync("() => { window.isCut = true; window.sockets.forEach((socket) => socket.close()); }");

    /// <summary>Lets the page connect again.</summary>
    public Task HealAsync() => Page.EvaluateAsync("() => { window.isCut = false; }");

    /// <summary>A page as the server writes it for whoever is signed in here, before any of it runs.</summary>
    public async Task<string> WrittenAsync(string path)
    {
        var answer = await Page.APIRequest.GetAsync(new Uri(Address, path).ToString());
        return await answer.TextAsync();
    }

    /// <summary>Waits until what a page shows is all there.</summary>
    public Task LoadedAsync() => Page.Locator(".loading").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });

    /// <summary>Waits until the page reacts to clicks.</summary>
    public Task ReadyAsync() => Page.Locator("main[data-live=yes]").WaitForAsync();

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>Undoes what is shown; where that takes something away, says that it was looked at.</summary>
    public Task UndoAsync() => SeenAsync(Button("Undo:"));

    /// <summary>Imports what is shown, or keeps the rule where that changes nothing; where somebody is suspended, says that it was looked at.</summary>
    /// <param name="button">What the button says, as a pattern for its beginning.</param>
    public Task ImportAsync(string button = "(Import:|Keep this rule)") =>
        SeenAsync(Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{button}") }));

    private async Task LeaveAsync(string path)
    {
        await Page.EvaluateAsync(
            "to => { document.querySelectorAll('main h1').forEach((each) => each.setAttribute('data-left', '')); Blazor.navigateTo(to); }",
            path
        );
        await Page.Locator("main h1:not([data-left])").First.WaitForAsync();
    }

    private async Task SeenAsync(ILocator button)
    {
        var words = await button.InnerTextAsync();
        await button.ClickAsync();
        if (!Regex.IsMatch(words, "(remove|suspend) [1-9]"))
            return;
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Checkbox).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = words }).ClickAsync();
    }

    /// <summary>What is said beside a field that is wrong.</summary>
    public ILocator FieldError(string text) => Page.Locator(".field-error").Filter(new() { HasText = text });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    /// <summary>An entry of the navigation.</summary>
    public ILocator Menu(string name) =>
        Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    /// <summary>What axe finds wrong, in words; empty for nothing.</summary>
    public Task<IReadOnlyList<string>> AxeAsync() => Axe.AskAsync(Page);

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private static async Task<AppPage> BlankAsync(
        Chromium browser,
        Uri address,
        int width,
        ColorScheme scheme,
        string? host = null,
        string locale = "en",
        string zone = "UTC"
    )
    {
        var page = await browser.NewPageAsync(width, scheme, locale, zone);
        var app = new AppPage(page, host is null ? address : new UriBuilder(address) { Host = host }.Uri);
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
                app._complaints.Add(message.Text);
        };
        page.PageError += (_, error) => app._complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(app.Address.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("ws:", StringComparison.Ordinal)
            )
                app._complaints.Add($"Asks another host: {request.Url}");
        };
        return app;
    }
}
