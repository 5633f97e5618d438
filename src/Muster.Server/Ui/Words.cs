using System.Globalization;
using Muster.Server.Wording;

namespace Muster.Server.Ui;

/// <summary>Numbers and times as people read them.</summary>
internal static class Words
{
    /// <summary>3,868.</summary>
    public static string Number(long value) => Numbers.Of(value);

    /// <summary>"4 minutes ago", "in 2 hours", "12 March 2026".</summary>
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
            : DateWords.Long(T, at.UtcDateTime);
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
    public static string Clock(Texts T, DateTimeOffset at, DateTimeOffset now)
    {
        var time = at.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return at.UtcDateTime.Date == now.UtcDateTime.Date ? time : T["{0} {1}", DateWords.DayOfYear(T, at.UtcDateTime), time];
    }

    /// <summary>"2.4 seconds", "3 minutes".</summary>
    public static string Duration(Texts T, TimeSpan span) =>
        span < TimeSpan.FromSeconds(10) ? T["{0} seconds", span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)]
        : span < TimeSpan.FromSeconds(90) ? T.Count(Whole(span.TotalSeconds), "{0} second", "{0} seconds")
        : span < TimeSpan.FromMinutes(90) ? T.Count(Whole(span.TotalMinutes), "{0} minute", "{0} minutes")
        : span < TimeSpan.FromHours(36) ? T.Count(Whole(span.TotalHours), "{0} hour", "{0} hours")
        : T.Count(Whole(span.TotalDays), "{0} day", "{0} days");

    private static long Whole(double value) => (long)Math.Round(value);
}
