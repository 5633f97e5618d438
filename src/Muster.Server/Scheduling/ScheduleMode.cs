using Muster.Core.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>How a connection is synchronised: by itself, by hand, or by itself and resting.</summary>
/// <param name="Word">In a word.</param>
/// <param name="Detail">When, or why not.</param>
internal sealed record ScheduleMode(string Word, string Detail)
{
    /// <summary>Words it.</summary>
    public static ScheduleMode Of(SchedulePolicy schedule, Texts T) =>
        schedule switch
        {
            { Paused: { } reason } => new(T["Paused"], reason),
            { IsSet: true } => new(T["Automatic"], ScheduleText.Of(T, schedule)),
            _ => new(T["Manual"], T["only when somebody asks"]),
        };
}
