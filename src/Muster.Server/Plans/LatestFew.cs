using System.Collections.Concurrent;

namespace Muster.Server.Plans;

/// <summary>Keeps the few values that were asked for first the latest; safe from several threads.</summary>
/// <param name="kept">At most so many.</param>
internal sealed class LatestFew<T>(int kept)
    where T : class
{
    private readonly ConcurrentQueue<string> _order = new();
    private readonly ConcurrentDictionary<string, T> _values = new();

    /// <summary>The value kept under a key, or one that is made now; null when none can be made.</summary>
    public async Task<T?> OfAsync(string key, Func<Task<T?>> make)
    {
        if (_values.TryGetValue(key, out var known))
            return known;
        if (await make() is not { } made)
            return null;
        if (_values.TryAdd(key, made))
            _order.Enqueue(key);
        while (_order.Count > kept && _order.TryDequeue(out var old))
            _values.TryRemove(old, out _);
        return made;
    }
}
