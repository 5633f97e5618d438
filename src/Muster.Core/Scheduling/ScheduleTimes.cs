namespace Muster.Core.Scheduling;

/// <summary>At which instants a schedule is due. Clocks that jump are taken as people expect: a time that a clock skips is due when the jump is over, and one that it repeats is due once, unless every hour is.</summary>
public sealed class ScheduleTimes
{
    /// <summary>So long ahead is looked: 29 February comes within it.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays((366 * 8) + 2);

    /// <summary>So many times in a row within quiet windows mean never.</summary>
    private const int MostQuiet = 25_000;

    private readonly SchedulePolicy _policy;
    private readonly TimeZoneInfo _zone;
    private readonly CronExpression? _cron;
    private readonly bool[] _quiet = new bool[7 * 24 * 60];
    private readonly TimeSpan _spread;

    /// <summary>The times of a schedule.</summary>
    /// <param name="policy">The schedule.</param>
    /// <param name="zone">Its time zone.</param>
    /// <param name="key">Key of the connection: not all connections begin in the same second.</param>
    /// <exception cref="ArgumentException">The cron expression or a window is none.</exception>
    public ScheduleTimes(SchedulePolicy policy, TimeZoneInfo zone, int key)
    {
        ArgumentNullException.ThrowIfNull(policy);
        (_policy, _zone) = (policy, zone);
        if (policy.Cron is { } text && !CronExpression.TryParse(text, out _cron, out var fault))
            throw new ArgumentException(fault, nameof(policy));
        foreach (var window in policy.Quiet)
        foreach (var minute in (QuietWindow.Parse(window) ?? throw new ArgumentException(window, nameof(policy))).Minutes())
            _quiet[minute] = true;
        _spread = Spread(key, _cron is null && policy.EveryMinutes is { } every ? every * 60 : 60);
    }

    /// <summary>When a connection's times begin after the full minute, or after the beginning of the interval.</summary>
    /// <param name="key">Key of the connection.</param>
    /// <param name="seconds">Over how many seconds connections are spread.</param>
    public static TimeSpan Spread(int key, int seconds) =>
        TimeSpan.FromSeconds((long)(unchecked((uint)key * 2_654_435_769u) / 4_294_967_296.0 * seconds));

    /// <summary>The times after an instant, in order; none when it is never due. A pause that has an end is a gap like any other: what was due between the instant and the end is made up for once, at the end, unless that lies in a quiet window.</summary>
    public IEnumerable<DateTimeOffset> After(DateTimeOffset instant) =>
        _policy.PauseAt(instant) is null ? Unpaused(instant)
        : _policy.PausedUntil is { } end ? Resumed(instant, end)
        : [];

    private IEnumerable<DateTimeOffset> Resumed(DateTimeOffset instant, DateTimeOffset end)
    {
        var isMissed = Unpaused(instant).Take(1).Any(due => due < end);
        var makesUp = isMissed && !_quiet[QuietWindow.MinuteOf(TimeZoneInfo.ConvertTime(end, _zone).DateTime)];
        if (makesUp)
            yield return end;
        foreach (var due in Unpaused(end.AddTicks(-1)))
            if (!makesUp || due > end)
                yield return due;
    }

    private IEnumerable<DateTimeOffset> Unpaused(DateTimeOffset instant)
    {
        if (!_policy.IsSet || _quiet.All(minute => minute))
            yield break;
        var skipped = 0;
        foreach (var (due, local) in _cron is null ? Intervals(instant) : Local(_cron, instant))
        {
            if (due - instant > Horizon || skipped > MostQuiet)
                yield break;
            if (_quiet[QuietWindow.MinuteOf(local)])
                skipped++;
            else
            {
                skipped = 0;
                yield return due;
            }
        }
    }

    /// <summary>The next time; null when it is never due.</summary>
    public DateTimeOffset? Next(DateTimeOffset instant)
    {
        foreach (var due in After(instant))
            return due;
        return null;
    }

    /// <summary>Whether a time was missed, so that one run makes up for all that were.</summary>
    /// <param name="since">When it last ran by itself, or was changed, whichever is later.</param>
    /// <param name="now">The present.</param>
    public bool IsOverdue(DateTimeOffset since, DateTimeOffset now) => Next(since) <= now;

    /// <summary>The local day of an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _zone).DateTime);

    private IEnumerable<(DateTimeOffset Due, DateTime Local)> Intervals(DateTimeOffset instant)
    {
        var step = TimeSpan.FromMinutes(_policy.EveryMinutes!.Value);
        var first = DateTimeOffset.UnixEpoch + _spread;
        for (var count = (long)Math.Floor((instant - first) / step) + 1; ; count++)
        {
            var due = first + (count * step);
            yield return (due, TimeZoneInfo.ConvertTime(due, _zone).DateTime);
        }
    }

    private IEnumerable<(DateTimeOffset Due, DateTime Local)> Local(CronExpression cron, DateTimeOffset instant)
    {
        var last = instant;
        var end = DayOf(instant).AddDays((int)Horizon.TotalDays);
        for (var day = DayOf(instant).AddDays(-1); day <= end; day = day.AddDays(1))
        {
            if (!cron.IsOn(day))
                continue;
            foreach (var (due, local) in OfDay(cron, day))
                if (due + _spread > last)
                {
                    last = due + _spread;
                    yield return (last, local);
                }
        }
    }

    private IEnumerable<(DateTimeOffset Due, DateTime Local)> OfDay(CronExpression cron, DateOnly day) =>
        cron
            .Hours.SelectMany(_ => cron.Minutes, (hour, minute) => day.ToDateTime(new TimeOnly(hour, minute)))
            .SelectMany(local => Instants(local, cron.EveryHour))
            .OrderBy(due => due.Due);

    private IEnumerable<(DateTimeOffset Due, DateTime Local)> Instants(DateTime local, bool twice)
    {
        while (_zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        if (!_zone.IsAmbiguousTime(local))
            return [(new DateTimeOffset(local, _zone.GetUtcOffset(local)), local)];
        var both = _zone.GetAmbiguousTimeOffsets(local).OrderDescending().Select(offset => (new DateTimeOffset(local, offset), local));
        return twice ? both : both.Take(1);
    }
}
