using System.Globalization;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Plans;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>What whoever applies a plan should know beside its numbers.</summary>
/// <param name="Window">Whether it is a time in which nothing begins by itself, and until when.</param>
/// <param name="Told">Who hears of it, and where.</param>
public sealed record ApplyFacts(string Window, string Told)
{
    private const int MinutesOfAWeek = 7 * 24 * 60;

    /// <summary>Puts it together for a plan.</summary>
    internal static async Task<ApplyFacts> LoadAsync(
        MusterInstance muster,
        StoredPlan plan,
        string? connection,
        IReadOnlyList<PlanNote> asked,
        DateTimeOffset now,
        Texts T,
        CancellationToken cancellationToken
    )
    {
        var schedule = SchedulePolicy.None;
        if (plan.Connection is { } key && connection is not null)
        {
            var settings = await muster.Database.Settings.CurrentAsync(SettingScope.Of(key), cancellationToken);
            schedule = Settings.OfConnection.FromValues(settings.Values).Schedule;
        }
        return new ApplyFacts(WindowOf(schedule, now, T), ToldOf(connection, asked, T));
    }

    /// <summary>Whether an instant lies in a quiet window of a schedule.</summary>
    internal static string WindowOf(SchedulePolicy schedule, DateTimeOffset now, Texts T)
    {
        var pause =
            schedule.PauseAt(now) is not { } why ? ""
            : schedule.PausedUntil is { } end
                ? T[" The connection is paused until {0}: {1}", PauseWords.When(end, schedule.TimeZone, now), why]
            : T[" The connection is paused: {0}", why];
        var windows = schedule.Quiet.Select(QuietWindow.Parse).OfType<QuietWindow>().ToList();
        if (windows.Count == 0)
            return T["No quiet window is set; it may be applied at any time."] + pause;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        var quiet = new bool[MinutesOfAWeek];
        foreach (var minute in windows.SelectMany(window => window.Minutes()))
            quiet[minute] = true;
        bool IsQuiet(DateTimeOffset at) => quiet[QuietWindow.MinuteOf(TimeZoneInfo.ConvertTime(at, zone).DateTime)];
        var inside = IsQuiet(now);
        var minuteNow = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), now.Offset);
        // A clock that jumps may make a week of minutes longer by an hour.
        var turn = Enumerable
            .Range(1, MinutesOfAWeek + 120)
            .Select(minute => minuteNow.AddMinutes(minute))
            .FirstOrDefault(at => IsQuiet(at) != inside);
        if (turn == default)
            return T["The whole week is a quiet window: nothing begins by itself. It may be applied by hand."] + pause;
        var there = TimeZoneInfo.ConvertTime(turn, zone).DateTime;
        var local = $"{DateWords.WithWeekday(T, there)}, {there.ToString("HH:mm", CultureInfo.InvariantCulture)}";
        return (
                inside
                    ? T[
                        "It is a quiet window now, until {0} ({1}): nothing begins by itself. It may be applied by hand.",
                        local,
                        schedule.TimeZone
                    ]
                    : T["It is no quiet window now; the next begins {0} ({1}).", local, schedule.TimeZone]
            ) + pause;
    }

    private static string ToldOf(string? connection, IReadOnlyList<PlanNote> asked, Texts T)
    {
        var seen = connection is null
            ? T["Nobody is sent a message. It shows on this plan, under Plans & runs, on Home and in the audit log, with your name."]
            : T[
                "Nobody is sent a message. It shows on this plan, under Plans & runs, on Home, on the page of {0} and in the audit log, with your name.",
                connection
            ];
        return asked.Count == 0 ? seen : T["{0} {1}, who asked for approval, sees it on this plan.", seen, asked[0].By];
    }
}
