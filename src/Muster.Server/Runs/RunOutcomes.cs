using Muster.Engine.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Runs;

/// <summary>How a run ended, in a word, a colour and a sentence.</summary>
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

    /// <summary>How it ended, with what was changed.</summary>
    public static string Sentence(Texts T, Run run) =>
        run.Outcome switch
        {
            RunOutcome.Running => T["It is under way, or its process has died; the next run will tell."],
            RunOutcome.Applied => T["Applied: {0}", PlanWords.Sentence(run.Counts)],
            RunOutcome.NoChanges => T["Nothing to do; the platform equals the directory."],
            RunOutcome.Held => T["Held by a guard rail; nothing was changed. Its plan: {0}", PlanWords.Sentence(run.Counts)],
            RunOutcome.Incomplete => T["The directory could not be read to its end; nothing was changed."],
            RunOutcome.Failed => T["It failed; nothing was changed."],
            RunOutcome.Cancelled => T["It was cancelled; nothing was changed."],
            RunOutcome.Rejected => T["It was held and a person rejected it; nothing was changed."],
            _ => T["It was held, and a later plan took its place; nothing was changed."],
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
