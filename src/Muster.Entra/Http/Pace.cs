namespace Muster.Entra.Http;

/// <summary>
/// Keeps all requests of one client from running into the limit of the service: it slows down when the service says how much of the limit is used, and stops
/// altogether for as long as the service asks to wait, whichever request was told.
/// </summary>
/// <remarks>
/// Graph's budget is a bucket that refills evenly over ten seconds (throttling limits, identity and access), and <c>x-ms-throttle-limit-percentage</c> says from 0.8
/// on which share of it is used. Waiting ten seconds times what goes beyond 0.8 brings it back to there.
/// </remarks>
internal sealed class Pace(TimeProvider clock)
{
    /// <summary>Share of the limit from which on the service tells it.</summary>
    public const double Told = 0.8;

    /// <summary>Most that the service ever tells.</summary>
    private const double Most = 1.8;

    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private double? _highest;

    /// <summary>The highest share of the limit that the service told; null for none.</summary>
    public double? Highest
    {
        get
        {
            lock (_lock)
                return _highest;
        }
    }

    /// <summary>How long the next request has to wait; taken together with its turn, so that two requests do not leave at once after a wait.</summary>
    public TimeSpan Next()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            return _notBefore > now ? _notBefore - now : TimeSpan.Zero;
        }
    }

    /// <summary>Notes which share of the limit is used.</summary>
    public void Used(double share)
    {
        lock (_lock)
            _highest = Math.Max(share, _highest ?? 0);
        if (share > Told)
            Stop(Refill * (Math.Min(share, Most) - Told));
    }

    /// <summary>Lets no request leave for a while.</summary>
    public void Stop(TimeSpan time)
    {
        lock (_lock)
        {
            var until = clock.GetUtcNow() + time;
            if (until > _notBefore)
                _notBefore = until;
        }
    }
}
