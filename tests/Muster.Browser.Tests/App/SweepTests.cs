using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>What holds on every screen: one heading, labels, no complaint of axe or of the console, nothing asked of another host.</summary>
public sealed class SweepTests(Chromium browser, SweepTests.Rigs rigs) : IClassFixture<SweepTests.Rigs>
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("MUSTER_SCREENSHOTS");

    /// <summary>How each screen is looked at once it is open: only colours and the width differ, so it need not be loaded again.</summary>
    private static readonly (ColorScheme Scheme, int Width, bool ColoursOnly)[] Looks =
    [
        (ColorScheme.Light, 1400, false),
        (ColorScheme.Dark, 1400, true),
        (ColorScheme.Dark, 400, false),
        (ColorScheme.Light, 400, true),
    ];

    [Theory]
    [InlineData("full")]
    [InlineData("empty")]
    public async Task Every_screen_is_whole_accessible_and_quiet(string state)
    {
        var rig = await rigs.OfAsync(state);
        await using var app = await AppPage.SignedInAsync(browser, rig);
        var faults = new List<string>();
        foreach (var address in await Screens.OfAsync(rig))
        {
            await app.Page.SetViewportSizeAsync(1400, 900);
            await app.GoAsync(address);
            await app.Page.Locator(".loading").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            if (await app.Page.Locator("h1").CountAsync() != 1)
                faults.Add($"{address}: has {await app.Page.Locator("h1").CountAsync()} headings of the first level");
            if (await app.Page.Locator("main [style]").CountAsync() > 0)
                faults.Add($"{address}: has a style attribute, which the browser ignores");
            foreach (var (scheme, width, coloursOnly) in Looks)
            {
                await app.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await app.Page.SetViewportSizeAsync(width, 900);
                var name = Name(address, state, scheme, width);
                if (Folder is not null)
                    await app.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name), FullPage = true });
                faults.AddRange((await Axe.AskAsync(app.Page, coloursOnly)).Select(fault => $"{name}: {fault}"));
                if (await app.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
                    faults.Add($"{name}: is wider than the window");
            }
        }
        faults.AddRange(app.Complaints);
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_page_is_swept() => Assert.Empty(Screens.Forgotten());

    [Fact]
    public async Task In_the_pseudo_language_no_text_is_left_in_English()
    {
        var rig = await rigs.OfAsync("full");
        await using var app = await AppPage.SignedInAsync(browser, rig);
        await app.Page.Context.AddCookiesAsync([
            new()
            {
                Name = ".AspNetCore.Culture",
                Value = "c=|uic=qps-ploc",
                Url = rig.Address.ToString(),
            },
        ]);
        var left = new List<string>();
        foreach (var address in await Screens.OfAsync(rig))
        {
            await app.GoAsync(address);
            foreach (var text in await app.Page.Locator("h1, h2, th, button:not(.data), label:not(.data), .lead").AllInnerTextsAsync())
                if (
                    text.Trim().Length > 1
                    && !text.Contains('[', StringComparison.Ordinal)
                    && text.Any(char.IsLetter)
                    && !text.Contains("??", StringComparison.Ordinal)
                )
                    left.Add($"{address}: {text.Trim()}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', left));
        Assert.Empty(left);
    }

    private static string Name(string address, string state, ColorScheme scheme, int width)
    {
        var words = string.Concat(address.Trim('/').Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'));
        return $"{(words.Length == 0 ? "home" : words)}.{state}.{scheme}.{width}.png".ToLowerInvariant();
    }

    /// <summary>One server with the made-up company and one with nothing, for all tests.</summary>
    public sealed class Rigs : IAsyncDisposable
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private readonly Dictionary<string, ServerRig> _rigs = [];

        public async Task<ServerRig> OfAsync(string state)
        {
            var token = TestContext.Current.CancellationToken;
            await _one.WaitAsync(token);
            try
            {
                if (_rigs.TryGetValue(state, out var known))
                    return known;
                var rig = state == "full" ? await ServerRig.FilledAsync(token) : await ServerRig.EmptyAsync(token);
                if (state != "full")
                    await rig.AccountAsync("Owner", token);
                return _rigs[state] = rig;
            }
            finally
            {
                _one.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var rig in _rigs.Values)
                await rig.DisposeAsync();
            _one.Dispose();
        }
    }
}
