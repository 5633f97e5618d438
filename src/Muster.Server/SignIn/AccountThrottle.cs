namespace Muster.Server.SignIn;

/// <summary>Lets one account rest for one place that guessed at it too often, and for nobody else. Each further guess makes the rest twice as long.</summary>
/// <remarks>The arithmetic stands in docs/security.md. Memory is bounded as in <see cref="AddressThrottle"/>.</remarks>
internal sealed class AccountThrottle(TimeProvider clock)
{
    /// <summary>How many guesses a place has before the account rests for it.</summary>
    public const int Free = 8;

    /// <summary>Most pairs of account and place that are remembered.</summary>
    public const int MostPairs = 10_000;

    /// <summary>The first rest.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    /// <summary>The longest rest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>After so long without a guess a place begins anew.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly FailureCounts _counts = new(MostPairs, (count, now) => now - count.Last >= Kept);
    private readonly Lock _turn = new();

    /// <summary>Takes a guess before it is checked, and counts it as wrong until it is known to be right: of guesses at once none is free.</summary>
    /// <param name="account">At which account.</param>
    /// <param name="place">From where: an address, or a device that is known.</param>
    /// <returns>The guess; null while the account rests for the place.</returns>
    public Guess? TryTake(Guid account, string place)
    {
        var (key, now) = ($"{account:N} {place}", clock.GetUtcNow());
        lock (_turn)
        {
            var before = _counts.Of(key, now);
            return before is { Failures: >= Free } count && now - count.Last < RestAfter(count.Failures)
                ? null
                : new Guess(key, before, _counts.Add(key, now));
        }
    }

    /// <summary>Gives a guess back that was right, and forgives no other.</summary>
    public void GiveBack(Guess guess)
    {
        lock (_turn)
            if (_counts.Of(guess.Key, clock.GetUtcNow()) is { } count)
                _counts.Restore(guess.Key, count == guess.Counted ? guess.Before : count with { Failures = count.Failures - 1 });
    }

    /// <summary>Forgives what was mistyped before a guess that was right.</summary>
    public void Forget(Guess guess)
    {
        lock (_turn)
            _counts.Forget(guess.Key);
    }

    /// <summary>How long an account rests for a place after so many wrong guesses.</summary>
    public static TimeSpan RestAfter(int failures)
    {
        if (failures < Free)
            return TimeSpan.Zero;
        var rest = First;
        for (var guess = Free; guess < failures && rest < Longest; guess++)
            rest *= 2;
        return rest < Longest ? rest : Longest;
    }
}

/// <summary>A guess that was taken.</summary>
/// <param name="Key">At what, from where.</param>
/// <param name="Before">The count without it; null for none.</param>
/// <param name="Counted">The count with it.</param>
internal sealed record Guess(string Key, FailureCount? Before, FailureCount Counted);
