using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Muster.Engine.Reading;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>What holds on every screen: one heading, labels, no complaint of axe or of the console, nothing asked of another host.</summary>
public sealed partial class SweepTests(Chromium browser, SweepTests.Rigs rigs) : IClassFixture<SweepTests.Rigs>
{
    private static readonly string[] Lost =
    [
        "workspace",
        "connection",
        "revision",
        "run",
        "stored_plan",
        "app_user",
        "app_user_version",
        "app_group",
        "app_group_version",
        "membership",
        "setting_version",
        "problem",
    ];

    /// <summary>Screens that show nothing of what is lost, and the one that tells of it as a check that failed.</summary>
    private static readonly string[] WithoutData =
    [
        "/demo",
        "/system",
        "/runs/compare",
        "/no-permission",
        "/live/999999",
        "/connections/new",
        "/audit",
        "/accounts",
        "/profile",
    ];

    /// <summary>What is read before any page is decided about: who asks, how long sessions last, and whether the data was restored, which policies depend on.</summary>
    private static readonly string[] AskedOfEveryPage =
    [
        "FROM account",
        "FROM session",
        "FROM connection_role",
        "FROM setting_version",
        "SELECT action, at, detail FROM audit_entry",
    ];

    [Fact]
    public Task Every_screen_says_what_is_wrong_when_its_data_cannot_be_read() => SweepAsync("broken");

    [Fact]
    public Task Every_screen_of_an_empty_install_is_whole_accessible_and_quiet() => SweepAsync("empty");

    [Fact]
    public Task Every_screen_is_whole_accessible_and_quiet() => SweepAsync("full");

    /// <summary>Whether a page as the server writes it is whole and says that something failed.</summary>
    private const string SaysFailure = """
        html => {
          const written = new DOMParser().parseFromString(html, "text/html");
          return written.querySelectorAll("h1").length === 1 && written.querySelector("main :is([role=alert], .notice-bad)") !== null;
        }
        """;

