using Muster.Cli.Demo;
using Muster.Server;

namespace Muster.Testing;

/// <summary>The whole of <c>muster demo</c> in this process, smaller or as large as it is.</summary>
public sealed class DemoRig : IAsyncDisposable
{
    private readonly DemoHost _demo;
    private readonly CommandLine _line;
    private readonly CancellationTokenSource _stop;
    private Task _running = Task.CompletedTask;

    private DemoRig(DemoHost demo, CommandLine line, CancellationTokenSource stop) => (_demo, _line, _stop) = (demo, line, stop);

    /// <summary>Where the admin app is.</summary>
    public Uri Address => _demo.Address;

    /// <summary>Path and query of the address that signs in, to go on to a page.</summary>
    public string DoorTo(string page) => $"{_demo.Door.PathAndQuery}&to={Uri.EscapeDataString(page)}";

    /// <summary>What the server that runs now works with.</summary>
    internal MusterInstance Muster => _demo.Server.Muster;

    /// <summary>Makes a demo and opens it.</summary>
    public static async Task<DemoRig> StartAsync(int users, int groups, int months, CancellationToken cancellationToken)
    {
        var line = new CommandLine();
        Directory.CreateDirectory(line.Folder);
        var cli = new Cli.Cli(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        var demo = await DemoHost.MakeAsync(
            new DemoSize(users, groups, months),
            line.Folder,
            cli,
            null,
            TimeProvider.System,
            cancellationToken
        );
        var rig = new DemoRig(demo, line, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        await demo.OpenAsync(0, cancellationToken);
        rig._running = demo.RunAsync(rig._stop.Token);
        return rig;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // Asked to.
        }
        await _demo.DisposeAsync();
        _stop.Dispose();
        _line.Dispose();
    }
}
