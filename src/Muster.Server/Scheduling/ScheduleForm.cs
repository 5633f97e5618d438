using System.Globalization;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>A schedule as somebody types it.</summary>
public sealed class ScheduleForm
{
    /// <summary><c>never</c>, <c>every</c> or <c>cron</c>.</summary>
    public string Way { get; set; } = "never";

    /// <summary>The number of the interval.</summary>
    public string Every { get; set; } = "15";

    /// <summary>The unit of the interval: <c>minutes</c> or <c>hours</c>.</summary>
    public string Unit { get; set; } = "minutes";

    /// <summary>The cron expression.</summary>
    public string Cron { get; set; } = "30 6 * * mon-fri";

    /// <summary>The time zone.</summary>
    public string TimeZone { get; set; } = SchedulePolicy.None.TimeZone;

    /// <summary>Quiet windows, one a line.</summary>
    public string Quiet { get; set; } = "";

    /// <summary>Whether the first run of a day reads in full.</summary>
    public bool FullReadDaily { get; set; }

    /// <summary>The form of a schedule.</summary>
    public static ScheduleForm Of(SchedulePolicy schedule)
    {
        var hours = schedule.EveryMinutes is { } minutes && minutes % 60 == 0;
        var form = new ScheduleForm
        {
            Way =
                schedule.Cron is not null ? "cron"
                : schedule.EveryMinutes is not null ? "every"
                : "never",
            Unit = hours ? "hours" : "minutes",
            TimeZone = schedule.TimeZone,
            Quiet = string.Join('\n', schedule.Quiet),
            FullReadDaily = schedule.FullReadDaily,
        };
        if (schedule.EveryMinutes is { } every)
            form.Every = (hours ? every / 60 : every).ToString(CultureInfo.InvariantCulture);
        form.Cron = schedule.Cron ?? form.Cron;
        return form;
    }

    /// <summary>The settings it asks for.</summary>
    public IReadOnlyList<SettingEdit> Edits =>
        [
            new("schedule.every", Way == "every" ? Minutes : null),
            new("schedule.cron", Way == "cron" ? Cron : null),
            new("schedule.timeZone", TimeZone),
            new("schedule.quiet", SettingKind.Several.Join(Windows)),
            new("schedule.fullReadDaily", FullReadDaily ? "true" : "false"),
        ];

    /// <summary>What is wrong, by name of the setting; empty when nothing is.</summary>
    internal IReadOnlyDictionary<string, string> Faults(Texts T)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in Edits)
            if (
                value is not null
                && path != "schedule.quiet"
                && SettingSheet.OfConnection.Find(path).Kind is var kind
                && kind.Canonical(value) is null
            )
                faults[path] = kind.Fault(value) is { } fault
                    ? $"{fault}."
                    : T["'{0}' does not fit: it takes {1}.", Typed(path, value), kind.Words];
        var wrong = Windows.Where(window => QuietWindow.Parse(window) is null).ToList();
        if (wrong.Count > 0)
            faults["schedule.quiet"] = T[
                "'{0}' is no window; write one a line: a window such as 22:00-05:00, for every day, or fri 16:00-mon 06:00.",
                string.Join("', '", wrong)
            ];
        else if (Windows.Select(window => QuietWindow.Parse(window)!.ToString()).Distinct(StringComparer.Ordinal).Count() < Windows.Length)
            faults["schedule.quiet"] = T["A window stands there twice."];
        else if (Windows.Length > 20)
            faults["schedule.quiet"] = T["At most 20 windows."];
        return faults;
    }

    /// <summary>The schedule it asks for; null while something is wrong.</summary>
    internal SchedulePolicy? Policy(Texts T) =>
        Faults(T).Count > 0
            ? null
            : Settings.OfConnection.FromValues(SettingSheet.OfConnection.Change(new Dictionary<string, string>(), Edits)).Schedule;

    /// <summary>Two windows that overlap, which does no harm but is most likely a mistake; null for none.</summary>
    internal string? Overlap(Texts T)
    {
        var windows = Windows.Select(QuietWindow.Parse).OfType<QuietWindow>().ToList();
        for (var i = 0; i < windows.Count; i++)
        for (var j = i + 1; j < windows.Count; j++)
            if (windows[i].Minutes().Intersect(windows[j].Minutes()).Any())
                return T["'{0}' and '{1}' overlap; both hold.", windows[i], windows[j]];
        return null;
    }

    private string[] Windows => Quiet.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private string Minutes =>
        Unit == "hours" && int.TryParse(Every, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours < 10_000
            ? (hours * 60).ToString(CultureInfo.InvariantCulture)
            : Every;

    private string Typed(string path, string value) => path == "schedule.every" ? $"{Every} {Unit}" : value;
}
