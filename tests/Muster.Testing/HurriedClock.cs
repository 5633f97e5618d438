using Muster.Storage.Sql;

namespace Muster.Testing;

/// <summary>Real time made to run faster, and moved on at will: long waits end soon, and the order of everything stays.</summary>
public sealed class HurriedClock(double speed = 1) : TimeProvider, ICommonClock
{
    private readonly long _start = System.GetTimestamp();
    private readonly DateTimeOffset _startedAt = System.GetUtcNow();
    private TimeSpan _moved;

    /// <summary>Lets time pass at once.</summary>
    public void Move(TimeSpan span) => _moved += span;

    public override DateTimeOffset GetUtcNow() => _startedAt + _moved + (System.GetElapsedTime(_start) * speed);

    public override long GetTimestamp() => _start + (long)((System.GetTimestamp() - _start) * speed);

    public override long TimestampFrequency => System.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private TimeSpan Shorter(TimeSpan span) =>
        span <= TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Max(1, span.TotalMilliseconds / speed));
}
