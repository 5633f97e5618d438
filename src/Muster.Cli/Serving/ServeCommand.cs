using System.CommandLine;
using Muster.Server;
using Muster.Server.Runs;
using Muster.Server.Workspaces;

namespace Muster.Cli.Serving;

/// <summary><c>muster serve</c>: the admin app, the API and the jobs.</summary>
internal static class ServeCommand
{
    public static Command Create(Cli cli)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
            HelpName = "URL",
        };
        var publicUrl = new Option<string?>("--public-url")
        {
            Description = "Where people reach it, when a proxy stands before it; https makes cookies bound to that host",
            HelpName = "URL",
        };
        var every = new Option<bool>("--every-workspace")
        {
            Description =
                $"Serve all workspaces, each at a host name of its own: NAME.localhost, or what --public-url has with {WorkspaceHosts.Placeholder} in place of the name, such as https://{WorkspaceHosts.Placeholder}.muster.example.com",
        };
        var proxies = new Option<string[]>("--trusted-proxy")
        {
            Description = "Address of a proxy whose forwarded headers are believed",
            HelpName = "ADDRESS",
        };
        var anchors = new Option<DirectoryInfo?>("--audit-anchors")
        {
            Description =
                "Folder outside the data, best where files can be added and not changed, for signed notes of how far the audit log goes: each hour and after every 1,000 entries",
            HelpName = "DIR",
        };
        var drain = new Option<int>("--drain")
        {
            Description =
                "Asked to stop, so many seconds at most what is under way may go on while nothing new begins by itself and requests are answered; shorter than whatever stops it waits before it kills",
            DefaultValueFactory = _ => 25,
            HelpName = "SECONDS",
        };
        var places = new Option<int>("--at-once")
        {
            Description =
                "How many syncs that nobody asked for are at work at once in this process, of all workspaces that it serves; what waits is taken up by another process that has a place",
            DefaultValueFactory = _ => WorkPlaces.Usual,
            HelpName = "COUNT",
        };
        var metrics = new Option<bool>("--metrics")
        {
            Description =
                "Give figures in the manner of Prometheus at /api/v1/metrics, to programs with a token. A collector that OTEL_EXPORTER_OTLP_ENDPOINT names is sent figures, spans and logs",
        };
        var command = new Command("serve", "Run the server: the admin app, the API and the jobs")
        {
            urls,
            publicUrl,
            every,
            proxies,
            anchors,
            drain,
            places,
            metrics,
        }.WithExamples(
            "muster serve",
            "muster serve --urls http://127.0.0.1:8080 --public-url https://muster.example.com --trusted-proxy 10.0.0.5",
            "muster serve --every-workspace --public-url 'https://*.muster.example.com' --trusted-proxy 10.0.0.5",
            "muster serve --sign-in-tenant 6e7b768e-07e2-4810-8459-485f84f8f204 --sign-in-client 11111111-2222-3333-4444-555555555555"
        );
        foreach (var option in command.Options)
            ServeVariables.Describe(option);
        var signIn = new SignInFlags();
        signIn.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var given = new ServeVariables(call);
                var isEvery = given.Flag(every);
                var (address, hosts) = Reached(given.Text(publicUrl), isEvery);
                var patience = Patience(given.Number(drain));
                var options = new ServerOptions
                {
                    DataFolder = call.DataFolder,
                    Database = call.Database,
                    Workspace = call.Workspace,
                    Urls = Checked(given.Text(urls)!),
                    PublicUrl = address,
                    TrustedProxies = [.. given.Texts(proxies).Select(Proxy)],
                    AuditAnchors = given.Folder(anchors)?.FullName,
                    Places = new(AtOnce(given.Number(places))),
                    SignIn = await signIn.ReadAsync(call, cancellationToken),
                    Telemetry = Collectors.Read(given.Flag(metrics), call.Variable),
                    Log = Console.Error,
                };
                CheckTls(call, options);
                await (
                    isEvery
                        ? ServeEvery.RunAsync(call, options, hosts, patience, cancellationToken)
                        : RunAsync(call, options, patience, cancellationToken)
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>Runs a server until it is asked to stop.</summary>
    /// <param name="call">Where to say so.</param>
    /// <param name="options">How it is started.</param>
    /// <param name="drain">How long what is under way may go on then.</param>
    /// <param name="cancellationToken">Asks it to stop.</param>
    private static async Task RunAsync(Invocation call, ServerOptions options, TimeSpan drain, CancellationToken cancellationToken)
    {
        MusterServer server;
        try
        {
            server = await MusterServer.StartAsync(options, call.Clock, cancellationToken);
        }
        catch (IOException taken)
        {
            throw Taken(options, taken);
        }
        await using (server)
        {
            call.Terminal.Say($"Muster is at [bold]{server.Address}[/]");
            SayToken(call, server.Address, server.SetupToken);
            await UntilStoppedAsync(call, drain, server.DrainAsync, cancellationToken);
        }
    }

    /// <summary>Says how to stop it, waits until somebody does, and lets it come to its end.</summary>
    /// <param name="call">Where to say so.</param>
    /// <param name="patience">How long what is under way may go on.</param>
    /// <param name="drain">Lets it.</param>
    /// <param name="cancellationToken">Asks it to stop.</param>
    internal static async Task UntilStoppedAsync(
        Invocation call,
        TimeSpan patience,
        Func<TimeSpan, CancellationToken, Task> drain,
        CancellationToken cancellationToken
    )
    {
        call.Terminal.Say($"Press Ctrl-C to stop.");
        call.Terminal.Writer.Flush();
        await Task.Delay(Timeout.InfiniteTimeSpan, call.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        call.Terminal.Note(
            $"Stopping: nothing new begins by itself, and what is under way may go on for {Numbers.Of((int)patience.TotalSeconds, "second")} at most. What is being written then ends first. Asked a second time, it ends at once."
        );
        await drain(patience, CancellationToken.None);
    }

    /// <summary>Says how the first owner is made, where there is none.</summary>
    internal static void SayToken(Invocation call, Uri address, string? token)
    {
        if (token is null)
            return;
        call.Terminal.Say($"Nobody can sign in yet. Open {address}setup and type this token, which works once:");
        call.Terminal.Say($"  [bold]{token}[/]");
    }

    /// <summary>What is said when nothing can listen.</summary>
    internal static UserErrorException Taken(ServerOptions options, IOException taken) =>
        new(ExitCodes.Locked, $"Nothing can listen on {options.Urls}: {taken.Message} Name another address with --urls.");

    /// <summary>Where people reach one workspace, or every one.</summary>
    /// <exception cref="UserErrorException">It is no such address.</exception>
    private static (Uri? Address, WorkspaceHosts? Hosts) Reached(string? publicUrl, bool every)
    {
        if (publicUrl is null)
            return (null, null);
        if (!every)
            return publicUrl.Contains(WorkspaceHosts.Placeholder, StringComparison.Ordinal)
                ? throw new UserErrorException(
                    ExitCodes.WrongUsage,
                    $"--public-url is '{publicUrl}': {WorkspaceHosts.Placeholder} stands for the names of workspaces, so --every-workspace is needed too."
                )
                : (Url(publicUrl, "--public-url"), null);
        var hosts =
            WorkspaceHosts.Parse(publicUrl)
            ?? throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--public-url is '{publicUrl}'; with --every-workspace it must have {WorkspaceHosts.Placeholder} where the name of a workspace stands, such as https://{WorkspaceHosts.Placeholder}.muster.example.com."
            );
        return (hosts.AddressOf("any"), hosts);
    }

    /// <summary>A session must not travel in the clear, and behind a proxy the server must be told which one to believe.</summary>
    private static void CheckTls(Invocation call, ServerOptions options)
    {
        var plain = options.Urls.Split(';').Where(url => url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)).ToList();
        if (options.PublicUrl?.Scheme == "https" && plain.Count > 0 && options.TrustedProxies.Count == 0)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--public-url is {options.PublicUrl} and the server itself listens on {plain[0]}, so a proxy ends TLS. Name it, so that what it says of the request is believed: --trusted-proxy ADDRESS."
            );
        if (
            options.PublicUrl?.Scheme != "https"
            && plain.Find(url => !Url(url, "--urls").IsLoopback || url.Contains('*') || url.Contains('+')) is { } open
        )
            call.Terminal.Note(
                $"Warning: {open} can be reached from other machines without TLS, so passwords and sessions travel in the clear. Put a proxy with TLS before it (--public-url https://…, --trusted-proxy ADDRESS), or listen on https."
            );
    }

    /// <exception cref="UserErrorException">It is no such number.</exception>
    private static int AtOnce(int places) =>
        places is >= 1 and <= 1_000
            ? places
            : throw new UserErrorException(ExitCodes.WrongUsage, $"--at-once is {places}; it must be from 1 to 1000.");

    /// <exception cref="UserErrorException">It is less than nothing, or longer than anybody waits.</exception>
    private static TimeSpan Patience(int seconds) =>
        seconds is >= 0 and <= 24 * 60 * 60
            ? TimeSpan.FromSeconds(seconds)
            : throw new UserErrorException(ExitCodes.WrongUsage, $"--drain is {seconds}; it must be from 0 to 86400 seconds.");

    /// <exception cref="UserErrorException">It is no address.</exception>
    private static string Proxy(string text) =>
        System.Net.IPAddress.TryParse(text, out _)
            ? text
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--trusted-proxy is '{text}'; it must be the IP address that the proxy calls from, such as 10.0.0.5."
            );

    private static string Checked(string urls)
    {
        foreach (var url in urls.Split(';'))
            Url(url, "--urls");
        return urls;
    }

    /// <exception cref="UserErrorException">It is no address.</exception>
    private static Uri Url(string text, string option) =>
        Uri.TryCreate(
            text.Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal),
            UriKind.Absolute,
            out var url
        ) && url.Scheme is "http" or "https"
            ? url
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{option} is '{text}'; it must be an address such as http://127.0.0.1:5080."
            );
}
