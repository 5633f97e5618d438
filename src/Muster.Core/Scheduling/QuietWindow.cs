using System.Globalization;

namespace Muster.Core.Scheduling;

/// <summary>A stretch of local time, of every day or of every week, in which nothing is begun.</summary>
/// <param name="FromDay">Day on which it begins; null for every day.</param>
/// <param name="From">Minute of the day at which it begins.</param>
/// <param name="ToDay">Day on which it ends; null for every day.</param>
/// <param name="To">Minute of the day at which it ends; the first that is outside.</param>
public sealed record QuietWindow(DayOfWeek? FromDay, int From, DayOfWeek? ToDay, int To)
{
    private const int Day = 24 * 60;
    private const int Week = 7 * Day;
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>What a window looks like.</summary>
    public const string Takes = "a window such as 22:00-05:00, for every day, or fri 16:00-mon 06:00";

    /// <summary>Reads a window.</summary>
    /// <returns>The window; null when the text is none.</returns>
    public static QuietWindow? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split('-', StringSplitOptions.TrimEntries) is not [var first, var last])
            return null;
        if (Point(first) is not var (fromDay, from) || Point(last) is not var (toDay, to))
            return null;
        if (fromDay is null != toDay is null || (fromDay == toDay && from == to))
            return null;
        return new(fromDay, from, toDay, to);
    }

    /// <summary>The minutes of the week, from Sunday 00:00, in which it holds.</summary>
    public IEnumerable<int> Minutes()
    {
        if (FromDay is { } fromDay && ToDay is { } toDay)
        {
            var start = ((int)fromDay * Day) + From;
            var length = (((int)toDay * Day) + To - start + Week) % Week;
            return Enumerable.Range(start, length).Select(minute => minute % Week);
        }
        var hours = (To - From + Day) % Day;
        return Enumerable.Range(0, 7).SelectMany(day => Enumerable.Range((day * Day) + From, hours)).Select(minute => minute % Week);
    }

    /// <summary>Minute of the week of a local time.</summary>
    public static int MinuteOf(DateTime local) => ((int)local.DayOfWeek * Day) + (local.Hour * 60) + local.Minute;

    /// <summary>Its canonical text.</summary>
    public override string ToString() => $"{Text(FromDay, From)}-{Text(ToDay, To)}";

    /// <summary>For people: "Friday 16:00 to Monday 06:00".</summary>
    public string Words => FromDay is null ? $"{Time(From)} to {Time(To)}" : $"{FromDay} {Time(From)} to {ToDay} {Time(To)}";

    private static string Text(DayOfWeek? day, int minute) => day is { } on ? $"{Names[(int)on]} {Time(minute)}" : Time(minute);

    private static string Time(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private static (DayOfWeek? Day, int Minute)? Point(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2)
            return null;
        DayOfWeek? day = null;
        if (parts.Length == 2)
        {
            var index = parts[0].Length < 3 ? -1 : Array.IndexOf(Names, parts[0][..3].ToLowerInvariant());
            if (index < 0 || !((DayOfWeek)index).ToString().StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
                return null;
            day = (DayOfWeek)index;
        }
        return TimeOnly.TryParseExact(parts[^1], ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (day, (time.Hour * 60) + time.Minute)
            : null;
    }
}
