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
    private readonly Option<int?> _pageSize = new("--page-size")
    {
        Description = "Objects on a page, in place of Graph's sizes",
        HelpName = "N",
    };
    private readonly Option<int> _latency = new("--latency") { Description = "Milliseconds before each answer", HelpName = "MS" };
    private readonly Option<bool> _throttle = new("--throttle") { Description = "Real resource-unit budgets with 429 answers" };

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
            options._pageSize,
            options._latency,
            options._throttle,
        }.WithExamples(
            "muster emulator --port 8443",
            "muster emulator --size 100000x10000 --seed 7 --ready-file ready.json",
            "muster emulator --history org.history.jsonl.gz --at 1 --ready-file ready.json"
        );
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var history = TenantChoice.Open(call.Get(_history), call.Get(_tenant), call.Get(_size), call.Get(_seed));
        var options = new EmulatorOptions
        {
            Port = Within(call.Get(_port), 0, 65535, "--port"),
            StartAt = call.Get(_at) >= 0 ? call.Get(_at) : throw new UserErrorException(ExitCodes.WrongUsage, "--at must not be negative."),
            ReadyFile = call.Get(_readyFile)?.FullName,
            Seed = call.Get(_seed),
            Latency = TimeSpan.FromMilliseconds(Within(call.Get(_latency), 0, 600_000, "--latency")),
            Throttle = call.Get(_throttle),
        };
        if (call.Get(_pageSize) is { } pageSize)
        {
            Within(pageSize, 1, 100_000, "--page-size");
            options = options with
            {
                UsersPerDeltaPage = pageSize,
                GroupsPerDeltaPage = pageSize,
                MembersPerSlice = pageSize,
                ListPageSize = Math.Min(pageSize, 999),
            };
        }
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

    private static int Within(int value, int least, int most, string option) =>
        value >= least && value <= most
            ? value
            : throw new UserErrorException(ExitCodes.WrongUsage, $"{option} is {value}; it must be {least} to {most}.");
}
