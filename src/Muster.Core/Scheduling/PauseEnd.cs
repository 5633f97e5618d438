namespace Muster.Core.Scheduling;

/// <summary>Ends of pauses as people say them, on the clocks of a zone.</summary>
public static class PauseEnd
{
    /// <summary>The hour at which people are back.</summary>
    private const int Morning = 8;

    /// <summary>The instant that clocks show as a local time. Of an hour that they repeat it is the second: a pause is rather longer than meant than shorter.</summary>
    /// <returns>The instant; null when the clocks skip that time.</returns>
    public static DateTimeOffset? At(DateTime local, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (zone.IsInvalidTime(local))
            return null;
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local);
        // Clocks reach back further than instants do, at both ends of time.
        return local.Ticks - offset.Ticks is var utc && utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(local, offset).ToUniversalTime()
            : null;
    }

    /// <summary>So long from now, to the full minute, never shorter.</summary>
    public static DateTimeOffset In(TimeSpan span, DateTimeOffset now)
    {
        var end = (now + span).UtcTicks;
        return new(end + ((TimeSpan.TicksPerMinute - (end % TimeSpan.TicksPerMinute)) % TimeSpan.TicksPerMinute), TimeSpan.Zero);
    }

    /// <summary>Eight o'clock of the next local day.</summary>
    public static DateTimeOffset Tomorrow(DateTimeOffset now, TimeZoneInfo zone) => MorningOf(Today(now, zone).AddDays(1), zone);

    /// <summary>Eight o'clock of the next Monday, which is never today.</summary>
    public static DateTimeOffset Monday(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = Today(now, zone);
        return MorningOf(today.AddDays((((int)DayOfWeek.Monday - (int)today.DayOfWeek + 6) % 7) + 1), zone);
    }

    private static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    private static DateTimeOffset MorningOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(new TimeOnly(Morning, 0));
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        return At(local, zone)!.Value;
    }
}
