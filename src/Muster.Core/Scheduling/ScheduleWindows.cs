using Muster.Core.Configuration;

namespace Muster.Core.Scheduling;

/// <summary>When a schedule may begin something: within an allow window, where there is one, and outside every quiet window. Both are meant on the clocks of its zone, also where those jump.</summary>
public sealed class ScheduleWindows
{
    private const int MinutesOfAWeek = 7 * 24 * 60;

    /// <summary>So far is looked for a turn: a clock that jumps may make a week of minutes longer by an hour.</summary>
    private const int MostMinutes = MinutesOfAWeek + 120;

    private readonly TimeZoneInfo _zone;
    private readonly bool[] _open = new bool[MinutesOfAWeek];

    /// <summary>The windows of a schedule.</summary>
    /// <param name="policy">The schedule.</param>
    /// <param name="zone">Its time zone.</param>
    /// <exception cref="ArgumentException">A window is none.</exception>
    public ScheduleWindows(SchedulePolicy policy, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _zone = zone;
        Array.Fill(_open, policy.Allow.Count == 0);
        foreach (var minute in Minutes(policy.Allow))
            _open[minute] = true;
        foreach (var minute in Minutes(policy.Quiet))
            _open[minute] = false;
    }

    /// <summary>Whether there is no minute of the week in which something may begin.</summary>
    public bool AreNeverOpen => !_open.Contains(true);

    /// <summary>Whether something may begin at an instant.</summary>
    public bool IsOpenAt(DateTimeOffset instant) => IsOpen(TimeZoneInfo.ConvertTime(instant, _zone).DateTime);

    /// <summary>Whether something may begin when the clocks of the zone show this.</summary>
    public bool IsOpen(DateTime local) => _open[WeekWindow.MinuteOf(local)];

    /// <summary>The next full minute at which it is otherwise than at an instant; null when it stays so for ever.</summary>
    public DateTimeOffset? TurnAfter(DateTimeOffset instant)
    {
        var isOpen = IsOpenAt(instant);
        var minute = MinuteOf(instant);
        for (var after = 1; after <= MostMinutes; after++)
            if (IsOpenAt(minute.AddMinutes(after)) != isOpen)
                return minute.AddMinutes(after);
        return null;
    }

    /// <summary>The last instant before the stretch that is closed at an instant; the instant itself when that is open.</summary>
    public DateTimeOffset ClosedSince(DateTimeOffset instant)
    {
        var minute = MinuteOf(instant);
        for (var before = 0; before <= MostMinutes; before++)
            if (IsOpenAt(minute.AddMinutes(-before)))
                return before == 0 ? instant : minute.AddMinutes(1 - before).AddTicks(-1);
        return instant;
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static IEnumerable<int> Minutes(ValueList<string> windows) =>
        windows.SelectMany(window => (WeekWindow.Parse(window) ?? throw new ArgumentException(window, nameof(windows))).Minutes());
}
