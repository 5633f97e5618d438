using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace Muster.Cli.Demo;

/// <summary><c>muster demo</c>: a made-up company in the emulator, connected, imported, synchronised through two years, and the admin app on it.</summary>
internal static class DemoCommand
{
    private const int MostMonths = 60;

    public static Command Create(Cli cli)
    {
        var exit = new Option<bool>("--exit") { Description = "Stop after the last sync instead of waiting for Ctrl-C" };
        var port = new Option<int>("--port")
        {
            Description = "Port of the admin app on 127.0.0.1; 0 for a free one",
            DefaultValueFactory = _ => 5080,
            HelpName = "N",
        };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Open no browser; only print the address" };
        var size = new Option<string?>("--size")
        {
            Description = $"People and groups of the company (default {DemoSize.Full.Users}x{DemoSize.Full.Groups})",
            HelpName = "USERSxGROUPS",
        };
        var months = new Option<int>("--months")
        {
            Description = "How long a past it has, 1 to 60",
            DefaultValueFactory = _ => DemoSize.Full.Months,
            HelpName = "N",
        };
        var command = new Command("demo", "Watch Muster work on a made-up company: no account, nothing to set up")
        {
            exit,
            port,
            noBrowser,
            size,
            months,
        }.WithExamples(
            "muster demo",
            "muster demo --exit",
            "muster demo --no-browser --port 0",
            "muster demo --size 500x80 --months 3 --no-browser"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                if (call.Get(port) is < 0 or > 65535)
                    throw new UserErrorException(ExitCodes.WrongUsage, $"--port is {call.Get(port)}; it must be 0 to 65535.");
                if (call.Get(months) is < 1 or > MostMonths)
                    throw new UserErrorException(ExitCodes.WrongUsage, $"--months is {call.Get(months)}; it must be 1 to {MostMonths}.");
                if (call.Database is not null)
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        "The demo keeps what it makes up in a folder of its own. Leave out --database (and MUSTER_DATABASE)."
                    );
                var (users, groups) = Emulating.TenantChoice.Size(call.Get(size) ?? $"{DemoSize.Full.Users}x{DemoSize.Full.Groups}");
                var folder = call.DataFolderGiven ? call.DataFolder : Path.GetFullPath("muster-demo");
                var chosen = new DemoSize(users, groups, call.Get(months));
                if (!call.Get(exit))
                    RefuseTakenPort(call.Get(port));
                await using var demo = await DemoHost.MakeAsync(chosen, folder, call.Cli, call.Terminal, call.Clock, cancellationToken);
                if (call.Get(exit))
                    return ExitCodes.Fine;
                await ServeAsync(call, demo, call.Get(port), call.Get(noBrowser) ? null : Browser.Open, cancellationToken);
                call.Terminal.Note($"Stopped. What was synchronised stays in {folder}.");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>Nobody waits for a company of two years to hear that it cannot be shown.</summary>
    private static void RefuseTakenPort(int port)
    {
        if (port == 0)
            return;
        using var trial = new TcpListener(IPAddress.Loopback, port);
        try
        {
            trial.Start();
        }
        catch (SocketException taken)
        {
            throw Taken(port, taken);
        }
    }

    private static UserErrorException Taken(int port, Exception taken) =>
        new(ExitCodes.Locked, $"Nothing can listen on port {port}: {taken.Message} Name another with --port.");

    private static async Task ServeAsync(Invocation call, DemoHost demo, int port, Action<Uri>? opened, CancellationToken cancellationToken)
    {
        try
        {
            await demo.OpenAsync(port, cancellationToken);
        }
        catch (IOException taken)
        {
            throw Taken(port, taken);
        }
        call.Terminal.Say($"");
        call.Terminal.Say($"Muster is at [bold]{demo.Address}[/]");
        call.Terminal.Say($"Open this address; it signs you in:  [bold]{demo.Door}[/]");
        opened?.Invoke(demo.Door);
        call.Terminal.Say($"Press Ctrl-C to stop.");
        call.Terminal.Writer.Flush();
        try
        {
            await demo.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            call.Terminal.Note($"Stopping: what is being written ends first.");
        }
    }
}
