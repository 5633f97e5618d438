namespace Muster.Server.Ui;

/// <summary>Numbers and times as people read them, each in the form of the reader.</summary>
internal static class Words
{
    /// <summary>"3,868".</summary>
    public static string Number(Texts T, long value) => T.Form.Number(value);

    /// <summary>For a place that has room for five letters: "3,868", and from ten thousand on "38.7k".</summary>
    public static string Short(Texts T, long value) => value < 10_000 ? Number(T, value) : T["{0}k", T.Form.Number(value / 1000d, "#,0.#")];

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
            : DateWords.Long(T, T.Form.Local(at));
    }

    /// <summary>"2026-03-12 10:42:07 UTC", "12.03.2026 11:42:07 UTC+1".</summary>
    public static string Exact(Texts T, DateTimeOffset at) => T.Form.Instant(at);

    /// <summary>"12.03.2026 11:42:07 Europe/Vienna (2026-03-12 10:42:07 UTC)": as the reader's clocks show it, and as exports and logs have it; once where that is the same.</summary>
    public static string ExactAndUtc(Texts T, DateTimeOffset at)
    {
        if (T.Form.IsUtc)
            return Exact(T, at);
        var local = T.Form.Local(at);
        return $"{T.Form.Date(DateOnly.FromDateTime(local))} {T.Form.LongTime(local)} {T.Form.Zone.Id} ({Utc(at)})";
    }

    /// <summary>"2026-03-12 10:42:07 UTC", whoever reads it.</summary>
    public static string Utc(DateTimeOffset at) => Exact(Texts.English, at);

    /// <summary>A day in figures: "2026-03-12", "12.03.2026".</summary>
    public static string Date(Texts T, DateOnly day) => T.Form.Date(day);

    /// <summary>"10:42 UTC" on the day itself, "12 March 10:42 UTC" on others.</summary>
    public static string Clock(Texts T, DateTimeOffset at, DateTimeOffset now)
    {
        var (local, today) = (T.Form.Local(at), T.Form.Local(now));
        var time = $"{T.Form.Time(local)} {T.Form.Offset(at)}";
        return local.Date == today.Date ? time : T["{0} {1}", DateWords.DayOfYear(T, local), time];
    }

    /// <summary>"2.4 seconds", "3 minutes".</summary>
    public static string Duration(Texts T, TimeSpan span) =>
        span < TimeSpan.FromSeconds(10) ? T["{0} seconds", T.Form.Number(span.TotalSeconds, "0.0")]
        : span < TimeSpan.FromSeconds(90) ? T.Count(Whole(span.TotalSeconds), "{0} second", "{0} seconds")
        : span < TimeSpan.FromMinutes(90) ? T.Count(Whole(span.TotalMinutes), "{0} minute", "{0} minutes")
        : span < TimeSpan.FromHours(36) ? T.Count(Whole(span.TotalHours), "{0} hour", "{0} hours")
        : T.Count(Whole(span.TotalDays), "{0} day", "{0} days");

    /// <summary>"2.4 s", "1,024 s"; for columns and sentences that would be long otherwise.</summary>
    public static string Seconds(Texts T, double seconds) => T["{0} s", T.Form.Number(seconds, seconds < 10 ? "0.0" : "#,0")];

    private static long Whole(double value) => (long)Math.Round(value);
}
