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
}

/// <summary>The steps with their states, at work and afterwards.</summary>
internal static class RunRail
{
    /// <summary>How the steps stand in a phase of a run under way.</summary>
    public static IReadOnlyList<StepState> During(RunPhase? phase) =>
        phase switch
        {
            null => [StepState.Waiting, StepState.Waiting, StepState.Waiting, StepState.Waiting, StepState.Waiting, StepState.Waiting],
            RunPhase.Read =>
            [
                StepState.Running,
                StepState.Waiting,
                StepState.Waiting,
                StepState.Waiting,
                StepState.Waiting,
                StepState.Waiting,
            ],
            RunPhase.Plan => [StepState.Done, StepState.Done, StepState.Running, StepState.Waiting, StepState.Waiting, StepState.Waiting],
            _ => [StepState.Done, StepState.Done, StepState.Done, StepState.Done, StepState.Running, StepState.Waiting],
        };

    /// <summary>How the steps of some work stand, while it goes on and when it has ended in this process.</summary>
    public static IReadOnlyList<StepState> Of(LiveWork work, LiveState state) =>
        [
            .. Enum.GetValues<RunStep>()
                .Zip(
                    state is { EndedAt: not null, Failure: null }
                        ? Ended(state.Outcome ?? RunOutcome.Applied, StepState.Done, isPlanned: true)
                        : During(state.Phase),
                    (step, stands) =>
                        step < work.First || step > work.Last ? StepState.NotApplicable
                        : state is { EndedAt: null } or { Failure: null } ? stands
                        : stands == StepState.Running ? StepState.Failed
                        : stands == StepState.Waiting ? StepState.Skipped
                        : stands
                ),
        ];

    /// <summary>How the steps of a finished run ended; the same on every later day.</summary>
    public static IReadOnlyList<StepState> After(Run run) =>
        Ended(run.Outcome, run.Spending.Requests > 0 ? StepState.Done : StepState.NotApplicable, run.PlanHash is not null);

    private static IReadOnlyList<StepState> Ended(RunOutcome outcome, StepState read, bool isPlanned) =>
        outcome switch
        {
            RunOutcome.Running => During(null),
            RunOutcome.Applied => [read, read, StepState.Done, StepState.Done, StepState.Done, StepState.Done],
            RunOutcome.NoChanges => [read, read, StepState.Done, StepState.Skipped, StepState.Skipped, StepState.Skipped],
            RunOutcome.Held => [read, read, StepState.Done, StepState.Held, StepState.Waiting, StepState.Waiting],
            RunOutcome.Incomplete =>
            [
                StepState.Done,
                StepState.Failed,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
            ],
            RunOutcome.Rejected or RunOutcome.Superseded =>
            [
                read,
                read,
                StepState.Done,
                StepState.Held,
                StepState.Skipped,
                StepState.Skipped,
            ],
            RunOutcome.Failed when !isPlanned =>
            [
                StepState.Failed,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
            ],
            RunOutcome.Failed => [read, read, StepState.Done, StepState.Done, StepState.Failed, StepState.Skipped],
            _ => [read, read, isPlanned ? StepState.Done : StepState.Skipped, StepState.Skipped, StepState.Skipped, StepState.Skipped],
        };
}
