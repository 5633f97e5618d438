using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Names from the directory are data on every screen: shown, inert, and the layout stays whole.</summary>
public sealed class HostileNameTests(Chromium browser, HostileNameTests.Hostile hostile) : IClassFixture<HostileNameTests.Hostile>
{
    private const string Elements = "main script, main iframe, main object, main embed, main style, main link, main base, main meta";

    /// <summary>What names became in a page as the server writes it: elements, or attributes that run something.</summary>
    private const string Became = """
        ([html, elements]) => {
          const written = new DOMParser().parseFromString(html, "text/html");
          const running = [...written.querySelectorAll("main *")].filter((each) => [...each.attributes].some(({ name }) => name.startsWith("on")));
          return [...written.querySelectorAll(elements), ...running].map((each) => each.outerHTML.slice(0, 160));
        }
        """;

    [Fact]
    public Task Hostile_names_do_nothing_on_any_screen_from_right_to_left_in_another_language() =>
        OpenAllAsync((app, _) => app.Page.EvaluateAsync("() => { document.documentElement.dir = 'rtl'; }"), language: "qps-ploc");

    [Fact]
    [Trait("length", "long")]
    public Task Hostile_names_do_nothing_however_much_of_a_list_is_shown() =>
        OpenAllAsync(
            async (app, faults) =>
            {
                while (await app.Page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).CountAsync() == 1 && faults.Count == 0)
                {
                    var before = await app.Page.Locator("main tbody tr").CountAsync();
                    await app.Button("Show more").ClickAsync();
                    await app.Page.WaitForFunctionAsync(
                        "before => document.querySelectorAll('main tbody tr').length > before || !document.querySelector('.more button')",
                        before
                    );
                }
            }
        );

    [Fact]
    [Trait("length", "long")]
    public async Task Hostile_names_do_nothing_in_any_dialog()
    {
        var (rig, prepared) = await hostile.OfAsync();
        await using var app = await AppPage.SignedInAsync(browser, rig);
        var faults = Watch(app);
        foreach (var opened in await Screens.DialogsOfAsync(rig, prepared))
        {
            await opened.OpenAsync(app);
            await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await LookAsync(app, $"{opened.Address}, {opened.Opener}", faults);
        }
        faults.AddRange(app.Complaints);
        Assert.Empty(faults);
    }

    private async Task OpenAllAsync(Func<AppPage, List<string>, Task> change, string? language = null)
    {
        Assert.True(HostileNames.All.Count >= 300, $"There are {HostileNames.All.Count} names.");
        var (rig, prepared) = await hostile.OfAsync();
        await using var app = await AppPage.SignedInAsync(browser, rig);
        if (language is not null)
            await app.SpeakAsync(language);
        var faults = Watch(app);
        foreach (var address in await Screens.OfAsync(rig, prepared))
        {
            await app.WalkAsync(address);
            await app.LoadedAsync();
            await change(app, faults);
            await LookAsync(app, address, faults);
            var became = await app.Page.EvaluateAsync<string[]>(Became, new[] { await app.WrittenAsync(address), Elements });
            faults.AddRange(became.Select(each => $"{address}: as it is written, a name became {each}"));
        }
        faults.AddRange(app.Complaints);
        Assert.Empty(faults);
    }

    private static List<string> Watch(AppPage app)
    {
        var faults = new List<string>();
        app.Page.Dialog += async (_, dialog) =>
        {
            faults.Add($"A dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        return faults;
    }

    private static async Task LookAsync(AppPage app, string where, List<string> faults)
    {
        if (await app.Page.EvaluateAsync<bool>("window.pwned !== undefined"))
            faults.Add($"{where}: a script ran");
        if (await app.Page.Locator(Elements).CountAsync() > 0)
            faults.Add($"{where}: a name became an element");
        if (await app.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
            faults.Add($"{where}: is wider than the window");
    }

    /// <summary>A server whose people and groups all have hostile names, with plans, an undo, a comparison and whatever a dialog needs.</summary>
    public sealed class Hostile : IAsyncDisposable
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private (ServerRig Rig, IReadOnlyDictionary<string, string> Prepared)? _made;

        internal async Task<(ServerRig Rig, IReadOnlyDictionary<string, string> Prepared)> OfAsync()
        {
            var token = TestContext.Current.CancellationToken;
            await _one.WaitAsync(token);
            try
            {
                if (_made is null)
                {
                    var rig = await ServerRig.FilledAsync(token, Story());
                    _made = (rig, await Prepared.AsAsync(rig, token));
                }
                return _made.Value;
            }
            finally
            {
                _one.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_made is var (rig, _))
                await rig.DisposeAsync();
            _one.Dispose();
        }

        /// <summary>Each name is a person's and a group's; later some come to a group more and one leaves, which makes a plan that asks before it is applied.</summary>
        private static TenantStory Story()
        {
            var story = new TenantStory();
            for (var i = 0; i < HostileNames.All.Count; i++)
                story
                    .User($"u{i}", ("displayName", HostileNames.All[i]))
                    .Group($"g{i}", HostileNames.All[i])
                    .Member($"g{i}", $"u{i}")
                    .Owner($"g{i}", $"u{i}");
            for (var i = 0; i < 7; i++)
                story.Then().Member($"g{i}", $"u{i + 1}");
            return story.Then().NoMember("g20", "u20");
        }
    }
}
