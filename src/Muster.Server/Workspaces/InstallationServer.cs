using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Muster.Engine.Auditing;
using Muster.Engine.Connections;
using Muster.Engine.Workspaces;
using Muster.Server.Hosting;
using Muster.Server.Nodes;
using Muster.Storage;
using Muster.Storage.Moving;

namespace Muster.Server.Workspaces;

/// <summary>The running server of every workspace of an installation, each at a host name of its own.</summary>
internal sealed partial class InstallationServer : IAsyncDisposable
{
    private readonly WebApplication _listener;
    private readonly MusterDatabase _database;
    private readonly FolderUse? _use;
    private readonly OpenWorkspaces _open;
    private readonly NodeSigns _signs;
    private readonly Action<Workspace, ServedWorkspace> _opened;
    private readonly CancellationTokenSource _stop = new();
    private readonly RepeatedFailure _failure;
    private readonly Task _watch;

    private InstallationServer(
        WebApplication listener,
        MusterDatabase database,
        FolderUse? use,
        OpenWorkspaces open,
        NodeSigns signs,
        Action<Workspace, ServedWorkspace> opened,
        TimeProvider clock
    )
    {
        (_listener, _database, _use, _open, _signs, _opened) = (listener, database, use, open, signs, opened);
        _failure = new(clock);
        _watch = WatchAsync(clock);
    }

    /// <summary>The workspaces that are served.</summary>
    public IReadOnlyCollection<(Workspace Workspace, ServedWorkspace Served)> Workspaces => _open.All;

    /// <summary>Opens the data, brings it up to date, begins to listen and opens every workspace.</summary>
    /// <param name="options">How. Where a public address is given, <paramref name="hosts"/> were made from it.</param>
    /// <param name="hosts">Which host name is whose; null for those that lead to this machine.</param>
    /// <param name="opened">Is told of each workspace that is served, also of those that are made later.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StorageException">The data folder cannot be used, or none of the workspaces can be opened for such a reason.</exception>
    /// <exception cref="CredentialUnreadableException">None of the workspaces can be opened: the key file is missing or another.</exception>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<InstallationServer> StartAsync(
        ServerOptions options,
        WorkspaceHosts? hosts,
        Action<Workspace, ServedWorkspace> opened,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        DeedOrigin.Current = null;
        var use = options.Database is null ? FolderUse.ByServer(options.DataFolder) : null;
        MusterDatabase? database = null;
        WebApplication? listener = null;
        OpenWorkspaces? open = null;
        try
        {
            database = await MusterInstance.DatabaseAsync(options.DataFolder, options.Database, workspace: null, clock, cancellationToken);
            listener = Listener(options, clock);
            var node = new ServingNode();
            var dispatch = new HostDispatch(new Readiness(node, database));
            var socket = listener.Services.GetRequiredService<IServer>();
            await socket.StartAsync(dispatch, cancellationToken);
            var listening = new Uri(socket.Features.Get<IServerAddressesFeature>()!.Addresses.First());
            hosts ??= WorkspaceHosts.OnThisMachine(listening);
            var served = open = new(options, node, database, hosts, clock, listener.Services.GetRequiredService<ILogger<OpenWorkspaces>>());
            dispatch.Served = (hosts, open);
            var first = await open.UpdateAsync(cancellationToken);
            // A process with none would look well to whatever hands out requests, and answer that there is nothing.
            if (first.Count == 0 && open.Failure is { } failure)
                ExceptionDispatchInfo.Throw(failure);
            dispatch.IsOpening = false;
            foreach (var (workspace, one) in first)
                opened(workspace, one);
            var signs = await NodeSigns.BeginAsync(
                node,
                listening,
                serves: null,
                database.Nodes,
                () => served.Work,
                options.Places,
                clock,
                listener.Services.GetRequiredService<ILogger<NodeSigns>>()
            );
            return new(listener, database, use, open, signs, opened, clock);
        }
        catch
        {
            if (open is not null)
                await open.DisposeAsync();
            if (listener is not null)
                await listener.DisposeAsync();
            if (database is not null)
                await database.DisposeAsync();
            use?.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="NodeSigns.DrainAsync" />
    public async Task DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        // What is made elsewhere from now on is opened elsewhere.
        await _stop.CancelAsync();
        await _signs.DrainAsync(patience, cancellationToken);
    }

    /// <summary>Stops listening, lets what is under way in each workspace end, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        using var stop = _stop;
        using var use = _use;
        await using var database = _database;
        await using var listener = _listener;
        await using var signs = _signs;
        await using var open = _open;
        await stop.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        open.BeginToStop();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await listener.Services.GetRequiredService<IServer>().StopAsync(patience.Token);
    }

    /// <summary>What listens; nothing else of it is ever started.</summary>
    private static WebApplication Listener(ServerOptions options, TimeProvider clock)
    {
        var builder = ServerBuilder.Begin(options);
        ServerBuilder.Listen(builder.WebHost, options, clock);
        ServerBuilder.Log(builder.Logging, options, clock, workspace: null);
        var listener = builder.Build();
        foreach (var url in options.Urls.Split(';'))
            listener.Urls.Add(url);
        return listener;
    }

    /// <summary>Follows what is made, renamed and removed elsewhere.</summary>
    private async Task WatchAsync(TimeProvider clock)
    {
        using var rhythm = new PeriodicTimer(OpenWorkspaces.Rhythm, clock);
        try
        {
            while (await rhythm.WaitForNextTickAsync(_stop.Token))
                try
                {
                    foreach (var (workspace, served) in await _open.UpdateAsync(_stop.Token))
                        _opened(workspace, served);
                    _failure.End();
                }
                // Whatever it is, the next look is in five seconds.
                catch (Exception fault) when (!_stop.IsCancellationRequested)
                {
                    if (_failure.IsNews(fault))
                        LogFailure(_listener.Services.GetRequiredService<ILogger<InstallationServer>>(), fault);
                }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "It cannot be seen which workspaces there are. Those that are served go on.")]
    private static partial void LogFailure(ILogger logger, Exception fault);
}
