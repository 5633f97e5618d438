using Microsoft.Playwright;

namespace Muster.Browser.Tests;

/// <summary>The distribution's own Chromium, started once for all tests of a class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private static readonly string[] Quietly =
    [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
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

    /// <summary>A window of its own, empty; the test is skipped where there is no browser.</summary>
    public async Task<IPage> NewPageAsync(int width = 1400, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, $"It lacks a browser: {Program} (Debian's package chromium).");
        var context = await _browser!.NewContextAsync(
            new()
            {
                // The emulator's certificate is its own; who it is comes from the address.
                IgnoreHTTPSErrors = true,
                ColorScheme = scheme,
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
