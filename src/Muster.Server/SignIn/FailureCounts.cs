namespace Muster.Server.SignIn;

/// <summary>How often something failed, by key, in bounded memory: beyond so many keys the ones that failed least, and longest ago, are forgotten.</summary>
/// <param name="most">Most keys that are remembered.</param>
/// <param name="isOver">Whether a count does not matter any more at an instant.</param>
internal sealed class FailureCounts(int most, Func<FailureCount, DateTimeOffset, bool> isOver)
{
    private readonly Dictionary<string, FailureCount> _counts = new(StringComparer.Ordinal);
    private readonly Lock _turn = new();

    /// <summary>How many keys are remembered.</summary>
    public int Remembered
    {
        get
        {
            lock (_turn)
                return _counts.Count;
        }
    }

    /// <summary>The count of a key; null for none that matters.</summary>
    public FailureCount? Of(string key, DateTimeOffset now)
    {
        lock (_turn)
            return _counts.TryGetValue(key, out var count) && !isOver(count, now) ? count : null;
    }

    /// <summary>Counts a failure.</summary>
    /// <returns>The count with it.</returns>
    public FailureCount Add(string key, DateTimeOffset now)
    {
        lock (_turn)
        {
            if (!_counts.ContainsKey(key))
                MakeRoom(now);
            return _counts[key] = Of(key, now) is { } count ? new(count.Failures + 1, count.First, now) : new(1, now, now);
        }
    }

    /// <summary>Takes a guess before it is checked, and counts it as wrong until it is known to be right: of guesses at once none is free.</summary>
    /// <param name="key">What it counts for.</param>
    /// <param name="now">The present.</param>
    /// <param name="rests">Whether nothing is checked after so many failures.</param>
    /// <returns>The guess; null where nothing is checked.</returns>
    public Guess? TryTake(string key, DateTimeOffset now, Func<FailureCount, bool> rests)
    {
        lock (_turn)
        {
            var before = Of(key, now);
            return before is { } count && rests(count) ? null : new Guess(key, before, Add(key, now));
        }
    }

    /// <summary>Gives a guess back that was right, and forgives no other.</summary>
    public void GiveBack(Guess guess, DateTimeOffset now)
    {
        lock (_turn)
            if (Of(guess.Key, now) is not { } count)
                return;
            else if ((count == guess.Counted ? guess.Before : count with { Failures = count.Failures - 1 }) is { Failures: > 0 } left)
                _counts[guess.Key] = left;
            else
                _counts.Remove(guess.Key);
    }

    /// <summary>Forgives a guess that was right and what failed before.</summary>
    public void Forget(Guess guess)
    {
        lock (_turn)
            _counts.Remove(guess.Key);
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_counts.Count < most)
            return;
        foreach (var old in _counts.Where(each => isOver(each.Value, now)).ToList())
            _counts.Remove(old.Key);
        while (_counts.Count >= most && _counts.MinBy(each => (each.Value.Failures, each.Value.First)) is { Key: not null } least)
            _counts.Remove(least.Key);
    }
}

/// <summary>How often something failed.</summary>
/// <param name="Failures">How often.</param>
/// <param name="First">When first.</param>
/// <param name="Last">When last.</param>
internal readonly record struct FailureCount(int Failures, DateTimeOffset First, DateTimeOffset Last);

/// <summary>A guess that was taken.</summary>
/// <param name="Key">What it counts for.</param>
/// <param name="Before">The count without it; null for none.</param>
/// <param name="Counted">The count with it.</param>
internal sealed record Guess(string Key, FailureCount? Before, FailureCount Counted);
