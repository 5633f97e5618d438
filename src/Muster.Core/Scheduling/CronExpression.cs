using System.Globalization;

namespace Muster.Core.Scheduling;

/// <summary>Five fields that say at which local times something happens: minute, hour, day of the month, month, day of the week.</summary>
/// <remarks>Where both days are limited, either will do, as everywhere since Unix; where one of them begins with a star, both must fit (crontab(5)).</remarks>
public sealed class CronExpression
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly CronField _days;
    private readonly CronField _months;
    private readonly CronField _weekdays;

    private CronExpression(string text, CronField[] fields)
    {
        Text = text;
        (Minutes, Hours, _days, _months, _weekdays) = (fields[0].Values, fields[1].Values, fields[2], fields[3], fields[4]);
        EveryHour = fields[1].IsAny;
    }

    /// <summary>The five fields, one blank between them.</summary>
    public string Text { get; }

    /// <summary>The minutes, ascending.</summary>
    public IReadOnlyList<int> Minutes { get; }

    /// <summary>The hours, ascending.</summary>
    public IReadOnlyList<int> Hours { get; }

    /// <summary>Whether it goes on through all hours, so that an hour that a clock repeats counts twice.</summary>
    public bool EveryHour { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The fields.</param>
    /// <param name="cron">The expression; null when the text is none.</param>
    /// <param name="fault">What is wrong with it; null when nothing is.</param>
    public static bool TryParse(string text, out CronExpression? cron, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        cron = null;
        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            fault = string.Create(
                CultureInfo.InvariantCulture,
                $"it takes five fields (minute, hour, day of the month, month, day of the week), such as 30 6 * * mon-fri; there are {parts.Length}"
            );
            return false;
        }
        CronField[] fields =
        [
            CronField.Parse("minute", parts[0], 0, 59, []),
            CronField.Parse("hour", parts[1], 0, 23, []),
            CronField.Parse("day of the month", parts[2], 1, 31, []),
            CronField.Parse("month", parts[3], 1, 12, Months),
            CronField.Parse("day of the week", parts[4], 0, 7, Days),
        ];
        fault = fields.Select(field => field.Fault).FirstOrDefault(found => found is not null);
        if (fault is null)
            cron = new(string.Join(' ', parts).ToLowerInvariant(), fields);
        return fault is null;
    }

    /// <summary>Whether it happens on a day.</summary>
    public bool IsOn(DateOnly day)
    {
        if (!_months.Has(day.Month))
            return false;
        var weekday = _weekdays.Has((int)day.DayOfWeek) || (day.DayOfWeek == DayOfWeek.Sunday && _weekdays.Has(7));
        return _days.IsAny || _weekdays.IsAny ? _days.Has(day.Day) && weekday : _days.Has(day.Day) || weekday;
    }
}
