using Muster.Entra.Http;

namespace Muster.Entra.Tests.Scripted;

/// <summary>Time for tests: a wait passes at once and moves the clock on by as much; the time-out of an attempt fires only when told.</summary>
internal sealed class SkippingClock : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = System.GetUtcNow();

    /// <summary>Waits that went by, in order.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Set to let attempts time out.</summary>
    public bool AttemptsTimeOut { get; set; }

    /// <summary>Set to let waits last for ever.</summary>
    public bool WaitsHang { get; set; }

    public void Advance(TimeSpan by)
    {
        lock (_gate)
            _now += by;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isTimeout = dueTime == GraphClient.AttemptTimeout;
        if (dueTime == Timeout.InfiniteTimeSpan || (isTimeout && !AttemptsTimeOut) || (!isTimeout && WaitsHang))
            return new Silent();
        if (isTimeout)
            return System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(300), Timeout.InfiniteTimeSpan);
        lock (_gate)
            Waits.Add(dueTime);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private sealed class Silent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
