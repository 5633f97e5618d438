using Muster.Core.Scheduling;
using Muster.Engine.Runs;
using Muster.Engine.Scheduling;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Scheduling;

/// <summary>What became of times at which connections were due, in English; it is kept, and told to each reader.</summary>
internal static class ScheduleEnds
{
    private static readonly Texts T = Texts.English;

    /// <summary>Of a run that came to its end.</summary>
    public static string Words(Run run) =>
        run.Outcome switch
        {
            RunOutcome.Applied => T["Applied: {0}", PlanWords.Sentence(T, run.Counts)],
            RunOutcome.NoChanges => T["Nothing to do."],
            RunOutcome.Held => T["Held by a guard rail; it waits for a person."],
            RunOutcome.Cancelled when run.Reason == RunReason.ObservesOnly => run.Message ?? "",
            RunOutcome.Cancelled => T["Stopped. Nothing was changed."],
            _ => run.Message ?? T["Failed. Nothing was changed."],
        };

    /// <summary>Of a time that has passed.</summary>
    /// <param name="missed">What becomes of what was missed.</param>
    /// <param name="waits">Whether the next time is at hand, so that it is awaited.</param>
    public static string Late(MissedRule missed, bool waits) =>
        missed switch
        {
            _ when waits => T["Its time had passed; the next run, which comes within a minute, makes up for it."],
            MissedRule.Wait => T["Left out: its time had passed, and this schedule makes up for nothing that was missed."],
            MissedRule.MakeUpAfterWindows => T["Its time had passed; one run makes up for it as soon as the windows allow it."],
            _ => T["Left out: its time had passed, and the windows forbid a run now."],
        };
}

/// <summary>What became of one time at which a connection was due.</summary>
internal sealed record Firing(SlotEnd End)
{
    /// <summary>When.</summary>
    public DateTimeOffset At => End.At;

    /// <summary>Where to look; null for nowhere.</summary>
    public string? Address => End.Address;

    /// <summary>What became of it, in English.</summary>
    public string Words => End.Said;

    /// <summary>The same in the language of the reader.</summary>
    public string Say(Texts T) => T.Told(End.Said);
}
