using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>One server with a synchronised tenant, and one browser, for all tests of a class.</summary>
public sealed class FilledRig : IAsyncLifetime
{
    private readonly Chromium _browser = new();
    private ServerRig? _rig;

    public ServerRig Rig => _rig!;

    public Chromium Browser => _browser;

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
        // Planning and applying may take their time where several tests share two cores.
        Assertions.SetDefaultExpectTimeout(30_000);
        _rig = await ServerRig.FilledAsync(CancellationToken.None);
    }

    /// <summary>A window in which the owner is signed in.</summary>
    public Task<AppPage> OpenAsync(
        string path,
        string mail = "owner@example.com",
        int width = 1400,
        ColorScheme scheme = ColorScheme.Light
    ) => AppPage.SignedInAsync(_browser, Rig, path, mail, width, scheme);

    public async ValueTask DisposeAsync()
    {
        if (_rig is not null)
            await _rig.DisposeAsync();
        await _browser.DisposeAsync();
    }
}
