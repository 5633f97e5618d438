using System.Globalization;
using Muster.Server.Wording;

namespace Muster.Server.Ui;

/// <summary>Numbers and times as people read them.</summary>
internal static class Words
{
    /// <summary>3,868.</summary>
    public static string Number(long value) => Numbers.Of(value);

    /// <summary>"4 minutes ago", "in 2 hours", "12 March 2026".</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now) => Relative(Texts.English, at, now);

    /// <summary>The same in the language of the reader.</summary>
    public static string Relative(Texts T, DateTimeOffset at, DateTimeOffset now)
    {
        var (span, isPast) = ((now - at).Duration(), now >= at);
        return span < TimeSpan.FromSeconds(45) ? (isPast ? T["a moment ago"] : T["in a moment"])
            : span < TimeSpan.FromMinutes(90)
                ? isPast ? T.Count(Whole(span.TotalMinutes), "{0} minute ago", "{0} minutes ago")
                    : T.Count(Whole(span.TotalMinutes), "in {0} minute", "in {0} minutes")
            : span < TimeSpan.FromHours(36)
                ? isPast ? T.Count(Whole(span.TotalHours), "{0} hour ago", "{0} hours ago")
                    : T.Count(Whole(span.TotalHours), "in {0} hour", "in {0} hours")
            : span < TimeSpan.FromDays(30)
                ? isPast ? T.Count(Whole(span.TotalDays), "{0} day ago", "{0} days ago")
                    : T.Count(Whole(span.TotalDays), "in {0} day", "in {0} days")
            : at.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>"2026-03-12 10:42:07 UTC".</summary>
    public static string Exact(DateTimeOffset at) => Numbers.Instant(at);

    /// <summary>"2026-03-12 11:42:07 Europe/Vienna (2026-03-12 10:42:07 UTC)"; UTC alone where that is the zone.</summary>
    public static string Exact(DateTimeOffset at, TimeZoneInfo zone) =>
        zone.Id is "UTC" or "Etc/UTC"
            ? Exact(at)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{TimeZoneInfo.ConvertTime(at, zone):yyyy-MM-dd HH:mm:ss} {zone.Id} ({Exact(at)})"
            );

    /// <summary>"10:42 UTC" on the day itself, "12 March 10:42 UTC" on others.</summary>
    public static string Clock(DateTimeOffset at, DateTimeOffset now) =>
        at.UtcDateTime.ToString(
            at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm 'UTC'" : "d MMMM HH:mm 'UTC'",
            CultureInfo.InvariantCulture
        );

    /// <summary>"2.4 seconds", "3 minutes".</summary>
    public static string Duration(TimeSpan span) =>
        span < TimeSpan.FromSeconds(10) ? $"{span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} seconds"
        : span < TimeSpan.FromSeconds(90) ? Of(span.TotalSeconds, "second")
        : span < TimeSpan.FromMinutes(90) ? Of(span.TotalMinutes, "minute")
        : span < TimeSpan.FromHours(36) ? Of(span.TotalHours, "hour")
        : Of(span.TotalDays, "day");

    private static long Whole(double value) => (long)Math.Round(value);

    private static string Of(double value, string unit)
    {
        var count = Whole(value);
        return count == 1 ? $"1 {unit}" : $"{Number(count)} {unit}s";
    }
}
