using System.Runtime.InteropServices;

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
    private readonly Dictionary<Guid, int> _underWay = [];

    /// <summary>Takes a guess at an account before it is checked, and counts it as wrong until it is known to be right.</summary>
    /// <param name="account">At which account.</param>
    /// <param name="place">From where: an address, or a device that is known.</param>
    /// <returns>The guess; null while the account rests for the place.</returns>
    public Guess? TryTake(Guid account, string place)
    {
        var now = clock.GetUtcNow();
        return _counts.TryTake(
            $"{account:N} {place}",
            now,
            count => count.Failures >= Free && now - count.Last < RestAfter(count.Failures)
        );
    }

    /// <summary>Gives a guess back that was right, and forgives no other.</summary>
    public void GiveBack(Guess guess) => _counts.GiveBack(guess, clock.GetUtcNow());

    /// <summary>Forgives what was mistyped before a guess that was right.</summary>
    public void Forget(Guess guess) => _counts.Forget(guess);

    /// <summary>Begins a check of the account that is not counted yet, wherever it comes from.</summary>
    /// <returns>How many are under way with it.</returns>
    public int Begin(Guid account)
    {
        lock (_underWay)
            return CollectionsMarshal.GetValueRefOrAddDefault(_underWay, account, out _) += 1;
    }

    /// <summary>Ends a check: it is counted, or was right.</summary>
    public void End(Guid account)
    {
        lock (_underWay)
            if (--_underWay[account] == 0)
                _underWay.Remove(account);
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
