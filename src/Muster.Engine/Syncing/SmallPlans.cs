using Muster.Core.Planning;
using Muster.Engine.Platform;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Carries a person's decision out: its plan is held or shown, and applied as a run of its own.</summary>
public sealed class SmallPlans(IPlatformStore platform, IRunJournal journal, TimeProvider clock)
{
    /// <summary>Runs a plan to its end, whatever the guard rails and the observer say of it.</summary>
    /// <param name="planned">The plan, judged.</param>
    /// <param name="run">The run, begun.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="lease">The right to write.</param>
    /// <param name="seen">Hash of the plan that was looked at; null when none was.</param>
    /// <param name="begun">Told before anything is decided; what it throws ends the run with nothing changed.</param>
    public Task<Run> DecideAsync(
        PlannedRun planned,
        Run run,
        IRunObserver observer,
        LeaseKeeper lease,
        string? seen = null,
        Func<Run, Task>? begun = null
    )
    {
        ArgumentNullException.ThrowIfNull(planned);
        return new RunEnding(journal, clock).GuardAsync(
            run,
            lease,
            async () =>
            {
                if (begun is not null)
                    await begun(run);
                return await CarryOutAsync(planned, run, observer, lease, seen);
            }
        );
    }

    private async Task<Run> CarryOutAsync(PlannedRun planned, Run run, IRunObserver observer, LeaseKeeper lease, string? seen)
    {
        run = run with { PlanHash = planned.Plan.Hash, Counts = planned.Plan.Counts, Problems = planned.Plan.Problems };
        if (SeenPlan.Differs(planned, seen))
            return await EndAsync(SeenPlan.Refuse(run), lease);
        if (planned.Policies.Observes && planned.Verdict is not PlanVerdict.NothingToDo)
            return await EndAsync(RunEnding.Observed(run, planned.Connection.Name, planned.Policies, null), lease);
        switch (planned.Verdict)
        {
            case PlanVerdict.NothingToDo:
                return await EndAsync(run with { Outcome = RunOutcome.NoChanges }, lease);
            case PlanVerdict.Held(var trips):
                var held = run with { Outcome = RunOutcome.Held, Held = trips, EndedAt = clock.GetUtcNow() };
                await journal.HoldAsync(held, planned.Plan, lease.Lease, lease.Token);
                return held;
        }
        if (!await observer.ConfirmAsync(planned, lease.Token))
            return await EndAsync(RunEnding.Declined(run), lease);
        observer.Phase(RunPhase.Apply);
        var context = new ApplyContext(lease.Lease, clock.GetUtcNow(), Settles: false) { Guards = planned.Guards };
        return await new DecidedPlan(platform, journal, clock).WriteAsync(planned.Plan, run, context, lease, RunEnding.Overtaken, observer);
    }

    private async Task<Run> EndAsync(Run run, LeaseKeeper lease)
    {
        var ended = run with { EndedAt = clock.GetUtcNow() };
        await journal.EndAsync(ended, lease.Lease, CancellationToken.None);
        return ended;
    }
}
