namespace Muster.Cli.Demo;

/// <summary>The time of day, moved into the past or not: so a demo lives two years in seconds. Spans are as long as they are.</summary>
internal sealed class MovedClock(TimeProvider real) : TimeProvider
{
    private long _behind;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    /// <inheritdoc />
    public override long TimestampFrequency => real.TimestampFrequency;

    /// <summary>Makes it a moment of the past; it goes on from there.</summary>
    public void MoveTo(DateTimeOffset moment) => Interlocked.Exchange(ref _behind, Math.Max(0, (real.GetUtcNow() - moment).Ticks));

    /// <summary>Makes it now.</summary>
    public void BeNow() => Interlocked.Exchange(ref _behind, 0);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() - TimeSpan.FromTicks(Interlocked.Read(ref _behind));

    /// <inheritdoc />
    public override long GetTimestamp() => real.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);
}
