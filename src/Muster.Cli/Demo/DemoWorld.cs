using Muster.Cli.Terminals;
using Muster.GraphEmulator;
using Muster.Server.Demo;

namespace Muster.Cli.Demo;

/// <summary>One life of a demo: a tenant that runs, and a data folder that has followed it.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private readonly EmulatorHost _host;

    private DemoWorld(EmulatorHost host, EmulatedTenant tenant) => (_host, Tenant) = (host, tenant);

    /// <summary>What the demo page does things to.</summary>
    public EmulatedTenant Tenant { get; }

    /// <summary>Starts the tenant and tells its story into a folder.</summary>
    /// <param name="size">How large.</param>
    /// <param name="folder">Whole path of a folder that <see cref="DemoFolder"/> prepared.</param>
    /// <param name="cli">The program at the present time.</param>
    /// <param name="terminal">Where the story is shown; null for nowhere.</param>
    /// <param name="real">The time of day.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DemoWorld> MakeAsync(
        DemoSize size,
        string folder,
        Cli cli,
        Terminal? terminal,
        TimeProvider real,
        IProgress<DemoProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var clock = new MovedClock(real);
        var company = size.Company(DateOnly.FromDateTime(real.GetUtcNow().UtcDateTime));
        var options = new EmulatorOptions { Permissions = [.. EmulatedTenant.Permissions] };
        var host = await EmulatorHost.StartAsync(options, company, clock, cancellationToken);
        var tenant = new EmulatedTenant(host, company, monthsGone: size.Months);
        var world = new DemoWorld(host, tenant);
        try
        {
            var teller = new DemoTeller(
                cli.At(clock, isSilent: terminal is null),
                terminal ?? new Terminal(TextWriter.Null, TextWriter.Null, new TerminalOptions(Quiet: true)),
                clock,
                folder
            );
            await new DemoStory(teller, tenant, host, company, size).TellAsync(progress, cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the tenant; the folder stays.</summary>
    public async ValueTask DisposeAsync()
    {
        Tenant.Dispose();
        await _host.DisposeAsync();
    }
}
