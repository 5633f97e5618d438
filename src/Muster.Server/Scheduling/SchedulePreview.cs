using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>What a schedule means: in words, and the next five times.</summary>
/// <param name="Words">One sentence.</param>
/// <param name="Times">The next times.</param>
/// <param name="Fault">Why it never is due; null when it is, or when there is no schedule.</param>
internal sealed record SchedulePreview(string Words, IReadOnlyList<DueTime> Times, string? Fault)
{
    /// <summary>Works it out, with the word of change notifications where they are on. While it is paused until an end, the times are those from the end on; of another pause nobody knows the end, and they are those without it.</summary>
    public static SchedulePreview Of(
        Texts T,
        SchedulePolicy schedule,
        int spread,
        DateTimeOffset now,
        StandingPause? pause = null,
        bool notified = false
    )
    {
        schedule = schedule with { Paused = pause is { Until: not null } ? pause.Reason : null, PausedUntil = pause?.Until };
        var words = ScheduleText.Of(T, schedule, notified);
        if (!schedule.IsSet)
            return new(words, [], null);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        var from = schedule.Paused is null ? now : pause?.Since ?? now;
        var times = new ScheduleTimes(schedule, zone, spread).After(from).Take(5).Select(due => DueTime.Of(T, due, zone)).ToList();
        return new(words, times, times.Count > 0 ? null : WhyNever(T, schedule, zone));
    }

    private static string WhyNever(Texts T, SchedulePolicy schedule, TimeZoneInfo zone) =>
        schedule.HasWindows && new ScheduleWindows(schedule, zone).AreNeverOpen
            ? schedule.Allow.Count == 0
                ? T["It would never run: its quiet windows cover the whole week. Make them smaller."]
                : T[
                    "It would never run: its quiet windows cover all of its allow windows. Make the quiet windows smaller, or the allow windows larger."
                ]
            : schedule.Allow.Count > 0
                ? T[
                    "It would never run: none of its times lies within an allow window and outside every quiet window. Make the windows fit, or choose other times."
                ]
                : schedule.Cron is null || schedule.Quiet.Count > 0
                    ? T["It would never run: all its times lie within quiet windows. Make the windows smaller, or choose other times."]
                    : T["It would never run: there is no day that fits '{0}'. Choose another day or month.", schedule.Cron];
}

/// <summary>One time at which a schedule is due.</summary>
/// <param name="At">The instant.</param>
/// <param name="Local">Local date and time.</param>
/// <param name="IsRepeated">Whether the clocks repeat this hour.</param>
/// <param name="IsAfterSkip">Whether the clocks skip the hour before.</param>
internal sealed record DueTime(DateTimeOffset At, string Local, bool IsRepeated, bool IsAfterSkip)
{
    public static DueTime Of(Texts T, DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var clock = local.DateTime;
        return new(
            at,
            $"{DateWords.WithWeekdayAndYear(T, clock)}, {T.Form.LongTime(clock)}",
            zone.IsAmbiguousTime(clock),
            zone.IsInvalidTime(clock.AddHours(-1))
        );
    }
}
