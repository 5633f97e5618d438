using Muster.Engine.Runs;
using Muster.Engine.Users;
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

    /// <summary>What it was for; what this version does not know stays as it was typed.</summary>
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
            "groups set" => T["Settings of a group changed"],
            "groups link" => T["Group linked"],
            "groups relink" => T["Group linked to another directory group"],
            "groups unlink" => T["Link of a group ended"],
            "groups resume" => T["Group follows the directory again"],
            "groups retire" => T["Group retired"],
            LocalUsers.GivingVerb => T["Members added by hand"],
            LocalUsers.TakingVerb => T["Members removed by hand"],
            "users add" => T["Local person added"],
            "users set" => T["Local person changed"],
            "users suspend" => T["Person suspended"],
            "users reactivate" => T["Person reactivated"],
            "users link" => T["Person linked to an account"],
            "users unlink" => T["Person parted from an account"],
            "exceptions add" => T["Exception added"],
            "exceptions extend" => T["End of an exception moved"],
            "exceptions end" => T["Exception ended"],
            "verify" => T["Verified by a full read"],
            "config apply" => T["Settings taken from a file"],
            _ => verb,
        };
}
