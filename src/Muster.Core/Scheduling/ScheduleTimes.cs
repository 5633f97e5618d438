namespace Muster.Core.Scheduling;

/// <summary>At which instants a schedule is due. Clocks that jump are taken as people expect: a time that a clock skips is due when the jump is over, and one that it repeats is due once, unless every hour is.</summary>
public sealed class ScheduleTimes
{
    /// <summary>So long ahead is looked: 29 February comes within it.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays((366 * 8) + 2);

    /// <summary>So many times in a row that the windows forbid mean never.</summary>
    private const int MostForbidden = 25_000;

    private readonly SchedulePolicy _policy;
    private readonly TimeZoneInfo _zone;
    private readonly CronExpression? _cron;
    private readonly ScheduleWindows _windows;
    private readonly TimeSpan _spread;

    /// <summary>The times of a schedule.</summary>
    /// <param name="policy">The schedule.</param>
    /// <param name="zone">Its time zone.</param>
    /// <param name="key">What <see cref="Key"/> gives for the connection: not all connections begin in the same second.</param>
    /// <exception cref="ArgumentException">The cron expression or a window is none.</exception>
    public ScheduleTimes(SchedulePolicy policy, TimeZoneInfo zone, int key)
    {
        ArgumentNullException.ThrowIfNull(policy);
        (_policy, _zone) = (policy, zone);
        if (policy.Cron is { } text && !CronExpression.TryParse(text, out _cron, out var fault))
            throw new ArgumentException(fault, nameof(policy));
        _windows = new ScheduleWindows(policy, zone);
        _spread = Spread(key, _cron is null && policy.EveryMinutes is { } every ? every * 60 : 60);
    }

    /// <summary>By what a connection is spread beside those of other workspaces, in each of which keys are counted from 1.</summary>
    /// <param name="workspace">Number of the workspace.</param>
    /// <param name="connection">Key of the connection there.</param>
    public static int Key(int workspace, int connection) => unchecked(connection + ((workspace - 1) * 1_009));

    /// <summary>When a connection's times begin after the full minute, or after the beginning of the interval.</summary>
    /// <param name="key">What <see cref="Key"/> gives for it.</param>
    /// <param name="seconds">Over how many seconds connections are spread.</param>
    public static TimeSpan Spread(int key, int seconds) =>
        TimeSpan.FromSeconds((long)(unchecked((uint)key * 2_654_435_769u) / 4_294_967_296.0 * seconds));

    /// <summary>The times after an instant, in order; none when it is never due. A pause that has an end is a gap like any other: what was due between the instant and the end is made up for as <see cref="MakeUp"/> says.</summary>
    public IEnumerable<DateTimeOffset> After(DateTimeOffset instant) =>
        _policy.PauseAt(instant) is null ? Unpaused(instant)
        : _policy.PausedUntil is { } end ? Resumed(instant, end)
        : [];

    /// <summary>When one run makes up for all that was missed; null when nothing was, or when it is not made up for.</summary>
    /// <param name="since">When it last ran by itself, or was changed or paused, whichever is later.</param>
    /// <param name="until">The first instant at which something can be begun again.</param>
    public DateTimeOffset? MakeUp(DateTimeOffset since, DateTimeOffset until) =>
        Unpaused(since).Take(1).Any(due => due < until) ? Late(until) : null;

    /// <summary>When one run makes up for a time that was awaited and has passed, also one that itself made up for others; null when it is not made up for.</summary>
    /// <param name="until">The first instant at which something can be begun again.</param>
    public DateTimeOffset? Late(DateTimeOffset until) =>
        _policy.Missed == MissedRule.Wait ? null
        : _windows.IsOpenAt(until) ? WithTimeAtHand(until)
        : _policy.Missed == MissedRule.MakeUpAfterWindows ? Opening(until)
        : null;

    /// <summary>When the windows let something through again.</summary>
    private DateTimeOffset? Opening(DateTimeOffset closed) => _windows.TurnAfter(closed) is { } turn ? WithTimeAtHand(turn) : null;

    /// <summary>The next time while it is at hand, so that no two runs begin for it; else the instant. A cron time is at hand in its very minute, that of an interval less than a minute before.</summary>
    private DateTimeOffset WithTimeAtHand(DateTimeOffset instant)
    {
        var before = instant.AddTicks(-1);
        if (_cron is not null)
            return Local(_cron, before).Take(1).Select(next => next.Due).FirstOrDefault(due => due - _spread <= instant, instant);
        if (_policy.EveryMinutes is not { } every)
            return instant;
        // Of a minute only the second half, so that whoever comes a moment late is not put off again and again.
        var near = TimeSpan.FromMinutes(Math.Min(1, every / 2.0));
        var (due, local) = Intervals(before).First();
        return due - instant < near && _windows.IsOpen(local) ? due : instant;
    }

    private IEnumerable<DateTimeOffset> Resumed(DateTimeOffset instant, DateTimeOffset end)
    {
        var makesUp = MakeUp(instant, end);
        if (makesUp is { } at)
            yield return at;
        foreach (var due in Unpaused(end.AddTicks(-1)))
            if (makesUp is null || due > makesUp)
                yield return due;
    }

    /// <summary>The times that the windows let through; and where that is asked for, the end of a stretch that swallowed some.</summary>
    private IEnumerable<DateTimeOffset> Unpaused(DateTimeOffset instant)
    {
        if (!_policy.IsSet || _windows.AreNeverOpen)
            yield break;
        var forbidden = 0;
        DateTimeOffset? reopens = null;
        var from = _policy.Missed == MissedRule.MakeUpAfterWindows ? _windows.ClosedSince(instant) : instant;
        foreach (var (due, local) in _cron is null ? Intervals(from) : Local(_cron, from))
        {
            if (reopens < due)
            {
                yield return reopens.Value;
                (reopens, forbidden) = (null, 0);
            }
            if (due - instant > Horizon || forbidden > MostForbidden)
                yield break;
            if (_windows.IsOpen(local))
            {
                (reopens, forbidden) = (null, 0);
                yield return due;
            }
            else
            {
                forbidden++;
                if (_policy.Missed == MissedRule.MakeUpAfterWindows)
                    reopens ??= Opening(due);
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

    /// <summary>When it is due, seen at an instant; what was missed before is made up for as <see cref="MakeUp"/> says.</summary>
    /// <param name="since">When it last ran by itself, or was changed or paused, whichever is later.</param>
    /// <param name="now">The present.</param>
    public DateTimeOffset? Due(DateTimeOffset since, DateTimeOffset now)
    {
        if (_policy.PauseAt(now) is not null)
            return Next(since);
        var before = now.AddTicks(-1);
        return MakeUp(since, now) ?? Next(since > before ? since : before);
    }

    /// <summary>The first instant of the local day of an instant.</summary>
    public DateTimeOffset StartOfDay(DateTimeOffset instant) =>
        Instants(DayOf(instant).ToDateTime(TimeOnly.MinValue), twice: false).First().Item1;

    private DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _zone).DateTime);

    private IEnumerable<(DateTimeOffset Due, DateTime Local)> Intervals(DateTimeOffset instant)
    {
        var step = TimeSpan.FromMinutes(_policy.EveryMinutes!.Value);
        var first = DateTimeOffset.UnixEpoch + _spread;
        // Exact to the tick, which a division of times is not: of two instants a tick apart, one may be due.
        for (var count = (long)decimal.Floor((decimal)(instant - first).Ticks / step.Ticks) + 1; ; count++)
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
