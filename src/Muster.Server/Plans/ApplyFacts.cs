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

    /// <summary>Whether the windows of a schedule let something begin at an instant, and until when.</summary>
    internal static string WindowOf(SchedulePolicy schedule, DateTimeOffset now, Texts T)
    {
        var pause =
            schedule.PauseAt(now) is not { } why ? ""
            : schedule.PausedUntil is { } end
                ? T[" The connection is paused until {0}: {1}", PauseWords.When(T, end, schedule.TimeZone, now), why]
            : T[" The connection is paused: {0}", why];
        return Windows(schedule, now, T) + pause;
    }

    private static string Windows(SchedulePolicy schedule, DateTimeOffset now, Texts T)
    {
        if (!schedule.HasWindows)
            return T["No quiet window is set; it may be applied at any time."];
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        var windows = new ScheduleWindows(schedule, zone);
        var (isOpen, isAllowed) = (windows.IsOpenAt(now), schedule.Allow.Count > 0);
        if (windows.TurnAfter(now) is not { } turn)
            return isOpen ? T["No quiet window is set; it may be applied at any time."]
                : isAllowed ? T["The windows of the schedule never let anything begin by itself. It may be applied by hand."]
                : T["The whole week is a quiet window: nothing begins by itself. It may be applied by hand."];
        var there = TimeZoneInfo.ConvertTime(turn, zone).DateTime;
        var local = $"{DateWords.WithWeekday(T, there)}, {T.Form.Time(there)}";
        return (isOpen, isAllowed) switch
        {
            (true, true) => T["The windows of the schedule let runs begin by themselves until {0} ({1}).", local, schedule.TimeZone],
            (false, true) => T[
                "The windows of the schedule let nothing begin by itself until {0} ({1}). It may be applied by hand.",
                local,
                schedule.TimeZone
            ],
            (true, false) => T["It is no quiet window now; the next begins {0} ({1}).", local, schedule.TimeZone],
            (false, false) => T[
                "It is a quiet window now, until {0} ({1}): nothing begins by itself. It may be applied by hand.",
                local,
                schedule.TimeZone
            ],
        };
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
