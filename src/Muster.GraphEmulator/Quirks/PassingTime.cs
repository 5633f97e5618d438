namespace Muster.GraphEmulator.Quirks;

/// <summary>A trouble that lasts for a time, counted from the first request that meets it.</summary>
internal sealed class PassingTime(TimeSpan span, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _first;

    /// <summary>Whether the trouble is still on; the first question starts it.</summary>
    public bool IsRunning()
    {
        if (span <= TimeSpan.Zero)
            return false;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            _first ??= now;
            return now - _first < span;
        }
    }
}
