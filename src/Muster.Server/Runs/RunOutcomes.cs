using Muster.Engine.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Runs;

/// <summary>How a run ended, in a word, a colour and a sentence.</summary>
internal static class RunOutcomes
{
    public static string Word(Texts t, RunOutcome outcome) =>
        outcome switch
        {
            RunOutcome.Running => t["under way"],
            RunOutcome.Applied => t["applied"],
            RunOutcome.NoChanges => t["nothing to do"],
            RunOutcome.Held => t["held"],
            RunOutcome.Incomplete => t["incomplete read"],
            RunOutcome.Failed => t["failed"],
            RunOutcome.Cancelled => t["cancelled"],
            RunOutcome.Rejected => t["rejected"],
            _ => t["superseded"],
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
    public static string Sentence(Texts t, Run run) =>
        run.Outcome switch
        {
            RunOutcome.Running => t["It is under way, or its process has died; the next run will tell."],
            RunOutcome.Applied => t["Applied: {0}", PlanWords.Sentence(run.Counts)],
            RunOutcome.NoChanges => t["Nothing to do; the platform equals the directory."],
            RunOutcome.Held => t["Held by a guard rail; nothing was changed. Its plan: {0}", PlanWords.Sentence(run.Counts)],
            RunOutcome.Incomplete => t["The directory could not be read to its end; nothing was changed."],
            RunOutcome.Failed => t["It failed; nothing was changed."],
            RunOutcome.Cancelled => t["It was cancelled; nothing was changed."],
            RunOutcome.Rejected => t["It was held and a person rejected it; nothing was changed."],
            _ => t["It was held, and a later plan took its place; nothing was changed."],
        };

    /// <summary>What it was for.</summary>
    public static string Verb(Texts t, string verb) =>
        verb switch
        {
            "sync" => t["Sync"],
            "plan" => t["Plan"],
            "plan approve" => t["Plan applied"],
            "users import" => t["Import of users"],
            "groups create" => t["Groups created"],
            "runs undo" => t["Undo"],
            "drift heal" => t["Drift put back"],
            _ => verb.Length == 0 ? verb : char.ToUpperInvariant(verb[0]) + verb[1..],
        };
}
