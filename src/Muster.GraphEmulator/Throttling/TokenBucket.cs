namespace Muster.GraphEmulator.Throttling;

/// <summary>A budget that refills evenly over a window of time. Not safe for use by several threads at once.</summary>
internal sealed class TokenBucket(TimeSpan window)
{
    /// <summary>Graph tells no more than 1.8, at which four of five calls are refused.</summary>
    private const double MostOverdrawn = 1.8;
    private double _used;
    private DateTimeOffset? _at;

    /// <summary>Takes a cost, whether it fits or not: what is refused counts as well, but not without end.</summary>
    /// <returns>The part of the budget that is used with it; above 1 it does not fit.</returns>
    public double Take(int cost, int limit, DateTimeOffset now)
    {
        _used = Math.Max(0, _used - ((now - (_at ?? now)) / window * limit));
        _at = now;
        var share = (_used + cost) / limit;
        _used = Math.Min(_used + cost, limit * MostOverdrawn);
        return share;
    }

    /// <summary>How long until such a cost fits, if nothing else is taken meanwhile.</summary>
    public TimeSpan WaitFor(int cost, int limit) => Math.Max(0, (_used + Math.Min(cost, limit) - limit) / limit) * window;

    public double Share(int limit) => _used / limit;
}
