using Muster.Engine.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Runs;

/// <summary>How a run ended, in a word and a colour; the sentence is that of <see cref="RunWords"/>.</summary>
internal static class RunOutcomes
{
    public static string Word(Texts T, RunOutcome outcome) =>
        outcome switch
        {
            RunOutcome.Running => T["under way"],
            RunOutcome.Applied => T["applied"],
            RunOutcome.NoChanges => T["nothing to do"],
            RunOutcome.Held => T["held"],
            RunOutcome.Incomplete => T["incomplete read"],
            RunOutcome.Failed => T["failed"],
            RunOutcome.Cancelled => T["cancelled"],
            RunOutcome.Rejected => T["rejected"],
            _ => T["superseded"],
        };

    public static string Kind(RunOutcome outcome) =>
        outcome switch
        {
            RunOutcome.Running => "run",
            RunOutcome.Applied or RunOutcome.NoChanges => "ok",
            RunOutcome.Held => "hold",
            RunOutcome.Incomplete or RunOutcome.Failed => "bad",
            _ => "idle",
        };

    /// <summary>What began it.</summary>
    public static string Trigger(Texts T, RunTrigger trigger) =>
        trigger switch
        {
            RunTrigger.Schedule => T["schedule"],
            RunTrigger.Notification => T["change notification"],
            RunTrigger.Drift => T["drift"],
            RunTrigger.Api => T["API"],
            _ => T["person"],
        };

    /// <summary>What it was for.</summary>
    public static string Verb(Texts T, string verb) =>
        verb switch
        {
            "sync" => T["Sync"],
            "plan" => T["Plan"],
            "plan approve" => T["Plan applied"],
            "users import" => T["Import of users"],
            "groups create" => T["Groups created"],
            "runs undo" => T["Undo"],
            "drift heal" => T["Drift put back"],
            _ => verb.Length == 0 ? verb : char.ToUpperInvariant(verb[0]) + verb[1..],
        };
}
