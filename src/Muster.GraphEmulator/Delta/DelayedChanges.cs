namespace Muster.GraphEmulator.Delta;

/// <summary>Keeps changes of one kind of objects back for a while, as replication does.</summary>
internal sealed class DelayedChanges(TimeSpan delay, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly List<(long Revision, DateTimeOffset At)> _met = [];

    /// <summary>The last revision that is told now.</summary>
    /// <param name="revision">Where the tenant stands.</param>
    public long Visible(long revision)
    {
        if (delay == TimeSpan.Zero)
            return revision;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            // What was there before anybody asked is old enough; a tenant that was reset begins anew.
            if (_met.Count == 0 || _met[^1].Revision > revision)
            {
                _met.Clear();
                _met.Add((revision, now - delay));
            }
            else if (_met[^1].Revision < revision)
                _met.Add((revision, now));
            return _met.FindLast(entry => now - entry.At >= delay).Revision;
        }
    }
}
