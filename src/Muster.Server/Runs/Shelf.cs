using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Muster.Server.Runs;

/// <summary>Results of work that are looked at and stored nowhere: a comparison, a draft of an undo. Only the latest are kept, and only while the server runs.</summary>
/// <remarks>They are numbered from a number that no other start of any process has, so that an address of theirs leads to nothing there.</remarks>
/// <param name="clock">Tells the time.</param>
internal sealed class Shelf(TimeProvider clock)
{
    private const int Kept = 20;
    private readonly ConcurrentDictionary<long, object> _results = new();
    private long _last = (clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000) + RandomNumberGenerator.GetInt32(1000);

    /// <summary>Puts one down.</summary>
    /// <returns>The number to find it by.</returns>
    public long Put(object result)
    {
        var number = Interlocked.Increment(ref _last);
        _results[number] = result;
        _results.TryRemove(number - Kept, out _);
        return number;
    }

    /// <summary>Finds one; null when it is gone.</summary>
    public T? Find<T>(long? number)
        where T : class => number is { } key && _results.TryGetValue(key, out var result) ? result as T : null;
}
