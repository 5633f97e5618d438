using Muster.Server;
using Muster.Server.Workspaces;

namespace Muster.Cli.Serving;

/// <summary><c>muster serve --every-workspace</c>: all workspaces in one process.</summary>
internal static class ServeEvery
{
    /// <summary>Runs it until it is asked to stop.</summary>
    /// <param name="call">Where to say so.</param>
    /// <param name="options">How it is started.</param>
    /// <param name="hosts">Which host name is whose; null for those that lead to this machine.</param>
    /// <param name="drain">How long what is under way may go on then.</param>
    /// <param name="cancellationToken">Asks it to stop.</param>
    /// <exception cref="UserErrorException">It cannot be started so.</exception>
    public static async Task RunAsync(
        Invocation call,
        ServerOptions options,
        WorkspaceHosts? hosts,
        TimeSpan drain,
        CancellationToken cancellationToken
    )
    {
        if (options.Workspace is { } one)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"Either --workspace (or MUSTER_WORKSPACE), which is '{one}', or --every-workspace: leave one of them out."
            );
        if (options.Telemetry.IsOn)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "Figures are of one workspace, and must not show one organisation what another does: leave out --metrics and OTEL_EXPORTER_OTLP_ENDPOINT, or serve the workspace alone with --workspace."
            );
        InstallationServer server;
        var turn = new Lock();
        try
        {
            server = await InstallationServer.StartAsync(
                options,
                hosts,
                (workspace, served) =>
                {
                    lock (turn)
                    {
                        call.Terminal.Say($"[bold]{workspace.Name}[/] is at [bold]{served.Address}[/]");
                        ServeCommand.SayToken(call, served.Address, served.SetupToken);
                        call.Terminal.Writer.Flush();
                    }
                },
                call.Clock,
                cancellationToken
            );
        }
        catch (IOException taken)
        {
            throw ServeCommand.Taken(options, taken);
        }
        await using (server)
            await ServeCommand.UntilStoppedAsync(call, drain, server.DrainAsync, cancellationToken);
    }
}
