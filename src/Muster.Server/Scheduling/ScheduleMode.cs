using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>How a connection is synchronised: by itself, by hand, or by itself and resting.</summary>
/// <param name="Word">In a word.</param>
/// <param name="Detail">When, or why not.</param>
internal sealed record ScheduleMode(string Word, string Detail)
{
    /// <summary>Words it.</summary>
    public static ScheduleMode Of(SchedulePolicy schedule, StandingPause? pause, Texts T, DateTimeOffset now) =>
        pause is not null ? new(T["Paused"], PauseWords.Of(T, pause, now))
        : schedule.IsSet ? new(T["Automatic"], ScheduleText.Of(T, schedule))
        : new(T["Manual"], T["only when somebody asks"]);
}
