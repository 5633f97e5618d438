using System.Globalization;
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
            ? T["Paused by {0} until {1}: {2}", by, When(end, pause.TimeZone, now), pause.Reason]
            : T["Paused by {0} until somebody lets it go on: {1}", by, pause.Reason];
    }

    /// <summary>"Fri 24 Dec, 18:00 (UTC)"; with the year where that is another.</summary>
    public static string When(DateTimeOffset at, string timeZone, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var known) ? known : TimeZoneInfo.Utc;
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone));
        var form = local.Year == today.Year ? "ddd d MMM, HH:mm" : "ddd d MMM yyyy, HH:mm";
        return $"{local.ToString(local.Second == 0 ? form : form + ":ss", CultureInfo.InvariantCulture)} ({zone.Id})";
    }
}
