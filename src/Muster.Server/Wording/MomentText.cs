using System.Globalization;

namespace Muster.Server.Wording;

/// <summary>
/// Reads times as people write them: a date, a date with a time, either with an offset or a time zone behind it, <c>-7d</c>, <c>yesterday</c>, <c>now</c>,
/// <c>run:12</c>, <c>revision:7</c>. Without offset or zone a time is UTC; a date alone means its end.
/// </summary>
/// <param name="without">What to leave out in order to see the present, for messages.</param>
/// <param name="now">The present.</param>
internal sealed class MomentText(string without, DateTimeOffset now)
{
    private static readonly string[] Times =
    [
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    /// <summary>What the text means.</summary>
    /// <exception cref="MomentException">It is no time, lies in the future, or happened never or twice on the clocks of its zone.</exception>
    public AskedMoment Parse(string text)
    {
        var trimmed = text.Trim();
        if (Numbered(trimmed, "run:") is { } run)
            return new AskedMoment.OfRun(run);
        if (Numbered(trimmed, "revision:") is { } revision)
            return new AskedMoment.OfRevision(revision);
        return new AskedMoment.Instant(Instant(trimmed));
    }

    private DateTimeOffset Instant(string text)
    {
        if (Relative(text) is { } relative)
            return relative;
        var (local, zone) = Zoned(text);
        if (DateOnly.TryParseExact(local, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return EndOf(text, date, zone);
        DateTimeOffset instant;
        if (zone is not null)
            instant = In(zone, Local(text, local));
        else if (
            !DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out instant
            )
        )
            throw NoTime(text);
        return instant <= now ? instant : throw InTheFuture(text, instant);
    }

    /// <summary>The last moment of a day; of a day that has not ended, the present.</summary>
    private DateTimeOffset EndOf(string text, DateOnly date, TimeZoneInfo? zone)
    {
        if (date == DateOnly.MaxValue)
            throw NoTime(text);
        var next = FirstOf(date.AddDays(1), zone ?? TimeZoneInfo.Utc);
        if (next <= now)
            return next.AddMilliseconds(-1);
        return FirstOf(date, zone ?? TimeZoneInfo.Utc) <= now ? now : throw InTheFuture(text, next);
    }

    /// <summary>When a day begins, also where the clocks are changed at midnight.</summary>
    private static DateTimeOffset FirstOf(DateOnly date, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    private static DateTimeOffset In(TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsInvalidTime(local))
            throw Wrong(
                $"'{local:yyyy-MM-dd HH:mm}' never was in {zone.Id}: the clocks were put forward over it. Give a time before or after, or one with an offset such as {local:yyyy-MM-dd'T'HH:mm}{Offset(zone.GetUtcOffset(local.AddHours(-3)))}."
            );
        if (!zone.IsAmbiguousTime(local))
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        var twice = zone.GetAmbiguousTimeOffsets(local)
            .OrderDescending()
            .Select(offset => $"{local:yyyy-MM-dd'T'HH:mm:ss}{Offset(offset)}");
        throw Wrong(
            $"'{local:yyyy-MM-dd HH:mm}' was twice in {zone.Id}: the clocks were put back. Say which one is meant: {string.Join(" or ", twice)}."
        );
    }

    private static DateTime Local(string text, string local) =>
        DateTime.TryParseExact(local, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw NoTime(text);

    /// <summary>Parts a time from the zone behind it.</summary>
    private static (string Local, TimeZoneInfo? Zone) Zoned(string text)
    {
        if (
            text.LastIndexOf(' ') is var blank and > 0
            && char.IsAsciiLetter(text[blank + 1])
            && text[..blank].Trim() is var local
            && IsLocal(local)
        )
            return TimeZoneInfo.TryFindSystemTimeZoneById(text[(blank + 1)..], out var zone)
                ? (local, zone)
                : throw Wrong(
                    $"'{text[(blank + 1)..]}' is no time zone that is known here. Name it as Europe/Vienna or UTC, or give the offset: 2026-03-01T14:00+01:00."
                );
        return (text, null);
    }

    private static bool IsLocal(string text) =>
        DateTime.TryParseExact(text, [.. Times, "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private DateTimeOffset? Relative(string text)
    {
        switch (text.ToUpperInvariant())
        {
            case "NOW" or "TODAY":
                return now;
            case "YESTERDAY":
                return new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddMilliseconds(-1);
        }
        if (text is not ['-', .. var digits, var unit] || digits.Length > 6)
            return null;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) || Span(amount, unit) is not { } span)
            return null;
        return span < now - DateTimeOffset.MinValue ? now - span : DateTimeOffset.MinValue;
    }

    private static TimeSpan? Span(int amount, char unit) =>
        unit switch
        {
            's' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMinutes(amount),
            'h' => TimeSpan.FromHours(amount),
            'd' => TimeSpan.FromDays(amount),
            'w' => TimeSpan.FromDays(7 * amount),
            _ => null,
        };

    private static long? Numbered(string text, string prefix) =>
        !text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? null
        : long.TryParse(text[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw Wrong($"'{text}' names no {prefix.TrimEnd(':')}: behind {prefix} comes its number, from 1 on.");

    private static string Offset(TimeSpan offset) =>
        $"{(offset < TimeSpan.Zero ? "-" : "+")}{offset.Duration().ToString("hh\\:mm", CultureInfo.InvariantCulture)}";

    private static MomentException NoTime(string text) =>
        Wrong(
            $"'{text}' is not a time. Write 2026-01-31, 2026-01-31T18:00, 2026-01-31T18:00:00+01:00, \"2026-01-31 18:00 Europe/Vienna\", -7d, yesterday, run:12 or revision:7."
        );

    private MomentException InTheFuture(string text, DateTimeOffset instant) =>
        Wrong(
            $"'{text}' lies in the future ({Numbers.Instant(instant)}; it is {Numbers.Instant(now)}). Without {without} you see the present."
        );

    private static MomentException Wrong(FormattableString what) => new(what.ToString(CultureInfo.InvariantCulture), isUnknown: false);
}
