using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>One server with a synchronised tenant, and one browser, for all tests of a class.</summary>
public sealed class FilledRig : IAsyncLifetime
{
    private readonly Chromium _browser = new();
    private ServerRig? _rig;

    public ServerRig Rig => _rig!;

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
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
