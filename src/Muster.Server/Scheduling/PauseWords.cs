using Muster.Engine.Configuration;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>A pause for people: by whom, until when, and why.</summary>
internal static class PauseWords
{
    /// <summary>"Paused by Ada until Fri 24 Dec, 18:00 (UTC): servers move".</summary>
    public static string Of(Texts T, StandingPause pause, DateTimeOffset now)
    {
        var by = pause.By ?? T["Somebody"];
        return pause.Until is { } end
            ? T["Paused by {0} until {1}: {2}", by, When(T, end, pause.TimeZone, now), pause.Reason]
            : T["Paused by {0} until somebody lets it go on: {1}", by, pause.Reason];
    }

    /// <summary>"Fri 24 Dec, 18:00 (UTC)"; with the year where that is another. On the clocks by which the pause was set, whoever reads it.</summary>
    public static string When(Texts T, DateTimeOffset at, string timeZone, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var known) ? known : TimeZoneInfo.Utc;
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone));
        var clock = local.DateTime;
        var day = local.Year == today.Year ? DateWords.WithWeekday(T, clock) : DateWords.WithWeekdayAndYear(T, clock);
        return $"{day}, {(clock.Second == 0 ? T.Form.Time(clock) : T.Form.LongTime(clock))} ({zone.Id})";
    }
}
