using System.Globalization;

namespace Muster.Entra.Http;

/// <summary>When a request is repeated, and after how long. Pure: chance and time are handed in.</summary>
/// <param name="Random">A number from 0 to 1, for jitter.</param>
internal sealed record RetryRules(Func<double> Random)
{
    /// <summary>How often one request is sent at most.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The same while nothing has ever answered: a wrong address should be told soon.</summary>
    public int AttemptsBeforeFirstAnswer { get; init; } = 3;

    /// <summary>Longest single wait, whatever the service asks for.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>All waits for one request together.</summary>
    public TimeSpan WaitBudget { get; init; } = TimeSpan.FromMinutes(5);

    public static bool IsTransient(int status) => status is 408 or 429 or 500 or 502 or 503 or 504 or 509;

    /// <summary>The wait before the next attempt, or null when it is time to give up.</summary>
    /// <param name="attempt">Number of the attempt that failed, from 1.</param>
    /// <param name="asked">What the service asked for.</param>
    /// <param name="waited">Waits for this request so far.</param>
    /// <param name="answered">Whether the service has ever answered.</param>
    public TimeSpan? Wait(int attempt, TimeSpan? asked, TimeSpan waited, bool answered)
    {
        var left = WaitBudget - waited;
        if (attempt >= (answered ? Attempts : AttemptsBeforeFirstAnswer) || left <= TimeSpan.Zero)
            return null;
        var wait = asked ?? Backoff(attempt);
        return TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, Math.Min(LongestWait.Ticks, left.Ticks)));
    }

    /// <summary>Reads Retry-After: whole or broken seconds, or a date.</summary>
    /// <returns>Null when the text is neither; the longest time there is for numbers beyond all measure.</returns>
    public static TimeSpan? RetryAfter(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (
            double.TryParse(
                text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out var seconds
            )
        )
            return double.IsNaN(seconds) ? null
                : seconds >= TimeSpan.MaxValue.TotalSeconds ? TimeSpan.MaxValue
                : TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return null;
        return date <= now ? TimeSpan.Zero : date - now;
    }

    /// <summary>One, two, four … seconds, half of it left to chance.</summary>
    private TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Pow(2, attempt - 1) * (0.5 + Random() / 2));
}
