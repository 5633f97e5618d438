using Muster.Core.Configuration;
using Muster.Server.Home;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>How a connection is followed, for people.</summary>
/// <param name="Word">In a word: observe only, manual, automatic or self-heal.</param>
/// <param name="Detail">What that means here: when something begins, or why not.</param>
internal sealed record ScheduleMode(string Word, string Detail)
{
    /// <summary>Words it.</summary>
    public static ScheduleMode Of(ConnectionStanding standing, Texts T, DateTimeOffset now) =>
        new(
            Name(T, standing.Mode),
            standing.Pause is { } pause ? PauseWords.Of(T, pause, now)
                : standing.Schedule.IsSet || standing.Notified ? ScheduleText.Of(T, standing.Schedule, standing.Notified)
                : T["only when somebody asks"]
        );

    /// <summary>The word of a mode.</summary>
    public static string Name(Texts T, ConnectionMode mode) =>
        mode switch
        {
            ConnectionMode.ObserveOnly => T["Observe only"],
            ConnectionMode.Manual => T["Manual"],
            ConnectionMode.Automatic => T["Automatic"],
            _ => T["Self-heal"],
        };

    /// <summary>What a mode does, in a sentence.</summary>
    public static string Meaning(Texts T, ConnectionMode mode) =>
        mode switch
        {
            ConnectionMode.ObserveOnly => T["Plans are made, and nothing of them is applied, whoever asks for it."],
            ConnectionMode.Manual => T["Nothing begins by itself. People make plans and apply them."],
            ConnectionMode.Automatic => T[
                "Syncs begin by themselves and apply what no guard rail holds. What was given or taken by hand is reported and stays."
            ],
            _ => T[
                "Syncs begin by themselves and apply what no guard rail holds. What was given or taken by hand is put back, except in groups that only report it."
            ],
        };
}
