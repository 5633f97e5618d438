using System.Globalization;
using Muster.Server.Wording;

namespace Muster.Server.Ui;

/// <summary>Numbers and times as people read them.</summary>
internal static class Words
{
    /// <summary>3,868.</summary>
    public static string Number(long value) => Numbers.Of(value);

    /// <summary>"4 minutes ago", "in 2 hours", "12 March 2026".</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var past = now - at;
        var span = past.Duration();
        var text =
            span < TimeSpan.FromSeconds(45) ? "a moment"
            : span < TimeSpan.FromMinutes(90) ? Of(span.TotalMinutes, "minute")
            : span < TimeSpan.FromHours(36) ? Of(span.TotalHours, "hour")
            : span < TimeSpan.FromDays(30) ? Of(span.TotalDays, "day")
            : null;
        return text is null ? at.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)
            : past >= TimeSpan.Zero ? $"{text} ago"
            : $"in {text}";
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

    private static string Of(double value, string unit)
    {
        var count = (long)Math.Round(value);
        return count == 1 ? $"1 {unit}" : $"{Number(count)} {unit}s";
    }
}
