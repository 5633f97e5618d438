using System.Globalization;
using Muster.Core.Configuration;

namespace Muster.Core.Scheduling;

/// <summary>A schedule in one sentence.</summary>
public static class ScheduleWords
{
    /// <summary>"every 15 minutes, not Friday 16:00 to Monday 06:00, Europe/Vienna".</summary>
    public static string Of(SchedulePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!policy.IsSet)
            return "never by itself";
        return $"{Times(policy)}{Windows(", only ", policy.Allow)}{Windows(", not ", policy.Quiet)}, {policy.TimeZone}";
    }

    private static string Windows(string word, ValueList<string> windows) =>
        windows.Count == 0 ? "" : word + string.Join(" and ", windows.Select(text => WeekWindow.Parse(text)?.Words ?? text));

    /// <summary>"every 2 hours".</summary>
    public static string Every(int minutes) =>
        minutes switch
        {
            1 => "every minute",
            60 => "every hour",
            1440 => "every day",
            10080 => "every week",
            _ when minutes % 1440 == 0 => string.Create(CultureInfo.InvariantCulture, $"every {minutes / 1440} days"),
            _ when minutes % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"every {minutes / 60} hours"),
            _ => string.Create(CultureInfo.InvariantCulture, $"every {minutes} minutes"),
        };

    private static string Times(SchedulePolicy policy)
    {
        if (policy.Cron is not { } text)
            return Every(policy.EveryMinutes!.Value);
        if (!CronExpression.TryParse(text, out var cron, out _))
            return text;
        var fields = cron!.Text.Split(' ');
        var days = fields[2..] switch
        {
            ["*", "*", "*"] => "every day",
            ["*", "*", "1-5" or "mon-fri"] => "Monday to Friday",
            ["*", "*", var on] when Weekdays(on) is { } words => words,
            ["*", "*", var on] => $"on days of the week {on}",
            [var day, "*", "*"] => $"on day {day} of every month",
            _ => $"on days given by '{string.Join(' ', fields[2..])}'",
        };
        if (cron.Hours.Count * cron.Minutes.Count <= 6)
            return $"{days} at {string.Join(", ", cron.Hours.SelectMany(_ => cron.Minutes, (hour, minute) => string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}")))}";
        var minutes = fields[0].StartsWith("*/", StringComparison.Ordinal)
            ? $"every {fields[0][2..]} minutes"
            : $"at minute {string.Join(", ", cron.Minutes)}";
        return cron.EveryHour && fields[1] == "*"
            ? $"{days} {minutes}{(fields[0].StartsWith('*') ? "" : " of every hour")}"
            : $"{days} {minutes} in hours {fields[1]}";
    }

    private static string? Weekdays(string field)
    {
        var words = field
            .Split(',')
            .Select(day =>
                Array.Find(Enum.GetNames<DayOfWeek>(), name => name.StartsWith(day, StringComparison.OrdinalIgnoreCase) && day.Length == 3)
                ?? (day is [>= '0' and <= '7'] ? ((DayOfWeek)((day[0] - '0') % 7)).ToString() : null)
            )
            .ToList();
        return words.Contains(null) ? null : $"on {string.Join(", ", words)}";
    }
}
