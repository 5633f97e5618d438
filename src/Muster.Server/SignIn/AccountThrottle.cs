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

    /// <summary>Whether an account rests for a place: an address, or a device that is known.</summary>
    public bool IsResting(Guid account, string place)
    {
        var now = clock.GetUtcNow();
        return _counts.Of(Key(account, place), now) is { Failures: >= Free } count && now - count.Last < RestAfter(count.Failures);
    }

    /// <summary>Counts a wrong guess.</summary>
    public void Note(Guid account, string place) => _counts.Add(Key(account, place), clock.GetUtcNow());

    /// <summary>Forgives what was mistyped before.</summary>
    public void Forget(Guid account, string place) => _counts.Forget(Key(account, place));

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

    private static string Key(Guid account, string place) => $"{account:N} {place}";
}
