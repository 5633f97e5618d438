using System.Threading.Channels;

namespace Muster.Engine.Notifications;

/// <summary>Hints and reads of one connection. A hint raises a number; a read settles the number as it was before the read began.</summary>
internal sealed class ConnectionWaker
{
    private readonly Func<DateTimeOffset, CancellationToken, Task<WokenReadResult>> _read;
    private readonly NotificationOptions _options;
    private readonly TimeProvider _clock;
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Lock _lock = new();
    private readonly Task _loop;
    private long _hinted;
    private long _settled;
    private long _gathered;

    /// <summary>When the first hint came that nothing has settled, and the first that the read at work does not settle.</summary>
    private DateTimeOffset _since;
    private DateTimeOffset _sinceNext;
    private long _reads;
    private string? _problem;
    private TaskCompletionSource? _quiet;

    public ConnectionWaker(
        Func<DateTimeOffset, CancellationToken, Task<WokenReadResult>> read,
        NotificationOptions options,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        (_read, _options, _clock) = (read, options, clock);
        _loop = LoopAsync(stop);
    }

    public WakerState State
    {
        get
        {
            lock (_lock)
                return new WakerState(_hinted, _reads, _hinted != _settled, _problem);
        }
    }

    public void Hint()
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            if (_hinted == _settled)
                _since = now;
            else if (_hinted == _gathered)
                _sinceNext = now;
            _hinted++;
        }
        _signal.Writer.TryWrite(true);
    }

    public Task QuietAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_hinted == _settled)
                return Task.CompletedTask;
            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _quiet.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for the end after the token of the constructor was cancelled.</summary>
    public async Task EndAsync()
    {
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
            _quiet?.TrySetCanceled(CancellationToken.None);
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        while (await _signal.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            _signal.Reader.TryRead(out _);
            for (var failures = 0; State.Waiting; )
            {
                var upTo = await GatherAsync(stop).ConfigureAwait(false);
                var result = await ReadAsync(stop).ConfigureAwait(false);
                Settle(result, upTo);
                failures = result.Done ? 0 : failures + 1;
                if (failures > 0)
                    await Task.Delay(Backoff.Wait(failures, _options.FirstRetry, _options.LongestRetry), _clock, stop)
                        .ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until hints have stopped coming, but not for ever.</summary>
    /// <returns>How many hints the read that begins now takes care of.</returns>
    private async Task<long> GatherAsync(CancellationToken stop)
    {
        var start = _clock.GetTimestamp();
        while (true)
        {
            var before = State.Hints;
            var left = _options.LongestWait - _clock.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                await Task.Delay(left < _options.Quiet ? left : _options.Quiet, _clock, stop).ConfigureAwait(false);
            var now = State.Hints;
            if (now == before || left <= TimeSpan.Zero)
                return Gathered();
        }
    }

    private long Gathered()
    {
        lock (_lock)
            return _gathered = _hinted;
    }

    private async Task<WokenReadResult> ReadAsync(CancellationToken stop)
    {
        DateTimeOffset since;
        lock (_lock)
            since = _since;
        try
        {
            return await _read(since, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Nobody above could do more than what is done here: keep the hint, say why, and try again.
            return new WokenReadResult(false, failure.Message);
        }
    }

    private void Settle(WokenReadResult result, long upTo)
    {
        lock (_lock)
        {
            _reads++;
            _problem = result.Done ? null : result.Words;
            if (result.Done)
                (_settled, _since) = (upTo, _sinceNext);
            if (_settled != _hinted)
                return;
            _quiet?.TrySetResult();
            _quiet = null;
        }
    }
}
