using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Muster.Engine.Auditing;
using Muster.Server.Hosting;
using Muster.Server.Nodes;
using Muster.Storage;
using Muster.Storage.Moving;

namespace Muster.Server;

/// <summary>The running server of one workspace: admin app, API and jobs on one data folder.</summary>
internal sealed class MusterServer : IAsyncDisposable
{
    private readonly ServedWorkspace _served;
    private readonly NodeSigns _signs;
    private readonly FolderUse? _use;

    private MusterServer(ServedWorkspace served, NodeSigns signs, FolderUse? use) => (_served, _signs, _use) = (served, signs, use);

    /// <summary>Where it listens.</summary>
    public Uri Address => _served.Address;

    /// <summary>What it works with.</summary>
    public MusterInstance Muster => _served.Muster;

    /// <summary>Makes the first owner; null once there is one. It is shown nowhere but on the console that started the server.</summary>
    public string? SetupToken => _served.SetupToken;

    /// <summary>The services of the host, for tests.</summary>
    internal IServiceProvider Services => _served.Services;

    /// <summary>Opens the data, brings it up to date and begins to listen.</summary>
    /// <param name="options">How.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StorageException">The data folder cannot be used.</exception>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<MusterServer> StartAsync(ServerOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Whoever starts the server is not the one who does what it will do.
        DeedOrigin.Current = null;
        var use = options.Database is null ? FolderUse.ByServer(options.DataFolder) : null;
        try
        {
            var database = await MusterInstance.DatabaseAsync(
                options.DataFolder,
                options.Database,
                options.Workspace,
                clock,
                cancellationToken
            );
            var node = new ServingNode();
            var served = await ServedWorkspace.OpenAsync(options, node, database, clock, listener: null, cancellationToken);
            var signs = await NodeSigns.BeginAsync(
                node,
                served.Address,
                database.Workspace,
                database.Nodes,
                () => served.Work,
                options.Places,
                clock,
                served.Services.GetRequiredService<ILogger<NodeSigns>>()
            );
            return new(served, signs, use);
        }
        catch
        {
            use?.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the server has stopped.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _served.WaitAsync(cancellationToken);

    /// <inheritdoc cref="NodeSigns.DrainAsync" />
    public Task DrainAsync(TimeSpan patience, CancellationToken cancellationToken) => _signs.DrainAsync(patience, cancellationToken);

    /// <summary>Stops listening, lets what is under way end, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        using var use = _use;
        await using var served = _served;
        await using var signs = _signs;
        await _served.StopAsync();
    }
}
