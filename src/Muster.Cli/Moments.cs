using System.CommandLine;
using System.Globalization;

namespace Muster.Cli;

/// <summary>Reads <c>--at TIME</c> and finds the state that stood then.</summary>
internal static class Moments
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
    ];

    public static Option<string?> Option() =>
        new("--at") { Description = "State at this time (UTC unless it has an offset); a date alone means its end", HelpName = "TIME" };

    /// <summary>The instant a text means.</summary>
    /// <exception cref="UserErrorException">It is not a time, or lies in the future.</exception>
    public static DateTimeOffset? Parse(string? text, TimeProvider clock)
    {
        if (text is null)
            return null;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        DateTimeOffset instant;
        if (DateOnly.TryParseExact(text, Formats[0], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            instant = new DateTimeOffset(date.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddMilliseconds(-1);
        else if (
            !DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, utc, out instant)
            && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out instant)
        )
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--at is '{text}', which is not a time. Write it as 2026-01-31, 2026-01-31T18:00 or 2026-01-31T18:00:00+01:00."
            );
        if (instant > clock.GetUtcNow().AddDays(1))
            throw new UserErrorException(ExitCodes.WrongUsage, $"--at is '{text}', which lies in the future.");
        return instant;
    }

    /// <summary>The revision in force at a time, or the latest.</summary>
    /// <exception cref="UserErrorException">Muster knew nothing at that time.</exception>
    public static async Task<long> RevisionAsync(
        MusterInstance muster,
        string? text,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        Parse(text, clock) is not { } instant
            ? await muster.Database.Platform.RevisionAsync(cancellationToken)
            : await muster.Database.Platform.RevisionAtAsync(instant, cancellationToken)
                ?? throw new UserErrorException(
                    ExitCodes.NotFound,
                    $"Nothing is known of {Terminals.Numbers.Instant(instant)}: the first change was made later. See: muster runs list"
                );
}
