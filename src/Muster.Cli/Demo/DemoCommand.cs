using System.CommandLine;
using Muster.Cli.Serving;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;
using Muster.Server;
using Muster.Server.Accounts;

namespace Muster.Cli.Demo;

/// <summary><c>muster demo</c>: a made-up company in the emulator, connected, imported, synchronised, and a month later again.</summary>
internal static class DemoCommand
{
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
        var command = new Command("demo", "Watch Muster work on a made-up company: no account, nothing to set up")
        {
            exit,
            port,
            noBrowser,
        }.WithExamples("muster demo", "muster demo --exit", "muster demo --no-browser --port 0");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                if (call.Get(port) is < 0 or > 65535)
                    throw new UserErrorException(ExitCodes.WrongUsage, $"--port is {call.Get(port)}; it must be 0 to 65535.");
                var folder = DemoFolder.Prepare(call.DataFolderGiven ? call.DataFolder : Path.GetFullPath("muster-demo"));
                var company = new CompanyHistory();
                await using var tenant = await EmulatorHost.StartAsync(
                    new EmulatorOptions { CertificateFolder = folder, Permissions = [.. EmulatedTenant.Permissions] },
                    company,
                    call.Clock,
                    cancellationToken
                );
                await new DemoStory(call, tenant, company, folder).TellAsync(cancellationToken);
                if (call.Get(exit))
                    return ExitCodes.Fine;
                call.Terminal.Say($"");
                using var demo = new EmulatedTenant(tenant, company, monthsGone: 1);
                var options = new ServerOptions
                {
                    DataFolder = folder,
                    Urls = $"http://127.0.0.1:{call.Get(port)}",
                    Demo = demo,
                    DemoKey = Secrets.New(""),
                };
                await ServeCommand.RunAsync(call, options, cancellationToken, call.Get(noBrowser) ? null : Browser.Open);
                call.Terminal.Note($"Stopped. What was synchronised stays in {folder}.");
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}
