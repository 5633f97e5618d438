using Microsoft.Extensions.Logging;
using Muster.Engine.Nodes;
using Muster.Server.Runs;
using Muster.Storage;

namespace Muster.Server.Nodes;

/// <summary>Lets everybody who uses the database know that this process serves and how it is, from its start to its end; and how it comes to that end while others go on.</summary>
internal sealed partial class NodeSigns : IAsyncDisposable
{
    /// <summary>How often it gives a sign of life.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(10);

    /// <summary>So long requests are answered at least where another process could take them: whatever hands them out looks every few seconds whether this one is ready.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromSeconds(5);

    /// <summary>After so many signs, which is an hour, it looks whose signs have ended.</summary>
    private const int SweepEvery = 360;

    private readonly ServingNode _node;
    private readonly NodeIdentity _identity;
    private readonly INodeStore _store;
    private readonly Func<IReadOnlyList<LiveRun>> _work;
    private readonly WorkPlaces _places;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _signs;
    private bool _isUnknown;

    private NodeSigns(
        ServingNode node,
        NodeIdentity identity,
        INodeStore store,
        Func<IReadOnlyList<LiveRun>> work,
        WorkPlaces places,
        TimeProvider clock,
        ILogger log
    )
    {
        (_node, _identity, _store, _work, _places, _clock, _log) = (node, identity, store, work, places, clock, log);
        _signs = SignAsync(_stop.Token);
    }

    /// <summary>Makes the process known. A database that does not answer is told of in the log and tried again.</summary>
    /// <param name="node">The process.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="serves">Number of the workspace that it serves; null for all.</param>
    /// <param name="store">Keeps who serves.</param>
    /// <param name="work">What is at work in the process.</param>
    /// <param name="places">How much of that may be at once.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="log">Is told of what fails.</param>
    public static async Task<NodeSigns> BeginAsync(
        ServingNode node,
        Uri address,
        int? serves,
        INodeStore store,
        Func<IReadOnlyList<LiveRun>> work,
        WorkPlaces places,
        TimeProvider clock,
        ILogger log
    )
    {
        var identity = new NodeIdentity(
            node.Id,
            Environment.MachineName,
            Environment.ProcessId,
            MusterVersion.Text,
            address.GetLeftPart(UriPartial.Authority),
            serves
        );
        var signs = new NodeSigns(node, identity, store, work, places, clock, log);
        await signs.TryAsync(signs.GiveAsync);
        await signs.TryAsync(store.SweepAsync);
        return signs;
    }

    /// <summary>
    /// Lets the process come to its end: it is not ready from now on, and nothing begins by itself; what people ask for is answered. Returns when what is under way has ended and whatever hands out requests had time
    /// to notice, or when patience is over.
    /// </summary>
    /// <param name="patience">How long it waits at most.</param>
    /// <param name="cancellationToken">Ends the waiting at once.</param>
    public async Task DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        _node.Drain();
        var (seconds, begun) = ((int)patience.TotalSeconds, _work().Count);
        LogDraining(_log, seconds, begun);
        await TryAsync(GiveAsync);
        using var over = new CancellationTokenSource(patience, _clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await Task.WhenAll(NoticedAsync(end.Token), EndedAsync(end.Token));
            LogDrained(_log);
        }
        catch (OperationCanceledException)
        {
            var left = _work().Count;
            LogCutShort(_log, left);
        }
    }

    /// <summary>Takes the process off the list of those that serve; nothing is served any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _signs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await TryAsync(stop => _store.RemoveAsync(_node.Id, stop));
        _stop.Dispose();
        _node.Dispose();
    }

    private async Task SignAsync(CancellationToken stop)
    {
        using var rhythm = new PeriodicTimer(Rhythm, _clock);
        for (var given = 1; await rhythm.WaitForNextTickAsync(stop); given++)
        {
            await TryAsync(GiveAsync);
            if (given % SweepEvery == 0)
                await TryAsync(_store.SweepAsync);
        }
    }

    private Task GiveAsync(CancellationToken cancellationToken) =>
        _store.SignAsync(_identity, new(_node.IsDraining, _work().Count, _places.Waiting), cancellationToken);

    private async Task NoticedAsync(CancellationToken end)
    {
        if (await HasOthersAsync())
            await Task.Delay(Notice, _clock, end);
    }

    private async Task EndedAsync(CancellationToken end)
    {
        while (_work() is { Count: > 0 } left)
            await Task.WhenAll(left.Select(run => run.EndAsync(end)));
    }

    private async Task<bool> HasOthersAsync()
    {
        var others = false;
        await TryAsync(async stop =>
            others = (await _store.ListAsync(stop)).Any(node => node.Identity.Id != _node.Id && node.State == NodeState.Serving)
        );
        return others;
    }

    /// <summary>Does what need not succeed; what fails is said once until something succeeds again.</summary>
    private async Task TryAsync(Func<CancellationToken, Task> ask)
    {
        try
        {
            await ask(CancellationToken.None);
            _isUnknown = false;
        }
        catch (StorageException fault)
        {
            if (!_isUnknown)
                LogUnknown(_log, fault.Message);
            _isUnknown = true;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Draining: this process is not ready any more, and nothing begins here by itself. It stops when what is under way ({Work}) has ended, in {Seconds} seconds at the latest."
    )]
    private static partial void LogDraining(ILogger log, int seconds, int work);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained: what was under way has ended.")]
    private static partial void LogDrained(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The time to drain is over: what is still under way ({Work}) is stopped.")]
    private static partial void LogCutShort(ILogger log, int work);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The list of processes that serve cannot be written or read now; others may take this one for lost. It is tried again. {Reason}"
    )]
    private static partial void LogUnknown(ILogger log, string reason);
}
