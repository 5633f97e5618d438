using System.Globalization;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Scheduling;

/// <summary>A schedule as somebody types it.</summary>
public sealed class ScheduleForm
{
    private const string QuietPath = "schedule.quiet";
    private const string AllowPath = "schedule.allow";

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

    /// <summary>Allow windows, one a line.</summary>
    public string Allow { get; set; } = "";

    /// <summary>What becomes of what was missed.</summary>
    public MissedRule Missed { get; set; }

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
            Allow = string.Join('\n', schedule.Allow),
            Missed = schedule.Missed,
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
            new(QuietPath, SettingKind.Several.Join(Lines(Quiet))),
            new(AllowPath, SettingKind.Several.Join(Lines(Allow))),
            new("schedule.missed", JsonFormat.Word(Missed)),
            new("schedule.fullReadDaily", FullReadDaily ? "true" : "false"),
        ];

    /// <summary>What is wrong, by name of the setting; empty when nothing is.</summary>
    internal IReadOnlyDictionary<string, string> Faults(Texts T)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in Edits)
            if (
                value is not null
                && path is not (QuietPath or AllowPath)
                && SettingSheet.OfConnection.Find(path).Kind is var kind
                && kind.Canonical(value) is null
            )
                faults[path] = kind.Fault(value) is { } fault
                    ? $"{fault}."
                    : T["'{0}' does not fit: it takes {1}.", Typed(path, value), kind.Words];
        foreach (var (path, windows) in new[] { (QuietPath, Lines(Quiet)), (AllowPath, Lines(Allow)) })
            if (Fault(T, windows) is { } fault)
                faults[path] = fault;
        return faults;
    }

    /// <summary>The schedule it asks for; null while something is wrong.</summary>
    internal SchedulePolicy? Policy(Texts T) =>
        Faults(T).Count > 0
            ? null
            : Settings.OfConnection.FromValues(SettingSheet.OfConnection.Change(new Dictionary<string, string>(), Edits)).Schedule;

    /// <summary>Two windows that overlap, which does no harm but is most likely a mistake, or a quiet window within an allow window, which may be meant; null for none.</summary>
    internal string? Overlap(Texts T)
    {
        var (quiet, allow) = (Parsed(Quiet), Parsed(Allow));
        return Pairs(quiet, quiet).Concat(Pairs(allow, allow)).FirstOrDefault() is (var one, var other)
                ? T["'{0}' and '{1}' overlap; both hold.", one, other]
            : Pairs(quiet, allow).FirstOrDefault() is (var inner, var outer)
                ? T["'{0}' is quiet, also where '{1}' would allow a run.", inner, outer]
            : null;
    }

    private static IEnumerable<(WeekWindow, WeekWindow)?> Pairs(List<WeekWindow> ones, List<WeekWindow> others) =>
        ones.SelectMany((one, index) => (ones == others ? others.Skip(index + 1) : others).Select(other => (one, other)))
            .Where(pair => pair.one.Minutes().Intersect(pair.other.Minutes()).Any())
            .Select(pair => ((WeekWindow, WeekWindow)?)pair);

    private static string? Fault(Texts T, string[] windows)
    {
        var wrong = windows.Where(window => WeekWindow.Parse(window) is null).ToList();
        return wrong.Count > 0
                ? T[
                    "'{0}' is no window; write one a line: a window such as 22:00-05:00, for every day, mon-fri 06:00-20:00, for each of these days, or fri 16:00-mon 06:00.",
                    string.Join("', '", wrong)
                ]
            : windows.Select(window => WeekWindow.Parse(window)!.ToString()).Distinct(StringComparer.Ordinal).Count() < windows.Length
                ? T["A window stands there twice."]
            : windows.Length > 20 ? T["At most 20 windows."]
            : null;
    }

    private static List<WeekWindow> Parsed(string text) => [.. Lines(text).Select(WeekWindow.Parse).OfType<WeekWindow>()];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private string Minutes =>
        Unit == "hours" && int.TryParse(Every, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours < 10_000
            ? (hours * 60).ToString(CultureInfo.InvariantCulture)
            : Every;

    private string Typed(string path, string value) => path == "schedule.every" ? $"{Every} {Unit}" : value;
}
