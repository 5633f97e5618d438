using System.Globalization;
using Muster.Core.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>A schedule in one sentence, in the language of the reader; in English word for word what <see cref="ScheduleWords"/> says.</summary>
internal static class ScheduleText
{
    /// <summary>"every 15 minutes, not Friday 16:00 to Monday 06:00, Europe/Vienna".</summary>
    public static string Of(Texts T, SchedulePolicy policy)
    {
        if (!policy.IsSet)
            return T["never by itself"];
        var times = Times(T, policy);
        if (policy.Allow.Count > 0)
            times = T["{0}, only {1}", times, Windows(T, policy.Allow)];
        return policy.Quiet.Count == 0
            ? T["{0}, {1}", times, policy.TimeZone]
            : T["{0}, not {1}, {2}", times, Windows(T, policy.Quiet), policy.TimeZone];
    }

    /// <summary>The same where the directory also tells of its changes, so that "never by itself" would not be true.</summary>
    public static string Of(Texts T, SchedulePolicy policy, bool notified) =>
        !notified ? Of(T, policy)
        : policy.IsSet ? T["{0}; and when the directory tells of a change", Of(T, policy)]
        : T["when the directory tells of a change"];

    /// <summary>What becomes of times at which nothing could be begun.</summary>
    public static string Of(Texts T, MissedRule missed) =>
        missed switch
        {
            MissedRule.MakeUp => T[
                "One run makes up for what was missed while the server was off or the connection paused, unless the windows forbid it then."
            ],
            MissedRule.MakeUpAfterWindows => T[
                "One run makes up for what was missed while the server was off or the connection paused, and for what a window kept from beginning, as soon as the windows allow it."
            ],
            _ => T["Nothing is made up for: what was missed is left out, and the next time is awaited."],
        };

    private static string Windows(Texts T, IEnumerable<string> windows) => string.Join(T[" and "], windows.Select(text => Window(T, text)));

    private static string Window(Texts T, string text) =>
        WeekWindow.Parse(text) switch
        {
            null => text,
            { Daily: true, FromDay: { } first, ToDay: { } last } window => T[
                "{0} to {1} from {2} to {3}",
                Time(window.From),
                Time(window.To),
                Day(T, first),
                Day(T, last)
            ],
            { FromDay: { } from, ToDay: { } to } window => T[
                "{0} {1} to {2} {3}",
                Day(T, from),
                Time(window.From),
                Day(T, to),
                Time(window.To)
            ],
            var window => T["{0} to {1}", Time(window.From), Time(window.To)],
        };

    private static string Every(Texts T, int minutes) =>
        minutes switch
        {
            1 => T["every minute"],
            60 => T["every hour"],
            1440 => T["every day"],
            10080 => T["every week"],
            _ when minutes % 1440 == 0 => T["every {0} days", minutes / 1440],
            _ when minutes % 60 == 0 => T["every {0} hours", minutes / 60],
            _ => T["every {0} minutes", minutes],
        };

    private static string Times(Texts T, SchedulePolicy policy)
    {
        if (policy.Cron is not { } text)
            return Every(T, policy.EveryMinutes!.Value);
        if (!CronExpression.TryParse(text, out var cron, out _))
            return text;
        var fields = cron!.Text.Split(' ');
        var days = Days(T, fields[2..]);
        if (cron.Hours.Count * cron.Minutes.Count <= 6)
            return T[
                "{0} at {1}",
                days,
                string.Join(", ", cron.Hours.SelectMany(_ => cron.Minutes, (hour, minute) => Time((hour * 60) + minute)))
            ];
        var often = fields[0].StartsWith("*/", StringComparison.Ordinal);
        var minutes = often ? T["every {0} minutes", fields[0][2..]] : T["at minute {0}", string.Join(", ", cron.Minutes)];
        return !(cron.EveryHour && fields[1] == "*") ? T["{0} {1} in hours {2}", days, minutes, fields[1]]
            : fields[0].StartsWith('*') ? T["{0} {1}", days, minutes]
            : T["{0} {1} of every hour", days, minutes];
    }

    private static string Days(Texts T, string[] fields) =>
        fields switch
        {
            ["*", "*", "*"] => T["every day"],
            ["*", "*", "1-5" or "mon-fri"] => T["Monday to Friday"],
            ["*", "*", var on] when Weekdays(on) is { } days => T["on {0}", string.Join(", ", days.Select(day => Day(T, day)))],
            ["*", "*", var on] => T["on days of the week {0}", on],
            [var day, "*", "*"] => T["on day {0} of every month", day],
            _ => T["on days given by '{0}'", string.Join(' ', fields)],
        };

    private static List<DayOfWeek>? Weekdays(string field)
    {
        var days = field.Split(',').Select(Weekday).ToList();
        return days.Contains(null) ? null : days.ConvertAll(day => day!.Value);
    }

    private static DayOfWeek? Weekday(string text) =>
        text is [>= '0' and <= '7'] ? (DayOfWeek)((text[0] - '0') % 7)
        : text.Length == 3
            ? Enum.GetValues<DayOfWeek>()
                .Cast<DayOfWeek?>()
                .FirstOrDefault(day => day.ToString()!.StartsWith(text, StringComparison.OrdinalIgnoreCase))
        : null;

    private static string Day(Texts T, DayOfWeek day) =>
        day switch
        {
            DayOfWeek.Sunday => T["Sunday"],
            DayOfWeek.Monday => T["Monday"],
            DayOfWeek.Tuesday => T["Tuesday"],
            DayOfWeek.Wednesday => T["Wednesday"],
            DayOfWeek.Thursday => T["Thursday"],
            DayOfWeek.Friday => T["Friday"],
            _ => T["Saturday"],
        };

    private static string Time(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
