using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Server.Runs;

/// <summary>The declared steps of every run, in order.</summary>
internal enum RunStep
{
    /// <summary>The directory is read.</summary>
    Read,

    /// <summary>What was read is checked to be whole.</summary>
    Certify,

    /// <summary>Differences become a plan.</summary>
    Plan,

    /// <summary>Guard rails weigh the plan.</summary>
    Guard,

    /// <summary>The plan is written, in one transaction.</summary>
    Apply,

    /// <summary>What was written is there for everybody.</summary>
    Publish,

    /// <summary>What was written is read back and compared with the plan.</summary>
    Verify,
}

/// <summary>Where one step stands.</summary>
public enum StepState
{
    /// <summary>Has not begun.</summary>
    Waiting,

    /// <summary>Is at work.</summary>
    Running,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Left out since there was nothing to do.</summary>
    Skipped,

    /// <summary>This kind of run has no such step.</summary>
    NotApplicable,

    /// <summary>The run ended in it.</summary>
    Failed,

    /// <summary>Waits for a person.</summary>
    Held,

    /// <summary>Not known here: another process makes the run and has not noted it.</summary>
    Unknown,
}

/// <summary>The steps with their states: one rule for work under way, for work that has ended, and for a run on every later day.</summary>
internal static class RunRail
{
    private static readonly int Steps = Enum.GetValues<RunStep>().Length;

    /// <summary>How the steps of some work stand; once the run is known that it made, as that run keeps them.</summary>
    public static IReadOnlyList<StepState> Of(LiveWork work, LiveState state) =>
        state.Rail
        ?? Row(
            state.EndedAt is null ? During(state)
                : state.Outcome is { } outcome ? Ended(outcome, Fell(state), null)
                : Ended(state.Failure is null ? RunOutcome.Applied : RunOutcome.Failed, Fell(state), null),
            step => step < work.First || step > work.Last || (IsReading(step) && HasNoRead(state))
        );

    /// <summary>How the steps of a run stand, the same on every later day; while another process makes it, as that one notes them.</summary>
    public static IReadOnlyList<StepState> After(Run run) =>
        Row(
            run.Outcome != RunOutcome.Running ? Ended(run.Outcome, Fell(run), run.Verified)
                : run.Phase is { } phase ? During(phase)
                : _ => StepState.Unknown,
            // A plan that waited was made by other work; what came before it is told there.
            step => run.Verb == "plan approve" ? step < RunStep.Guard : IsReading(step) && HasNoRead(run)
        );

    /// <summary>How they stand of a run that was left behind by a process that is gone, as the next run is going to end it.</summary>
    public static IReadOnlyList<StepState> Left(Run run) => After(run with { Outcome = RunOutcome.Failed });

    /// <summary>As far as another process notes it: where each phase begins.</summary>
    private static Func<RunStep, StepState> During(RunPhase phase) =>
        phase switch
        {
            RunPhase.Read => Between(RunStep.Read, RunStep.Read),
            RunPhase.Plan => Between(RunStep.Plan, RunStep.Guard),
            RunPhase.Verify => Between(RunStep.Verify, RunStep.Verify),
            _ => Between(RunStep.Apply, RunStep.Apply),
        };

    private static Func<RunStep, StepState> Between(RunStep first, RunStep last) =>
        step =>
            step > last ? StepState.Waiting
            : step < first ? StepState.Done
            : StepState.Running;

    /// <summary>The engine tells of phases. Pages are checked as they arrive, a plan is weighed as it is made, and what is written whole is about to be there for everybody.</summary>
    private static Func<RunStep, StepState> During(LiveState state)
    {
        var (first, last) = state.Phase switch
        {
            null => ((RunStep)Steps, (RunStep)Steps),
            RunPhase.Read => (RunStep.Read, state.Pages > 0 ? RunStep.Certify : RunStep.Read),
            RunPhase.Plan => (RunStep.Plan, RunStep.Guard),
            RunPhase.Verify => (RunStep.Verify, RunStep.Verify),
            _ when state.Total > 0 && state.Done >= state.Total => (RunStep.Publish, RunStep.Publish),
            _ => (RunStep.Apply, RunStep.Apply),
        };
        return state.Phase is null ? _ => StepState.Waiting : Between(first, last);
    }

    /// <param name="outcome">How it ended.</param>
    /// <param name="fell">Where it was when it failed or was stopped; null when nothing went wrong in a step.</param>
    /// <param name="verified">What reading back showed; null where nothing was read back.</param>
    private static Func<RunStep, StepState> Ended(RunOutcome outcome, RunStep? fell, RunVerification? verified) =>
        outcome switch
        {
            RunOutcome.Applied => step =>
                step < RunStep.Verify ? StepState.Done
                : verified is null ? StepState.NotApplicable
                : verified.Differing == 0 ? StepState.Done
                : StepState.Failed,
            RunOutcome.NoChanges => Until(RunStep.Plan, StepState.Done, StepState.Skipped),
            RunOutcome.Held => Until(RunStep.Guard, StepState.Held, StepState.Waiting),
            RunOutcome.Rejected or RunOutcome.Superseded => Until(RunStep.Guard, StepState.Held, StepState.Skipped),
            RunOutcome.Incomplete => Until(RunStep.Certify, StepState.Failed, StepState.Skipped),
            _ when fell is { } at => Until(at, StepState.Failed, StepState.Skipped),
            _ => Until(RunStep.Plan, StepState.Done, StepState.Skipped),
        };

    private static Func<RunStep, StepState> Until(RunStep at, StepState there, StepState after) =>
        step =>
            step < at ? StepState.Done
            : step == at ? there
            : after;

    private static RunStep? Fell(LiveState state) =>
        state.Phase switch
        {
            null or RunPhase.Read => RunStep.Read,
            RunPhase.Plan => RunStep.Plan,
            _ => RunStep.Apply,
        };

    private static RunStep? Fell(Run run) =>
        run.Reason is RunReason.Declined or RunReason.OtherRemovals or RunReason.OtherPlan or RunReason.ObservesOnly ? null
        : run.Phase is { } phase
            ? phase switch
            {
                RunPhase.Read => RunStep.Read,
                RunPhase.Plan => RunStep.Plan,
                _ => RunStep.Apply,
            }
        : run.PlanHash is not null || HasNoRead(run) ? RunStep.Apply
        : run.Seconds.Plan > 0 ? RunStep.Plan
        : RunStep.Read;

    private static bool IsReading(RunStep step) => step <= RunStep.Certify;

    private static bool HasNoRead(LiveState state) =>
        !state.Reads && (state.Phase is not null || state.EndedAt is not null) && !state.NotRead;

    private static bool HasNoRead(Run run) =>
        run.Phase is not null || run.Outcome == RunOutcome.Running ? run.Verb == RunTriggers.Drift : ReadNothing(run);

    private static bool ReadNothing(Run run) =>
        run is { Outcome: not RunOutcome.Incomplete, Spending.Requests: 0, Seconds.Read: 0 } and not { Verb: "sync", PlanHash: null };

    private static IReadOnlyList<StepState> Row(Func<RunStep, StepState> stands, Func<RunStep, bool> isMissing) =>
        [.. Enum.GetValues<RunStep>().Select(step => isMissing(step) ? StepState.NotApplicable : stands(step))];
}
