using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Plans;
using Muster.Server.Ui;

namespace Muster.Server.Runs;

/// <summary>Undoes runs as work under way: first a look, then exactly what was looked at.</summary>
internal sealed class UndoWork(MusterInstance muster, LiveRuns live, Shelf shelf, PlanSheets sheets)
{
    // What it says is kept and read by several people; pages tell it to each.
    private static readonly Texts T = Texts.English;

    /// <summary>Plans an undo and changes nothing; leads to the draft.</summary>
    /// <param name="run">Number of the run.</param>
    /// <param name="connection">Key of its connection.</param>
    /// <param name="until">When the pauses of its groups end by themselves; null for never.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="reader">The texts of who asks, who alone sees the draft.</param>
    public LiveRun Look(long run, int? connection, DateTimeOffset? until, Caller caller, Texts reader) =>
        live.Start(
            new LiveWork(T["What undoing run {0} would do", run], connection)
            {
                Once = $"undo draft {run} {until:O}",
                First = RunStep.Plan,
                Last = RunStep.Guard,
            },
            caller.Name,
            async (observer, cancellationToken) =>
            {
                observer.Phase(RunPhase.Plan);
                var (planned, refused) = await muster.Undos.DraftAsync(new UndoneRuns.These([run]), until, cancellationToken);
                if (planned is null)
                    throw Refusal(new UndoneRuns.These([run]), refused);
                var draft = new UndoDraft(
                    run,
                    until,
                    planned.Plan.Hash,
                    planned.Plan.Counts,
                    planned.Verdict is PlanVerdict.Held(var trips) ? [.. trips] : [],
                    planned.Plan.Problems,
                    await sheets.OfAsync(
                        planned.Plan,
                        planned.Connection.Key == 0 ? null : planned.Connection.Key,
                        reader,
                        cancellationToken
                    )
                );
                return $"/runs/{run}/undo/{shelf.Put(draft)}";
            }
        );

    /// <summary>Undoes a run if that still does what was looked at; leads to the new run.</summary>
    public LiveRun Undo(UndoDraft draft, int? connection, Caller caller) =>
        Undo(
            new UndoneRuns.These([draft.Run]),
            draft.Until,
            draft.Hash,
            new LiveWork(T["Undoing run {0}", draft.Run], connection)
            {
                Once = $"undo {draft.Run} {draft.Hash} {draft.Until:O}",
                First = RunStep.Plan,
            },
            caller
        );

    /// <summary>Undoes runs together; leads to the new run.</summary>
    /// <param name="which">Which.</param>
    /// <param name="until">When the pauses of their groups end by themselves; null for never.</param>
    /// <param name="hash">Hash of what was looked at: exactly that is done, or nothing; null when the guard rails alone judge it.</param>
    /// <param name="connection">Key of their connection; null for several.</param>
    /// <param name="caller">Who asks.</param>
    public LiveRun Undo(UndoneRuns which, DateTimeOffset? until, string? hash, int? connection, Caller caller) =>
        Undo(which, until, hash, new LiveWork(T["Undoing runs {0}", which], connection) { First = RunStep.Plan }, caller);

    private LiveRun Undo(UndoneRuns which, DateTimeOffset? until, string? hash, LiveWork asked, Caller caller) =>
        live.Start(
            asked,
            caller.Name,
            async (work, cancellationToken) =>
            {
                work.Phase(RunPhase.Plan);
                var outcome = await muster.Undos.RunAsync(which, until, caller.Name, hash, work, cancellationToken);
                if (outcome is not DecisionOutcome.Done(var run))
                    throw Refusal(which, outcome);
                if (run.Reason == RunReason.OtherPlan)
                    throw new WorkFailedException(
                        T["What the undo would do has changed since you looked. Nothing was changed; look at it again."],
                        which is UndoneRuns.These([var one]) ? $"/runs/{one}/undo" : null
                    );
                return SyncWork.Conclude(run, work);
            }
        );

    private static WorkFailedException Refusal(UndoneRuns which, DecisionOutcome? refused) =>
        (refused, which) switch
        {
            (DecisionOutcome.NotHeld(var unchanged), _) => new(
                T[
                    "Run {0} changed nothing (it is {1}), so there is nothing to undo.",
                    unchanged.Id,
                    RunOutcomes.Word(T, unchanged.Outcome)
                ],
                $"/runs/{unchanged.Id}"
            ),
            (DecisionOutcome.SeveralConnections several, _) => new(several.Why, "/runs?tab=runs"),
            (_, UndoneRuns.These([var run])) => new(T["There is no run {0}.", run], "/runs?tab=runs"),
            _ => new(T["There is no such run, or none that changed anything."], "/runs?tab=runs"),
        };
}

/// <summary>What undoing a run would do.</summary>
/// <param name="Run">Number of the run.</param>
/// <param name="Until">When the groups it touches follow the directory again by themselves; null for until a person resumes them.</param>
/// <param name="Hash">Hash of the plan.</param>
/// <param name="Counts">How much it does.</param>
/// <param name="Held">Guard rails that would hold it.</param>
/// <param name="Conflicts">What stands in its way.</param>
/// <param name="Sheet">Its steps.</param>
internal sealed record UndoDraft(
    long Run,
    DateTimeOffset? Until,
    string Hash,
    PlanCounts Counts,
    IReadOnlyList<GuardTrip> Held,
    IReadOnlyList<PlanProblem> Conflicts,
    PlanSheet Sheet
);