    private async Task SweepAsync(string state)
    {
        var (rig, screens, _) = await rigs.OfAsync(state);
        await using var app = await AppPage.SignedInAsync(browser, rig, "/profile");
        if (state == "broken")
            await BreakAsync(rig, TestContext.Current.CancellationToken);
        // An empty install shows every screen's own texts and nothing else; pictures of it are for people.
        var isPseudo = state == "empty" && Look.Folder is null;
        if (isPseudo)
            await app.SpeakAsync("qps-ploc");
        var faults = new List<string>();
        foreach (var address in screens)
        {
            await app.Page.SetViewportSizeAsync(1400, 900);
            await (state == "empty" ? app.GoAsync(address) : app.WalkAsync(address));
            await app.LoadedAsync();
            if (await app.Page.Locator("h1").CountAsync() != 1)
                faults.Add($"{address}: has {await app.Page.Locator("h1").CountAsync()} headings of the first level");
            if (state == "broken" && !WithoutData.Contains(address))
            {
                if (!await AppearsAsync(app.Page.Locator("[role=alert], .notice-bad").First))
                    faults.Add($"{address}: says nothing of the data that could not be read");
                if (!await AppearsAsync(app.Button("Try again").First))
                    faults.Add($"{address}: what could not be read cannot be tried again");
                if (!await app.Page.EvaluateAsync<bool>(SaysFailure, await app.WrittenAsync(address)))
                    faults.Add($"{address}: opened by its address, says nothing of the data that could not be read");
            }
            if (await app.Page.Locator("main [style]").CountAsync() > 0)
                faults.Add($"{address}: has a style attribute, which the browser ignores");
            if (isPseudo)
                faults.AddRange((await EnglishAsync(app)).Select(text => $"{address}: is left in English: {text}"));
            await Look.AtAsync(
                app,
                $"{Look.Named(address)}.{state}",
                state == "broken" && !Look.IsWhole && Look.Folder is null ? Look.Ways[..1] : Look.Ways,
                faults
            );
            if (state == "full")
                faults.AddRange((await HardLooks.FaultsAsync(app.Page, Look.Shot(app, address))).Select(fault => $"{address}: {fault}"));
        }
        faults.AddRange(app.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        if (state == "broken")
            await TryAgainAsync(app, rig);
    }

    [Fact]
    public async Task Every_screen_that_still_loads_is_whole_accessible_and_quiet()
    {
        var (rig, _, prepared) = await rigs.OfAsync("full");
        await using var app = await AppPage.SignedInAsync(browser, rig, "/profile");
        var faults = new List<string>();
        var before = "";
        foreach (var (address, looks) in await Screens.WaitingOfAsync(rig, prepared))
        {
            await app.Page.SetViewportSizeAsync(1400, 900);
            // A page that is there already keeps what it shows until it has the next.
            if (address.Split('?')[0] == before)
            {
                await app.WalkAsync("/no-permission");
            }
            before = address.Split('?')[0];
            using (new SlowStore(rig, sql => !AskedOfEveryPage.Any(sql.Contains)))
            {
                await app.Page.EvaluateAsync("to => Blazor.navigateTo(to)", address);
                // Not the bones of the frame, which are there while the page is decided about.
                if (!await AppearsAsync(app.Page.Locator("main:has(h1) .loading .bones").First))
                    faults.Add($"{address}: does not say that it loads: {await app.Page.Locator("main").InnerTextAsync()}");
                if (await app.Page.Locator("h1").CountAsync() != 1)
                    faults.Add($"{address}: has {await app.Page.Locator("h1").CountAsync()} headings of the first level");
                if ((await app.Page.Locator("main").InnerTextAsync()).Contains("needs the role", StringComparison.Ordinal))
                    faults.Add($"{address}: names a role before it knows whether it is missing");
                if (looks)
                    await Look.AtAsync(app, $"{Look.Named(address)}.loading", Look.Ways, faults);
            }
            // What this page still awaits must not be taken for what the next one does.
            await app.LoadedAsync();
        }
        faults.AddRange(app.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static async Task<bool> AppearsAsync(ILocator part)
    {
        try
        {
            await part.WaitForAsync(new() { Timeout = 5000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>A page that shows its failure itself, and one that leaves it to the frame around it.</summary>
    private static async Task TryAgainAsync(AppPage app, ServerRig rig)
    {
        await app.Page.SetViewportSizeAsync(1400, 900);
        foreach (var (address, there) in new[] { ("/people", "Export"), ("/schedule", "Save schedule") })
        {
            await app.GoAsync(address);
            var again = app.Button("Try again");
            await Assertions.Expect(again).ToHaveCountAsync(1);
            await BreakAsync(rig, TestContext.Current.CancellationToken, mends: true);
            await again.ClickAsync();
            await Assertions.Expect(again).ToHaveCountAsync(0);
            await Assertions.Expect(app.Page.GetByText(there).First).ToBeVisibleAsync();
            await BreakAsync(rig, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Every_dialog_is_accessible_and_gives_the_focus_back()
    {
        var (rig, _, prepared) = await rigs.OfAsync("full");
        await using var app = await AppPage.SignedInAsync(browser, rig, "/profile");
        await app.Page.AddInitScriptAsync(DialogSources.NotesTitles);
        await app.GoAsync("/profile");
        var faults = new List<string>();
        foreach (var opened in await Screens.DialogsOfAsync(rig, prepared))
        {
            await app.Page.SetViewportSizeAsync(1400, 900);
            var button = await opened.OpenAsync(app);
            var dialog = app.Page.GetByRole(AriaRole.Dialog);
            await Assertions.Expect(dialog).ToBeVisibleAsync();
            var title = await dialog.GetByRole(AriaRole.Heading).First.InnerTextAsync();
            if (!DialogSources.Fits(opened.Name, title))
                faults.Add($"{opened}: opens \"{title}\"");
            if (await app.Page.EvaluateAsync<string>("titlesAtOpening.at(-1)") is var first && first != title)
                faults.Add($"{opened}: is \"{first}\" at first");
            await Look.AtAsync(app, $"{Look.Named(opened.Address)}-{Look.Named(opened.Opener)}.dialog", Look.Ways, faults);
            await app.Page.SetViewportSizeAsync(1400, 900);
            if (!await dialog.EvaluateAsync<bool>("dialog => dialog.contains(document.activeElement)"))
                faults.Add($"{opened}: the focus is not in the dialog");
            await app.Page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(dialog).ToBeHiddenAsync();
            if (!await Keyboard.IsAtAsync(button))
                faults.Add($"{opened}: the focus does not come back to the button");
        }
        faults.AddRange(app.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>The reset is asked for in <see cref="DemoTests"/>: no other server has one.</summary>
    [Fact]
    public void Every_dialog_is_swept() =>
        Assert.Equal(DialogSources.All.Keys.Except(["ResetPanel._dialog"]).Order(), Screens.OpenedDialogs.Order());

    [Fact]
    public async Task Every_page_outside_the_frame_is_whole_accessible_and_quiet()
    {
        var faults = new List<string>();
        foreach (var address in Screens.Plain)
        {
            // Set-up is over where there is an owner; who confirms is signed in.
            var (rig, _, _) = await rigs.OfAsync(address == "/setup" ? "new" : "full");
            await using var app =
                address == "/confirm"
                    ? await AppPage.SignedInAsync(browser, rig, "/profile")
                    : await AppPage.OpenAsync(browser, rig, address);
            if (address == "/confirm")
                await app.Page.GotoAsync(new Uri(app.Address, address).ToString());
            if (await app.Page.Locator("h1").CountAsync() != 1)
                faults.Add($"{address}: has {await app.Page.Locator("h1").CountAsync()} headings of the first level");
            await Look.AtAsync(app, $"{Look.Named(address)}.plain", Look.Ways, faults);
            faults.AddRange((await HardLooks.FaultsAsync(app.Page, Look.Shot(app, address))).Select(fault => $"{address}: {fault}"));
            faults.AddRange(app.Complaints.Select(complaint => $"{address}: {complaint}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    [Trait("length", "long")]
    public async Task On_every_screen_a_person_has_looked_at_what_axe_cannot_decide()
    {
        var (rig, screens, _) = await rigs.OfAsync("full");
        await using var app = await AppPage.SignedInAsync(browser, rig, "/profile");
        var faults = new List<string>();
        foreach (var address in screens)
        {
            await app.GoAsync(address);
            await app.LoadedAsync();
            faults.AddRange((await HardLooks.UndecidedAsync(app.Page)).Select(fault => $"{address}: {fault}"));
        }
        faults.AddRange(app.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Every_page_is_swept() => Assert.Empty(Screens.Forgotten());

    /// <summary>Of the pages as the server writes them, which takes a fraction of the time that a browser needs to open each.</summary>
    [Fact]
    public async Task In_the_pseudo_language_no_text_of_a_full_install_is_left_in_English()
    {
        var (rig, screens, _) = await rigs.OfAsync("full");
        await using var app = await AppPage.SignedInAsync(browser, rig, "/profile");
        using var plain = new PlainBrowser(rig.Address, TestContext.Current.CancellationToken);
        (await plain.SignInAsync("owner@example.com", ServerRig.Password)).Dispose();
        plain.Set(".AspNetCore.Culture", "c=|uic=qps-ploc");
        var names = await NamesAsync(rig);
        var left = new List<string>();
        foreach (var address in screens)
        {
            using var answer = await plain.GetAsync(address);
            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            left.AddRange((await EnglishAsync(app, html)).Where(text => !names.Contains(text)).Select(text => $"{address}: {text}"));
        }
        Assert.True(left.Count == 0, string.Join('\n', left));
    }

    /// <summary>What the directory calls its groups and people, and what was typed here; cut as what is found.</summary>
    private static async Task<HashSet<string>> NamesAsync(ServerRig rig)
    {
        var token = TestContext.Current.CancellationToken;
        var database = rig.Server.Muster.Database;
        var connection = (await database.Connections.FindAsync(TestTenant.Connection, token))!.Key;
        var names = new HashSet<string>(Prepared.Typed, StringComparer.Ordinal);
        foreach (var group in await database.Mirror.GroupFactsAsync(connection, token))
            names.UnionWith([group.Facts.DisplayName ?? "", group.Facts.Description ?? ""]);
        await foreach (var user in database.Mirror.UsersAsync(connection, UserSelection.All, token))
            names.Add(user.Facts.DisplayName ?? "");
        return [.. names.Select(name => name.Trim()).Select(name => name.Length > 120 ? name[..120] : name)];
    }

    /// <summary>What a page in the pseudo-language says in English.</summary>
    /// <remarks>Where there are only the app's own words, every text; elsewhere what reads like a part of a sentence, since names of people and groups stand there too.</remarks>
    private const string English = """
        (html) => {
          const root = html === null ? document : new DOMParser().parseFromString(html, "text/html");
          const own = "h1, h2, th, button, label, .lead";
          const mixed = "p, td, li, dt, dd, a, .hint, .badge, summary, option, legend, caption";
          const data = "script, style, template, code, pre, textarea, time, .data, .mono, .id, bdi, [data-raw], #form-locale, table.entries";
          const told = (text) => text.length < 2 || !/\p{L}/u.test(text) || text.includes("[") || text.includes("??");
          const found = [];
          for (const each of root.body.querySelectorAll(own)) {
            const text = each.textContent.trim();
            if (!each.closest(".data, [hidden]") && !told(text)) found.push(text);
          }
          const walker = root.createTreeWalker(root.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const text = node.data.trim();
            if (told(text) || !/\p{L}[\p{Ll}’'-]+[ ,:;]+\p{Ll}{2,}/u.test(text)) continue;
            const within = node.parentElement;
            if (within.closest(data) || within.closest(own) || !within.closest(mixed)) continue;
            found.push(text);
          }
          return [...new Set(found)].map((text) => text.slice(0, 120));
        }
        """;

    /// <summary>Texts of a page in the pseudo-language that did not come from the resource files.</summary>
    /// <param name="app">The window.</param>
    /// <param name="html">The page as it came from the server; null for the one that is open.</param>
    private static async Task<IEnumerable<string>> EnglishAsync(AppPage app, string? html = null) =>
        await app.Page.EvaluateAsync<string[]>(English, html);

    /// <summary>Takes away what nearly every page reads, or gives it back.</summary>
    private static async Task BreakAsync(ServerRig rig, CancellationToken token, bool mends = false)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(rig.Tenant.Muster.Folder, "muster.db")};Pooling=False");
        await database.OpenAsync(token);
        await using var command = database.CreateCommand();
        command.CommandText = string.Concat(
            Lost.Select(table => mends ? $"ALTER TABLE lost_{table} RENAME TO {table};" : $"ALTER TABLE {table} RENAME TO lost_{table};")
        );
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>A server with the made-up company, one with nothing, one without an owner, and one whose database has lost its history, for all tests.</summary>
    public sealed class Rigs : IAsyncDisposable
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private readonly Dictionary<
            string,
            (ServerRig Rig, IReadOnlyList<string> Screens, IReadOnlyDictionary<string, string> Prepared)
        > _rigs = [];

        public async Task<(ServerRig Rig, IReadOnlyList<string> Screens, IReadOnlyDictionary<string, string> Prepared)> OfAsync(
            string state
        )
        {
            var token = TestContext.Current.CancellationToken;
            await _one.WaitAsync(token);
            try
            {
                if (_rigs.TryGetValue(state, out var known))
                    return known;
                var rig = state is "empty" or "new" ? await ServerRig.EmptyAsync(token) : await ServerRig.FilledAsync(token);
                if (state == "empty")
                    await rig.AccountAsync("Owner", token);
                var prepared = state == "full" ? await Prepared.AsAsync(rig, token) : [];
                return _rigs[state] = (rig, await Screens.OfAsync(rig, prepared), prepared);
            }
            finally
            {
                _one.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (rig, _, _) in _rigs.Values)
                await rig.DisposeAsync();
            _one.Dispose();
        }
    }
}
