using System.CommandLine;
using System.Globalization;

namespace Muster.Cli;

/// <summary>Reads <c>--until DATE</c> and spans such as <c>14d</c>.</summary>
internal static class EndDates
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
    ];

    public static Option<string?> Option(bool required, string description = "When it ends by itself (UTC unless it has an offset)") =>
        new("--until")
        {
            Description = $"{description}; a date alone means the end of that day",
            HelpName = "DATE",
            Required = required,
        };

    /// <summary>The instant a text means; null where none was given.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="option">Where it was typed.</param>
    /// <param name="start">Whether a date alone means the start of that day, not its end.</param>
    /// <exception cref="UserErrorException">It is not a time.</exception>
    public static DateTimeOffset? Parse(string? text, string option = "--until", bool start = false)
    {
        if (text is null)
            return null;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (
            DateOnly.TryParseExact(text, Formats[0], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date < DateOnly.MaxValue
        )
            return start
                ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
                : new DateTimeOffset(date.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddMilliseconds(-1);
        if (
            DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, utc, out var instant)
            || (
                text.Contains('T', StringComparison.Ordinal)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out instant)
            )
        )
            return instant;
        throw new UserErrorException(
            ExitCodes.WrongUsage,
            $"{option} is '{text}', which is not a date. Write it as 2026-01-31, 2026-01-31T18:00 or 2026-01-31T18:00:00+01:00."
        );
    }

    /// <summary>The end that must lie ahead.</summary>
    /// <exception cref="UserErrorException">It is not a time, or has passed.</exception>
    public static DateTimeOffset? ParseFuture(string? text, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return Parse(text) is { } instant && instant <= now
            ? throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--until is '{text}', which has passed (it is {Numbers.Instant(now)} now). Give a later day."
            )
            : Parse(text);
    }

    /// <summary>A stretch of time such as <c>14d</c>, <c>12h</c> or <c>2w</c>.</summary>
    /// <exception cref="UserErrorException">It is not one.</exception>
    public static TimeSpan Span(string option, string text)
    {
        TimeSpan? unit = text is [.., var letter]
            ? letter switch
            {
                'h' => TimeSpan.FromHours(1),
                'd' => TimeSpan.FromDays(1),
                'w' => TimeSpan.FromDays(7),
                _ => null,
            }
            : null;
        return
            unit is { } one
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and <= 10_000
            ? one * count
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{option} is '{text}', which is not a stretch of time. Write it as 12h, 14d or 2w."
            );
    }
}
