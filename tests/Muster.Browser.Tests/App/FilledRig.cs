using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>A server with an imported and synchronised company, shared by the tests of a class.</summary>
public sealed class FilledRig : IAsyncLifetime
{
    private ServerRig? _rig;

    public ServerRig Rig => _rig ?? throw new InvalidOperationException("The server has not started.");

    public async ValueTask InitializeAsync() => _rig = await ServerRig.FilledAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_rig is not null)
            await _rig.DisposeAsync();
    }
}
