using Muster.Engine.Plans;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Plans;

/// <summary>What a person does with a stored plan, as work under way: the same engine calls and refusals as on the command line.</summary>
internal sealed class PlanWork(MusterInstance muster, LiveRuns live, Shelf shelf, ReachFinder finder)
{
    // What it says is kept and read by several people; pages tell it to each.
    private static readonly Texts T = Texts.English;

    /// <summary>Carries out a plan, or releases it where the person saw that a guard rail holds it; leads to the run. Asked for twice, it is done once.</summary>
    /// <remarks>A plan that was ready when it was looked at and has been held since stays held: nobody releases what they did not see held.</remarks>
    public LiveRun Apply(StoredPlan plan, Caller caller, string reason) =>
        live.Start(
            new LiveWork(T["Applying plan {0}", plan.Id], plan.Connection)
            {
                Once = $"apply {plan.Id}",
                Plan = plan.Id,
                First = RunStep.Guard,
            },
            caller.Name,
            async (work, cancellationToken) =>
            {
                work.Phase(RunPhase.Apply);
                var progress = new StepProgress(work, plan.Counts.Total);
                var approvals = muster.Plans.Approvals;
                var outcome =
                    plan.State == PlanState.Held
                        ? await approvals.ApproveAsync(plan.Id, caller.Name, reason, progress, work.Planned, cancellationToken)
                        : await approvals.ApplyReadyAsync(plan.Id, caller.Name, reason, progress, work.Planned, cancellationToken);
                return await ConcludeAsync(plan.Id, outcome, work, caller, cancellationToken);
            }
        );

    /// <summary>Releases the plan that a run was held with; leads to the run.</summary>
    public LiveRun Release(Run held, Caller caller, string reason) =>
        live.Start(
            new LiveWork(T["Approval of run {0}", held.Id], held.Connection)
            {
                Once = $"approve {held.Id}",
                Plan = held.Plan,
                First = RunStep.Guard,
            },
            caller.Name,
            async (work, cancellationToken) =>
            {
                work.Phase(RunPhase.Apply);
                var progress = new StepProgress(work, held.Counts.Total);
                var outcome = await muster.Plans.Approvals.ApproveRunAsync(
                    held.Id,
                    caller.Name,
                    reason,
                    progress,
                    work.Planned,
                    cancellationToken
                );
                return await ConcludeAsync(held.Plan ?? 0, outcome, work, caller, cancellationToken);
            }
        );

    /// <summary>Makes a new plan of an old one without some rows; leads to the new one.</summary>
    public LiveRun Cut(StoredPlan plan, CutRequest request, Caller caller) =>
        live.Start(
            new LiveWork(T["Plan {0} without some rows", plan.Id], plan.Connection)
            {
                Once = $"cut {plan.Id} {request.Words}",
                First = RunStep.Plan,
                Last = RunStep.Guard,
            },
            caller.Name,
            async (observer, cancellationToken) =>
            {
                observer.Phase(RunPhase.Plan);
                var here = Address(plan.Id);
                return await muster.Plans.Cutter.CutAsync(plan.Id, request, caller.Name, cancellationToken) switch
                {
                    CutOutcome.Done(var made, _) => Address(made.Id),
                    CutOutcome.NotWaiting(var now) => throw new WorkFailedException(NotWaiting(now), here),
                    CutOutcome.Refused(var why) => throw new WorkFailedException(why, here),
                    _ => throw new WorkFailedException(T["There is no plan {0}.", plan.Id]),
                };
            }
        );

    /// <summary>Compares a plan with one made now; leads to the difference.</summary>
    public LiveRun Compare(StoredPlan plan, Caller caller) =>
        live.Start(
            new LiveWork(T["Plan {0} beside a fresh one", plan.Id], plan.Connection) { Once = $"compare {plan.Id}", Last = RunStep.Plan },
            caller.Name,
            (observer, cancellationToken) => CompareAsync(plan.Id, read: true, null, observer, cancellationToken)
        );

    /// <summary>Discards a plan; the run that holds it is rejected, which only who may release it may do.</summary>
    /// <returns>Why not; null when it is discarded.</returns>
    /// <exception cref="AccessDeniedException">A guard rail holds it, by now perhaps, and the caller may not decide about that.</exception>
    public async Task<string?> DiscardAsync(long plan, Caller caller, string reason, CancellationToken cancellationToken)
    {
        var reach = await finder.PlanAsync(caller, plan, cancellationToken);
        if (
            AccessRules.Decide(caller, Right.Approve, [reach], forOwners: true).Verdict != Verdict.Allowed
            && await muster.Database.Plans.FindAsync(plan, cancellationToken) is { State: PlanState.Held }
        )
            throw AccessDeniedException.For(caller, Right.Approve);
        return await muster.Plans.Approvals.DiscardAsync(plan, caller.Name, reason, cancellationToken) switch
        {
            DecisionOutcome.Discarded or DecisionOutcome.Done => null,
            DecisionOutcome.NotWaiting(var now) => NotWaiting(now),
            _ => T["There is no plan {0}.", plan],
        };
    }

