using System.Globalization;

namespace Muster.Core.Scheduling;

/// <summary>A stretch of local time, of every day or of every week.</summary>
/// <param name="FromDay">Day on which it begins; null for every day.</param>
/// <param name="From">Minute of the day at which it begins.</param>
/// <param name="ToDay">Day on which it ends; null for every day.</param>
/// <param name="To">Minute of the day at which it ends; the first that is outside.</param>
/// <param name="Daily">Whether it comes on each of those days, instead of lasting from the first to the last.</param>
public sealed record WeekWindow(DayOfWeek? FromDay, int From, DayOfWeek? ToDay, int To, bool Daily = false)
{
    private const int Day = 24 * 60;
    private const int Week = 7 * Day;
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>What a window looks like.</summary>
    public const string Takes =
        "a window such as 22:00-05:00, for every day, mon-fri 06:00-20:00, for each of these days, or fri 16:00-mon 06:00";

    /// <summary>Reads a window.</summary>
    /// <returns>The window; null when the text is none.</returns>
    public static WeekWindow? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('-', StringSplitOptions.TrimEntries) switch
        {
            [var first, var last] => Stretch(Point(first), Point(last)),
            [var firstDay, var begin, var end] => EachDay(DayOf(firstDay), Point(begin), Point(end)),
            _ => null,
        };
    }

    private static WeekWindow? Stretch((DayOfWeek? Day, int Minute)? first, (DayOfWeek? Day, int Minute)? last) =>
        first is not var (fromDay, from) || last is not var (toDay, to) ? null
        : fromDay is null != toDay is null || (fromDay == toDay && from == to) ? null
        : new(fromDay, from, toDay, to);

    private static WeekWindow? EachDay(DayOfWeek? firstDay, (DayOfWeek? Day, int Minute)? begin, (DayOfWeek? Day, int Minute)? end) =>
        firstDay is null || begin is not ({ } lastDay, var from) || end is not (null, var to) || from == to
            ? null
            : new(firstDay, from, lastDay, to, Daily: true);

    /// <summary>The minutes of the week, from Sunday 00:00, in which it holds.</summary>
    public IEnumerable<int> Minutes()
    {
        if (!Daily && FromDay is { } fromDay && ToDay is { } toDay)
        {
            var start = ((int)fromDay * Day) + From;
            var stretch = (((int)toDay * Day) + To - start + Week) % Week;
            return Enumerable.Range(start, stretch).Select(minute => minute % Week);
        }
        var first = (int)(FromDay ?? DayOfWeek.Sunday);
        var days = (((int)(ToDay ?? DayOfWeek.Saturday) - first + 7) % 7) + 1;
        var length = (To - From + Day) % Day;
        return Enumerable
            .Range(first, days)
            .SelectMany(day => Enumerable.Range((day * Day) + From, length))
            .Select(minute => minute % Week);
    }

    /// <summary>Minute of the week of a local time.</summary>
    public static int MinuteOf(DateTime local) => ((int)local.DayOfWeek * Day) + (local.Hour * 60) + local.Minute;

    /// <summary>Its canonical text.</summary>
    public override string ToString() =>
        Daily ? $"{Names[(int)FromDay!]}-{Text(ToDay, From)}-{Time(To)}" : $"{Text(FromDay, From)}-{Text(ToDay, To)}";

    /// <summary>For people: "Friday 16:00 to Monday 06:00".</summary>
    public string Words =>
        FromDay is null ? $"{Time(From)} to {Time(To)}"
        : Daily ? $"{Time(From)} to {Time(To)} from {FromDay} to {ToDay}"
        : $"{FromDay} {Time(From)} to {ToDay} {Time(To)}";

    private static string Text(DayOfWeek? day, int minute) => day is { } on ? $"{Names[(int)on]} {Time(minute)}" : Time(minute);

    private static string Time(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private static (DayOfWeek? Day, int Minute)? Point(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2)
            return null;
        var day = parts.Length == 2 ? DayOf(parts[0]) : null;
        return parts.Length == 2 && day is null ? null
            : TimeOnly.TryParseExact(parts[^1], ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? (day, (time.Hour * 60) + time.Minute)
            : null;
    }

    private static DayOfWeek? DayOf(string text)
    {
        var index = text.Length < 3 ? -1 : Array.IndexOf(Names, text[..3].ToLowerInvariant());
        return index >= 0 && ((DayOfWeek)index).ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase) ? (DayOfWeek)index : null;
    }
}
