using System.Net;
using Muster.Cli.Terminals;
using Muster.Server;
using Muster.Server.Accounts;
using Muster.Server.Demo;

namespace Muster.Cli.Demo;

/// <summary>A demo that runs: its tenant, its data, the server on them, and how all three are made anew while people look at them.</summary>
/// <remarks>
/// A reset makes another tenant and another folder beside those that are shown. Only when they are whole is the server stopped
/// and started again on them, on the same port and with the same door; so a reset that fails while the next is made leaves everything as it was.
/// </remarks>
internal sealed class DemoHost : IAsyncDisposable
{
    private const int Attempts = 20;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(250);
    private readonly DemoSize _size;
    private readonly string _folder;
    private readonly Cli _cli;
    private readonly TimeProvider _clock;
    private readonly DemoReset _reset;
    private readonly CancellationTokenSource _ending = new();
    private readonly string _key = Secrets.New("");
    private readonly IDisposable _hold;
    private DemoWorld _world;
    private MusterServer? _server;

    private DemoHost(DemoSize size, string folder, Cli cli, TimeProvider clock, DemoWorld world, IDisposable hold)
    {
        (_size, _folder, _cli, _clock, _world, _hold) = (size, folder, cli, clock, world, hold);
        _reset = new(MakeNextAsync, _ending.Token);
    }

    /// <summary>Where the admin app is; only once it was opened.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The address that signs in.</summary>
    public Uri Door => new(Address, $"demo/enter?with={_key}");

    /// <summary>The server that runs now; another one after a reset.</summary>
    internal MusterServer Server => _server ?? throw new InvalidOperationException("The demo was not opened.");

    /// <summary>Makes the tenant and the data; nothing is served yet.</summary>
    /// <exception cref="UserErrorException">The folder holds something else, or the story did not go as it should.</exception>
    public static async Task<DemoHost> MakeAsync(
        DemoSize size,
        string folder,
        Cli cli,
        Terminal? terminal,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        folder = Path.GetFullPath(folder);
        var hold = DemoFolder.Hold(folder);
        try
        {
            DemoFolder.Prepare(folder);
            var nobody = new Progress<DemoProgress>();
            var world = await DemoWorld.MakeAsync(size, folder, cli, terminal, clock, nobody, cancellationToken);
            return new(size, folder, cli, clock, world, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Begins to serve.</summary>
    /// <param name="port">Port on 127.0.0.1; 0 for a free one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task OpenAsync(int port, CancellationToken cancellationToken)
    {
        await ServeAsync(port, null, cancellationToken);
        Address = Server.Address;
    }

    /// <summary>Serves until it is asked to stop, and starts anew on what a reset made.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var stopped = Server.WaitAsync(stop.Token);
            var next = _reset.NextAsync(stop.Token);
            var first = await Task.WhenAny(stopped, next);
            if (first == stopped)
            {
                await stop.CancelAsync();
                await stopped;
                return;
            }
            await SwapAsync(await next, cancellationToken);
        }
    }

    /// <summary>Stops everything; the folder stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reset.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await _world.DisposeAsync();
        _hold.Dispose();
        _ending.Dispose();
    }

    private async Task ServeAsync(int port, DemoSessions? sessions, CancellationToken cancellationToken)
    {
        _world.Tenant.Reset = _reset;
        var options = new ServerOptions
        {
            DataFolder = _folder,
            Urls = $"http://{IPAddress.Loopback}:{port}",
            Demo = _world.Tenant,
            DemoKey = _key,
            DemoSessions = sessions,
        };
        _server = await MusterServer.StartAsync(options, _clock, cancellationToken);
    }

    private Task<DemoWorld> MakeNextAsync(IProgress<DemoProgress> progress, CancellationToken cancellationToken) =>
        DemoWorld.MakeAsync(_size, DemoFolder.Next(_folder), _cli, null, _clock, progress, cancellationToken);

    private async Task SwapAsync(DemoWorld next, CancellationToken cancellationToken)
    {
        var sessions = await DemoSessions.OfAsync(Server, cancellationToken);
        await Server.DisposeAsync();
        _server = null;
        var before = _world;
        _world = next;
        await before.DisposeAsync();
        DemoFolder.TakeNext(_folder);
        await ServeAgainAsync(sessions, cancellationToken);
        _reset.Ended();
    }

    /// <summary>The port is given back by the system when it likes, and somebody else may take it for a moment.</summary>
    private async Task ServeAgainAsync(DemoSessions? sessions, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                await ServeAsync(Address.Port, sessions, cancellationToken);
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                await Task.Delay(BetweenAttempts, _clock, cancellationToken);
            }
            catch (IOException taken)
            {
                throw new UserErrorException(
                    ExitCodes.Locked,
                    $"The demo was made anew, but another program took port {Address.Port} meanwhile: {taken.Message} Start the demo again."
                );
            }
    }
}
