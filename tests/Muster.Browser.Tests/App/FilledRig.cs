using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>One server with a synchronised tenant for all tests of a class.</summary>
public sealed class FilledRig(Chromium browser) : IAsyncLifetime
{
    private readonly HashSet<string> _accounts = ["Owner"];
    private ServerRig? _rig;

    public ServerRig Rig => _rig!;

    public Chromium Browser => browser;

    public async ValueTask InitializeAsync() => _rig = await ServerRig.FilledAsync(CancellationToken.None);

    /// <summary>The mail address of the account with a role; made when it is not there yet.</summary>
    public async Task<string> AccountAsync(string role) =>
        _accounts.Add(role)
            ? await Rig.AccountAsync(role, TestContext.Current.CancellationToken)
            : $"{role.ToLowerInvariant()}@example.com";

    /// <summary>A window in which the owner is signed in.</summary>
    public Task<AppPage> OpenAsync(
        string path,
        string mail = "owner@example.com",
        int width = 1400,
        ColorScheme scheme = ColorScheme.Light
    ) => AppPage.SignedInAsync(browser, Rig, path, mail, width, scheme);

    public async ValueTask DisposeAsync()
    {
        if (_rig is not null)
            await _rig.DisposeAsync();
    }
}
