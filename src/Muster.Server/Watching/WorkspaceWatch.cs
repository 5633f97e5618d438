using Muster.Engine.Watching;
using Muster.Server.Runs;

namespace Muster.Server.Watching;

/// <summary>
/// Tells open pages what another process did: the command line, or another server on the same database. It looks how far the workspace has come, once for
/// everybody who watches, and not at all while nobody does.
/// </summary>
internal sealed class WorkspaceWatch(MusterInstance muster, LiveRuns live, TimeProvider clock) : IDisposable
{
    /// <summary>So often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private CancellationTokenSource? _looking;
    private int _watching;

    /// <summary>Whether anybody does.</summary>
    public bool IsWatched => Volatile.Read(ref _watching) > 0;

    /// <summary>Somebody watches, until what is given is disposed.</summary>
    public IDisposable Begin()
    {
        lock (_lock)
            if (_watching++ == 0)
            {
                _looking = new();
                var stop = _looking.Token;
                // Not on the thread of the page that happens to be the first.
                _ = Task.Run(() => LookAsync(stop), CancellationToken.None);
            }
        return new Watcher(this);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
            Stop();
    }

    private async Task LookAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            WorkspaceMark? seen = null;
            do seen = await TellAsync(seen, stop);
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // Nobody watches any more.
        }
    }

    private async Task<WorkspaceMark?> TellAsync(WorkspaceMark? seen, CancellationToken stop)
    {
        try
        {
            var now = await muster.Database.Marks.NowAsync(stop);
            if (seen is not null && seen != now)
                live.Tell();
            return now;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The next look may succeed; what cannot be read is said by the pages themselves.
            return seen;
        }
    }

    private void End()
    {
        lock (_lock)
            if (--_watching == 0)
                Stop();
    }

    private void Stop()
    {
        _looking?.Cancel();
        _looking?.Dispose();
        _looking = null;
    }

    private sealed class Watcher(WorkspaceWatch watch) : IDisposable
    {
        private int _isGone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGone, 1) == 0)
                watch.End();
        }
    }
}
