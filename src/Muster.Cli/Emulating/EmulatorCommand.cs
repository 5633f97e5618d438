using System.CommandLine;
using Muster.GraphEmulator;

namespace Muster.Cli.Emulating;

/// <summary><c>muster emulator</c></summary>
internal sealed class EmulatorCommand
{
    private readonly Option<FileInfo?> _history = new("--history")
    {
        Description = "Tenant that lives through a muster-directory-history/1 file",
        HelpName = "FILE",
    };
    private readonly Option<FileInfo?> _tenant = new("--tenant") { Description = "Tenant of a muster-tenant/1 file", HelpName = "FILE" };
    private readonly Option<string?> _size = new("--size")
    {
        Description = "A made-up company of this size (default 2000x240)",
        HelpName = "USERSxGROUPS",
    };
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The same seed makes the same company",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };
    private readonly Option<int> _port = new("--port") { Description = "Port on 127.0.0.1; 0 for a free one", HelpName = "N" };
    private readonly Option<long> _at = new("--at")
    {
        Description = "Change set to start at",
        DefaultValueFactory = _ => 1,
        HelpName = "SEQ",
    };
    private readonly Option<FileInfo?> _readyFile = new("--ready-file")
    {
        Description = "File to write with URLs and credential once it listens",
        HelpName = "FILE",
    };
    private readonly EmulatorSwitches _switches = new();

    public static Command Create(Cli cli)
    {
        var options = new EmulatorCommand();
        var command = new Command("emulator", "Run a Microsoft Graph look-alike on 127.0.0.1 for development and tests")
        {
            options._history,
            options._tenant,
            options._size,
            options._seed,
            options._port,
            options._at,
            options._readyFile,
        }.WithExamples(
            "muster emulator --port 8443",
            "muster emulator --size 100000x10000 --seed 7 --ready-file ready.json",
            "muster emulator --history org.history.jsonl.gz --at 1 --ready-file ready.json",
            "muster emulator --throttle --retry-after fraction --latency lognormal:40:0.5:7",
            "muster emulator --permissions User.Read.All,GroupMember.Read.All --app-certificate app.pem",
            "muster emulator --nasty 42 --faults faults.json"
        );
        foreach (var option in options._switches.All)
            command.Options.Add(option);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var history = TenantChoice.Open(call.Get(_history), call.Get(_tenant), call.Get(_size), call.Get(_seed));
        var options = new EmulatorOptions
        {
            Port = Typed.Within(call.Get(_port), 0, 65535, "--port"),
            StartAt = call.Get(_at) >= 0 ? call.Get(_at) : throw new UserErrorException(ExitCodes.WrongUsage, "--at must not be negative."),
            ReadyFile = call.Get(_readyFile)?.FullName,
            Seed = call.Get(_seed),
        };
        options = await _switches.ApplyAsync(call, options, cancellationToken);
        await using var host = await EmulatorHost.StartAsync(options, history, call.Clock, cancellationToken);
        Announce(call, host);
        try
        {
            await host.Completion.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            call.Terminal.Note($"Stopped.");
        }
        return ExitCodes.Fine;
    }

    private static void Announce(Invocation call, EmulatorHost host)
    {
        if (call.Terminal.Json)
        {
            call.Terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("pageUrl", host.AuthorityUrl.ToString());
                json.WriteString("graphUrl", host.GraphUrl.ToString());
                json.WriteString("authorityUrl", host.AuthorityUrl.ToString());
                json.WriteString("tenantId", host.TenantId);
                json.WriteString("clientId", host.ClientId);
                json.WriteString("clientSecret", host.ClientSecret);
                json.WriteString("certificate", host.CertificatePath);
                json.WriteEndObject();
            });
            call.Terminal.Writer.Flush();
            return;
        }
        call.Terminal.Say($"[bold]A made-up tenant listens at {host.GraphUrl}[/]");
        call.Terminal.Say($"To connect Muster to it, in another terminal:");
        call.Terminal.Say($"");
        call.Terminal.Say($"  EMULATOR_SECRET={host.ClientSecret} muster connection add entra --name emulator \\");
        call.Terminal.Say($"    --tenant-id {host.TenantId} --client-id {host.ClientId} --secret-env EMULATOR_SECRET \\");
        call.Terminal.Say($"    --graph-url {host.GraphUrl} --authority {host.AuthorityUrl} \\");
        call.Terminal.Say($"    --trust-certificate {host.CertificatePath}");
        call.Terminal.Say($"");
        call.Terminal.Say($"To watch it, change it and break it by hand: {host.AuthorityUrl}");
        call.Terminal.Say($"  (its certificate is its own, which a browser asks about once)    Ctrl-C stops it.");
        call.Terminal.Writer.Flush();
    }
}
