using Muster.Core.Planning;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Wording;

/// <summary>What a run that has ended is told by.</summary>
/// <param name="Run">Its number.</param>
/// <param name="Verb">What it was for.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Counts">What its plan counted.</param>
internal sealed record RunEnd(long Run, string Verb, RunOutcome Outcome, PlanCounts Counts)
{
    public static RunEnd Of(Run run) => new(run.Id, run.Verb, run.Outcome, run.Counts);
}

/// <summary>How a run goes and how it ended, in one sentence: the same in the app, over HTTP and on the command line.</summary>
internal static class RunWords
{
    /// <summary>What an undo can take back, said where nothing is left of it.</summary>
    public static string NothingToUndo(Texts T) =>
        T["nothing to undo. An undo takes back memberships, sub-groups and exceptions, and none of these is left to take back."];

    /// <summary>How it ended, with what was changed.</summary>
    public static string Ended(Texts T, Run run) => Ended(T, RunEnd.Of(run));

    /// <summary>How it ended, with what was changed.</summary>
    public static string Ended(Texts T, RunEnd end) =>
        end.Outcome switch
        {
            RunOutcome.Running => T["Run {0} is under way, or its process has died; the next run will tell.", end.Run],
            RunOutcome.Applied => T["Run {0} applied: {1}", end.Run, PlanWords.Sentence(T, end.Counts)],
            RunOutcome.NoChanges when end.Verb == "runs undo" => T["Run {0}: {1}", end.Run, NothingToUndo(T)],
            RunOutcome.NoChanges => T["Run {0}: nothing to do; the platform equals the directory.", end.Run],
            RunOutcome.Held => T[
                "Run {0} is held by a guard rail; nothing was changed. Its plan: {1}",
                end.Run,
                PlanWords.Sentence(T, end.Counts)
            ],
            RunOutcome.Incomplete => T["Run {0} could not read the directory to its end; nothing was changed.", end.Run],
            RunOutcome.Failed => T["Run {0} failed; nothing was changed.", end.Run],
            RunOutcome.Cancelled => T["Run {0} was cancelled; nothing was changed.", end.Run],
            RunOutcome.Rejected => T["Run {0} was held, and a person rejected it; nothing was changed.", end.Run],
            _ => T["Run {0} was held, and a later plan took its place; nothing was changed.", end.Run],
        };

    /// <summary>What there is to say of a run that another process makes.</summary>
    public static string Elsewhere(Texts T, Run run) =>
        T["Another process makes this run, the command line or another server; it can be stopped only there. {0}", Reached(T, run.Phase)];

    /// <summary>How far a run is, as whoever makes it noted.</summary>
    public static string Reached(Texts T, RunPhase? phase) =>
        phase switch
        {
            RunPhase.Read => T["It reads the directory."],
            RunPhase.Plan => T["It compares what was read with what is here."],
            RunPhase.Apply => T["It writes the plan, in one transaction."],
            RunPhase.Verify => T["It reads back what was written."],
            _ => T["How far it is was not noted."],
        };

    /// <summary>What reading back showed; null where nothing was read back.</summary>
    public static string? Verified(Texts T, RunVerification? verified) =>
        verified switch
        {
            null => null,
            { Differing: > 0 } when Others(verified) == 0 => T[
                "Verified: {0} of {1} memberships are not as planned. Run 'muster audit verify', which says what is damaged, before the next sync.",
                Words.Number(T, verified.Differing),
                Words.Number(T, verified.Memberships)
            ],
            { Differing: > 0 } => T[
                "Verified: {0} of {1} changes are not as planned. Run 'muster audit verify', which says what is damaged, before the next sync.",
                Words.Number(T, verified.Differing),
                Words.Number(T, verified.Memberships + Others(verified))
            ],
            { Memberships: 0 } when Others(verified) == 0 => T["Verified: no membership was to change."],
            _ => T["Verified: {0} as planned.", string.Join(", ", Counted(T, verified))],
        };

    private static long Others(RunVerification verified) => verified.People + verified.Groups + verified.SubGroups + verified.Exceptions;

    private static IEnumerable<string> Counted(Texts T, RunVerification verified)
    {
        if (verified.Memberships > 0)
            yield return T.Count(verified.Memberships, "{0} membership", "{0} memberships");
        if (verified.People > 0)
            yield return T.Count(verified.People, "{0} person", "{0} people");
        if (verified.Groups > 0)
            yield return T.Count(verified.Groups, "{0} group", "{0} groups");
        if (verified.SubGroups > 0)
            yield return T.Count(verified.SubGroups, "{0} sub-group", "{0} sub-groups");
        if (verified.Exceptions > 0)
            yield return T.Count(verified.Exceptions, "{0} exception", "{0} exceptions");
    }

    /// <summary>How much of Graph's limit was left while it was read.</summary>
    public static string Limit(Texts T, ReadSpending spending) =>
        spending.LimitShare switch
        {
            null => T["Graph did not say how much of its limit is left; it says so once four fifths are used."],
            >= 1 => T["Graph said that its limit was used up."],
            { } share => T[
                "Graph said that {0} % of its limit were left at the least.",
                Words.Number(T, (long)Math.Floor((1 - share) * 100))
            ],
        };

    /// <summary>How it goes.</summary>
    public static string UnderWay(Texts T, LiveState state) =>
        state.Phase switch
        {
            null => T["Waiting to begin."],
            RunPhase.Read when state.Waiting is { } wait => T[
                "The directory asks to wait {0}. So far: {1}.",
                Words.Seconds(T, wait.TotalSeconds),
                Counts(T, state)
            ],
            RunPhase.Read when state.Pages == 0 => T["Reading the directory."],
            RunPhase.Read => T["Reading the directory: {0}.", Counts(T, state)],
            RunPhase.Plan => T["Comparing what was read with what is here, and weighing it by the guard rails."],
            RunPhase.Verify => T["Reading back what was written, and comparing it with the plan."],
            _ when state.Total > 0 => T["Applying: {0} of {1} steps written.", Words.Number(T, state.Done), Words.Number(T, state.Total)],
            _ => T["Applying the plan in one piece."],
        };

    private static string Counts(Texts T, LiveState state) =>
        string.Join(
            ", ",
            T.Count(state.Users, "{0} user", "{0} users"),
            T.Count(state.Groups, "{0} group", "{0} groups"),
            T.Count(state.Edges, "{0} membership", "{0} memberships")
        );
}
