using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Muster.Engine.Auditing;
using Muster.Engine.Workspaces;
using Muster.Server.Hosting;
using Muster.Server.Nodes;
using Muster.Server.Runs;
using Muster.Storage;

namespace Muster.Server.Workspaces;

/// <summary>The workspaces that one process serves: those that are there, each with services of its own, and nothing shared but the database and the process.</summary>
internal sealed partial class OpenWorkspaces(
    ServerOptions options,
    ServingNode node,
    MusterDatabase database,
    WorkspaceHosts hosts,
    TimeProvider clock,
    ILogger<OpenWorkspaces> log
) : IAsyncDisposable
{
    /// <summary>How soon one that was made, renamed or removed elsewhere is noticed.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(5);

    /// <summary>How many are opened at once: it takes a processor each.</summary>
    private const int AtOnce = 4;

    private readonly ConcurrentDictionary<string, Entry> _open = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<int, RepeatedFailure> _failures = new();

    /// <summary>Those that are being closed, by their number.</summary>
    private readonly Dictionary<int, Task> _closing = [];

    /// <summary>Why the last one that could not be opened could not; null where there was none.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Those that are open.</summary>
    public IReadOnlyCollection<(Workspace Workspace, ServedWorkspace Served)> All =>
        [.. _open.Values.OrderBy(entry => entry.Workspace.Number).Select(entry => (entry.Workspace, entry.Served))];

    /// <summary>What is at work in all of them.</summary>
    public IReadOnlyList<LiveRun> Work => [.. _open.Values.SelectMany(entry => entry.Served.Work)];

    /// <summary>Hands a request to a workspace.</summary>
    /// <returns>Null when it is not open.</returns>
    public HandedRequest? Begin(string workspace, IFeatureCollection features) =>
        _open.TryGetValue(workspace, out var entry) ? entry.Requests.Begin(features) : null;

    /// <summary>
    /// Opens those that are new, and begins to close those that are gone, have another name now or stopped by themselves. Nobody waits for what is closed but the workspace itself: it is opened again
    /// only afterwards.
    /// </summary>
    /// <returns>Those that were opened.</returns>
    /// <exception cref="StorageException">The database does not answer; nothing was opened or closed.</exception>
    public async Task<IReadOnlyCollection<(Workspace Workspace, ServedWorkspace Served)>> UpdateAsync(CancellationToken cancellationToken)
    {
        var there = await database.Workspaces.ListAsync(cancellationToken);
        foreach (var (name, entry) in _open)
            if ((entry.Served.HasStopped || !there.Contains(entry.Workspace)) && _open.TryRemove(name, out _))
                _closing[entry.Workspace.Number] = CloseAsync(entry);
        foreach (var (number, closed) in _closing)
            if (closed.IsCompleted)
                _closing.Remove(number);
        var opened = new ConcurrentBag<(Workspace Workspace, ServedWorkspace Served)>();
        await Parallel.ForEachAsync(
            there.Where(workspace => !_open.ContainsKey(workspace.Name) && !_closing.ContainsKey(workspace.Number)).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (workspace, token) =>
            {
                try
                {
                    var entry = await OpenAsync(workspace, token);
                    _open[workspace.Name] = entry;
                    opened.Add((workspace, entry.Served));
                    _failures.TryRemove(workspace.Number, out _);
                }
                // One that cannot be opened keeps nobody from the others, also where something in it was cancelled; it is tried again.
                catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
                {
                    Failure = fault;
                    if (_failures.GetOrAdd(workspace.Number, _ => new(clock)).IsNews(fault))
                        LogFailure(log, workspace.Name, fault);
                }
            }
        );
        return [.. opened.OrderBy(each => each.Workspace.Number)];
    }

    /// <summary>Tells everybody who is connected that the server stops.</summary>
    public void BeginToStop()
    {
        foreach (var entry in _open.Values)
            entry.Served.BeginToStop();
    }

    /// <summary>Lets what is under way end in each, and closes them.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll([.. _closing.Values, .. _open.Values.Select(CloseAsync)]);

    /// <summary>Closes one; what fails is in the log, and keeps nobody from the others.</summary>
    private async Task CloseAsync(Entry entry)
    {
        // Not on the thread of whoever looks after the others.
        await Task.Yield();
        try
        {
            await entry.Served.DisposeAsync();
        }
        catch (Exception fault)
        {
            LogUnclosed(log, entry.Workspace.Name, fault);
        }
    }

    private async Task<Entry> OpenAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        // Whoever asks for a page of one is not the one who does what its jobs will do.
        DeedOrigin.Current = null;
        var requests = new HandedRequests(hosts.AddressOf(workspace.Name));
        var own = options with
        {
            Workspace = workspace.Name,
            PublicUrl = options.PublicUrl is null ? null : hosts.AddressOf(workspace.Name),
            AuditAnchors = options.AuditAnchors is { } anchors
                ? Path.Combine(anchors, workspace.Number.ToString(CultureInfo.InvariantCulture))
                : null,
            AuditAnchorsOfAll = options.AuditAnchors,
        };
        return new(
            workspace,
            await ServedWorkspace.OpenAsync(own, node, database.Of(workspace.Number), clock, requests, cancellationToken),
            requests
        );
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The workspace {Workspace} cannot be served. It is tried again every few seconds; that is told again when the reason changes, and every ten minutes."
    )]
    private static partial void LogFailure(ILogger logger, string workspace, Exception fault);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The workspace {Workspace} is not served any more, but something in it did not come to its end. Nothing is half written."
    )]
    private static partial void LogUnclosed(ILogger logger, string workspace, Exception fault);

    private sealed record Entry(Workspace Workspace, ServedWorkspace Served, HandedRequests Requests);
}
