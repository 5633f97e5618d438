namespace Muster.Server.Wording;

/// <summary>Days, UTC, as people type them.</summary>
internal static class Days
{
    /// <summary>The beginning of a day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>The end of a day, to the millisecond; the last day of all, which some type for "never", has one too.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => StartOf(day).AddMilliseconds(86_400_000 - 1);

    /// <summary>The end of a day; null for none.</summary>
    public static DateTimeOffset? EndOf(DateOnly? day) => day is { } known ? EndOf(known) : null;
}