    /// <summary>Why a plan that no longer waits cannot be decided about.</summary>
    public static string NotWaiting(StoredPlan plan) =>
        plan.State switch
        {
            PlanState.Expired => T[
                "Plan {0} waited until {1} and has expired; nothing was changed. Make a new one.",
                plan.Id,
                Words.Exact(T, plan.ExpiresAt!.Value)
            ],
            PlanState.Superseded => T["Plan {0} was superseded and was not applied. {1}", plan.Id, plan.Message],
            _ => T["Plan {0} does not wait for a decision; it is {1}.", plan.Id, PlanStates.Word(T, plan.State)],
        };

    public static string Address(long plan) => $"/plans/{plan}";

    private async Task<string> ConcludeAsync(
        long plan,
        DecisionOutcome outcome,
        LiveRun work,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        switch (outcome)
        {
            case DecisionOutcome.Done(var run):
                return SyncWork.Conclude(run, work);
            case DecisionOutcome.NotWaiting({ State: PlanState.Applied, Run: { } run }):
                return $"/runs/{run}";
            case DecisionOutcome.NotWaiting({ State: PlanState.Expired } expired):
                throw new WorkFailedException(
                    NotWaiting(expired),
                    await SinceExpiredAsync(expired, caller.May(Right.Plan, expired.Connection), work, cancellationToken)
                );
            case DecisionOutcome.NotWaiting(var now):
                throw new WorkFailedException(NotWaiting(now), Address(plan));
            case DecisionOutcome.NotHeld(var run):
                throw new WorkFailedException(T["Run {0} does not wait for a decision.", run.Id], $"/runs/{run.Id}");
            case DecisionOutcome.HeldNow(var held):
                throw new WorkFailedException(
                    T[
                        "A guard rail holds the plan now, with what ran since it was made, and nothing was changed: {0}",
                        PlanWords.Held(T, held.Held)
                    ],
                    Address(plan)
                );
            case DecisionOutcome.SecondPersonNeeded(var why):
                throw new WorkFailedException(why, Address(plan));
            case DecisionOutcome.ObservesOnly(var observes):
                throw new WorkFailedException(observes, Address(plan));
            case DecisionOutcome.Stale(var difference, _):
                var why2 = T[
                    "Plan {0} was not applied, since what it was made from has changed: {1}. Nothing was changed.",
                    plan,
                    difference
                ];
                throw new WorkFailedException(why2, await CompareAsync(plan, read: false, why2, work, cancellationToken));
            default:
                throw new WorkFailedException(T["There is no plan {0}.", plan], "/runs");
        }
    }

    /// <summary>What differs since a plan was made that waited too long. Nothing may have been read all that time, so the directory is read where the person may have that done and it answers.</summary>
    private async Task<string?> SinceExpiredAsync(StoredPlan plan, bool read, LiveRun work, CancellationToken cancellationToken)
    {
        try
        {
            return await CompareAsync(plan.Id, read, NotWaiting(plan), work, cancellationToken);
        }
        catch (DirectoryReadException) when (read)
        {
            return await CompareAsync(plan.Id, read: false, NotWaiting(plan), work, cancellationToken);
        }
    }

    private async Task<string?> CompareAsync(
        long id,
        bool read,
        string? refused,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        switch (await muster.Plans.Comparison.CompareAsync(id, read, observer, cancellationToken))
        {
            case ComparisonOutcome.Compared found:
                var compared = await ComparedPlan.OfAsync(found, refused, muster.Database.Platform, cancellationToken);
                return $"{Address(id)}/compare/{shelf.Put(compared)}";
            case ComparisonOutcome.NotComparable(var plan, var why) when refused is null:
                throw new WorkFailedException(T["Plan {0} cannot be made anew: {1}. Nothing was changed.", plan.Id, why], Address(id));
            default:
                return Address(id);
        }
    }

    private sealed class StepProgress(IRunObserver observer, long total) : IProgress<long>
    {
        public void Report(long value) => observer.Applying(value, total);
    }
}
