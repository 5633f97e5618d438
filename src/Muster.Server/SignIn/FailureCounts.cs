using System.Collections.Concurrent;

namespace Muster.Server.SignIn;

/// <summary>How often something failed, by key, in bounded memory: beyond so many keys the ones that failed least, and longest ago, are forgotten.</summary>
/// <param name="most">Most keys that are remembered.</param>
/// <param name="isOver">Whether a count does not matter any more at an instant.</param>
internal sealed class FailureCounts(int most, Func<FailureCount, DateTimeOffset, bool> isOver)
{
    private readonly ConcurrentDictionary<string, FailureCount> _counts = new(StringComparer.Ordinal);

    /// <summary>How many keys are remembered.</summary>
    public int Remembered => _counts.Count;

    /// <summary>The count of a key; null for none that matters.</summary>
    public FailureCount? Of(string key, DateTimeOffset now) =>
        _counts.TryGetValue(key, out var count) && !isOver(count, now) ? count : null;

    /// <summary>Counts a failure.</summary>
    /// <returns>The count with it.</returns>
    public FailureCount Add(string key, DateTimeOffset now)
    {
        if (!_counts.ContainsKey(key))
            MakeRoom(now);
        return _counts.AddOrUpdate(
            key,
            _ => new(1, now, now),
            (_, count) => isOver(count, now) ? new(1, now, now) : new(count.Failures + 1, count.First, now)
        );
    }

    /// <summary>Forgives what failed before.</summary>
    public void Forget(string key) => _counts.TryRemove(key, out _);

    /// <summary>Puts a count back as it was; null for none.</summary>
    public void Restore(string key, FailureCount? before)
    {
        if (before is { } count)
            _counts[key] = count;
        else
            Forget(key);
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_counts.Count < most)
            return;
        foreach (var old in _counts.Where(each => isOver(each.Value, now)))
            _counts.TryRemove(old);
        while (_counts.Count >= most && _counts.MinBy(each => (each.Value.Failures, each.Value.First)) is { Key: not null } least)
            _counts.TryRemove(least);
    }
}

/// <summary>How often something failed.</summary>
/// <param name="Failures">How often.</param>
/// <param name="First">When first.</param>
/// <param name="Last">When last.</param>
internal readonly record struct FailureCount(int Failures, DateTimeOffset First, DateTimeOffset Last);
