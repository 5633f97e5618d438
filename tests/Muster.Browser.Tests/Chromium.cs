using Microsoft.Playwright;
using Muster.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Muster.Browser.Tests;

/// <summary>The distribution's own Chromium, started once for all tests; each test has windows of its own that share nothing.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>
    /// What Playwright switches off already, said again since the last list counts, and what draws the browser's own toolbars:
    /// nobody sees them, and each window would start a program for them, which takes half as long as the tests themselves.
    /// </summary>
    private static readonly string[] Unneeded =
    [
        "AvoidUnnecessaryBeforeUnloadCheckSync",
        "DestroyProfileOnBrowserClose",
        "DialMediaRouteProvider",
        "GlobalMediaControls",
        "HttpsUpgrades",
        "InitialWebUI",
        "LensOverlay",
        "MediaRouter",
        "OptimizationHints",
        "PaintHolding",
        "PreloadTopChromeWebUI",
        "SpareRendererForSitePerProcess",
        "TabSearchToolbarButton",
        "ThirdPartyStoragePartitioning",
        "Translate",
        "WebUIBackForward",
        "WebUIHomeButton",
        "WebUILocationBar",
        "WebUIOmnibox",
        "WebUIOmniboxAimPopup",
        "WebUIOmniboxFullPopup",
        "WebUIOmniboxPopup",
        "WebUIReloadButton",
        "WebUISplitTabsButton",
        "WebUIToolbar",
    ];

    private static readonly string[] Quietly =
    [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-gpu",
        "--disable-sync",
        "--no-first-run",
        "--process-per-site",
        $"--disable-features={string.Join(',', Unneeded)}",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        // Planning and applying may take their time where several tests share two cores.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Quietly });
    }

    /// <summary>A window of its own at an address; the test is skipped where there is no browser.</summary>
    public async Task<IPage> OpenAsync(Uri address, int width = 1400, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await NewPageAsync(width, scheme);
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>A window of its own, empty, of somebody with a locale in a time zone; the test is skipped where there is no browser.</summary>
    public async Task<IPage> NewPageAsync(
        int width = 1400,
        ColorScheme scheme = ColorScheme.Light,
        string locale = "en",
        string zone = "UTC"
    )
    {
        Assert.SkipWhen(_browser is null, $"It lacks a browser: {Program} (Debian's package chromium).");
        var context = await _browser!.NewContextAsync(
            new()
            {
                // The emulator's certificate is its own; who it is comes from the address.
                IgnoreHTTPSErrors = true,
                ColorScheme = scheme,
                // Nothing is on its way from one colour to another when a test looks.
                ReducedMotion = ReducedMotion.Reduce,
                Locale = locale,
                TimezoneId = zone,
                ViewportSize = new() { Width = width, Height = 900 },
            }
        );
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
