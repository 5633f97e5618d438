namespace Muster.Engine.Caching;

/// <summary>Keeps the few values that were asked for last, each made once however many ask for it at once. What failed, is out of date or is not there is made anew. Safe from several threads.</summary>
/// <param name="most">At most so many.</param>
/// <param name="idle">So long one is kept that nobody asks for; looked at with every question.</param>
/// <param name="clock">Tells the time.</param>
public sealed class LatestFew<TKey, TValue>(int most, TimeSpan idle, TimeProvider clock)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <summary>The value kept under a key, or one that is made now.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="version">Differs whenever the value may differ: what was made of another version is made anew, and not kept.</param>
    /// <param name="make">Makes it, for everybody who waits; null is handed out and not kept.</param>
    /// <param name="cancellationToken">Stops waiting; what others wait for goes on.</param>
    public async Task<TValue> OfAsync(TKey key, object version, Func<Task<TValue>> make, CancellationToken cancellationToken)
    {
        var entry = Take(key, version, make);
        var value = await entry.Value.Value.WaitAsync(cancellationToken);
        if (value is null)
            Drop(key, entry);
        return value;
    }

    private Entry Take(TKey key, object version, Func<Task<TValue>> make)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var (old, left) in _entries)
                if (now - left.AskedAt > idle)
                    _entries.Remove(old);
            if (_entries.TryGetValue(key, out var known) && known.IsGood(version))
            {
                known.AskedAt = now;
                return known;
            }
            var made = _entries[key] = new Entry(version, new(make), now);
            while (_entries.Count > most)
                _entries.Remove(_entries.Where(pair => pair.Value != made).MinBy(pair => pair.Value.AskedAt).Key);
            return made;
        }
    }

    private void Drop(TKey key, Entry entry)
    {
        lock (_lock)
            if (_entries.GetValueOrDefault(key) == entry)
                _entries.Remove(key);
    }

    private sealed class Entry(object version, Lazy<Task<TValue>> value, DateTimeOffset askedAt)
    {
        public Lazy<Task<TValue>> Value { get; } = value;

        public DateTimeOffset AskedAt { get; set; } = askedAt;

        public bool IsGood(object wanted) =>
            version.Equals(wanted) && !(Value.IsValueCreated && Value.Value is { IsFaulted: true } or { IsCanceled: true });
    }
}
