using Muster.Core.Planning;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Plans;

/// <summary>Lets a person carry out or discard a plan that waits. Exactly what was approved is done, or less where rows no longer hold, or nothing.</summary>
public sealed class PlanApprovals(
    IPlanStore plans,
    PlanCurrency currency,
    PlanMaker maker,
    IConnectionStore connections,
    PolicyReader policies,
    IPlatformStore platform,
    IRunJournal journal,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>So many of the latest runs are looked through for who else works here.</summary>
    private const int RunsLookedAt = 500;

    /// <summary>Applies a plan, as a run of its own unless a run holds it.</summary>
    /// <param name="id">Number of the plan.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="reason">Why.</param>
    /// <param name="progress">Told how many steps are written.</param>
    /// <param name="applies">Told, before the first is written, which steps those are: the plan's, or fewer where some no longer hold.</param>
    /// <param name="cancellationToken">Ends it before it is written.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> ApproveAsync(
        long id,
        string actor,
        string reason,
        IProgress<long>? progress,
        Action<SyncPlan>? applies,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"plan approve {id}", clock, cancellationToken);
        return await plans.FindAsync(id, lease.Token) is { } plan
            ? await DecideAsync(plan, new Decided(actor, reason, applies), progress, lease)
            : new DecisionOutcome.NotFound();
    }

    /// <summary>Applies a plan for somebody who may not release what guard rails hold: one that is held, be it since a moment ago, stays held.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> ApplyReadyAsync(
        long id,
        string actor,
        string reason,
        IProgress<long>? progress,
        Action<SyncPlan>? applies,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"plan apply {id}", clock, cancellationToken);
        return await plans.FindAsync(id, lease.Token) switch
        {
            null => new DecisionOutcome.NotFound(),
            { State: PlanState.Held } held => new DecisionOutcome.HeldNow(held),
            var plan => await DecideAsync(plan, new Decided(actor, reason, applies), progress, lease),
        };
    }

    /// <summary>Applies the plan of a held run.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> ApproveRunAsync(
        long run,
        string actor,
        string reason,
        IProgress<long>? progress,
        Action<SyncPlan>? applies,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"runs approve {run}", clock, cancellationToken);
        if (await journal.FindAsync(run, lease.Token) is not { } held)
            return new DecisionOutcome.NotFound();
        if (held is not { Outcome: RunOutcome.Held, Plan: { } id } || await plans.FindAsync(id, lease.Token) is not { } plan)
            return new DecisionOutcome.NotHeld(held);
        return await DecideAsync(plan, new Decided(actor, reason, applies), progress, lease);
    }

    /// <summary>Ends a plan, and the run that holds it, without applying it.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> DiscardAsync(long id, string actor, string reason, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"plan discard {id}", clock, cancellationToken);
        if (await plans.FindAsync(id, lease.Token) is not { } plan)
            return new DecisionOutcome.NotFound();
        if (!plan.Waits)
            return new DecisionOutcome.NotWaiting(plan);
        if (plan.Run is { } run && await journal.FindAsync(run, lease.Token) is { Outcome: RunOutcome.Held } held)
            return await RejectAsync(held, actor, reason, lease);
        return await plans.DiscardAsync(id, actor, reason, lease.Lease, lease.Token)
            ? new DecisionOutcome.Discarded(plan)
            : new DecisionOutcome.NotWaiting(plan);
    }

    /// <summary>Ends a held run without applying it.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> RejectRunAsync(long run, string actor, string reason, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"runs reject {run}", clock, cancellationToken);
        if (await journal.FindAsync(run, lease.Token) is not { } held)
            return new DecisionOutcome.NotFound();
        return held.Outcome == RunOutcome.Held ? await RejectAsync(held, actor, reason, lease) : new DecisionOutcome.NotHeld(held);
    }

    private async Task<DecisionOutcome> RejectAsync(Run held, string actor, string reason, LeaseKeeper lease)
    {
        var rejected = held with { Outcome = RunOutcome.Rejected, EndedAt = clock.GetUtcNow(), DecidedBy = actor, DecisionReason = reason };
        await journal.EndAsync(rejected, lease.Lease, lease.Token);
        return new DecisionOutcome.Done(rejected);
    }

    private async Task<DecisionOutcome> DecideAsync(StoredPlan plan, Decided by, IProgress<long>? progress, LeaseKeeper lease)
    {
        if (!plan.Waits)
            return new DecisionOutcome.NotWaiting(plan);
        var connection = (await connections.ListAsync(lease.Token)).FirstOrDefault(candidate => candidate.Key == plan.Connection);
        if (connection is not null && await policies.OfConnectionAsync(connection.Key, lease.Token) is { Observes: true } followed)
            return new DecisionOutcome.ObservesOnly(RunEnding.ObservesOnly(connection.Name, followed));
        var asked = connection is not null && await policies.AsksSecondPersonAsync(connection.Key, plan.MadeAt, lease.Token);
        IReadOnlyList<string> others = asked ? SecondPerson.Others(await journal.ListAsync(null, RunsLookedAt, lease.Token), by.Actor) : [];
        if (SecondPerson.Refusal(plan, asked, connection, by.Actor, others) is { } refusal)
            return new DecisionOutcome.SecondPersonNeeded(refusal);
        var steps =
            await plans.StepsAsync(plan.Id, lease.Token)
            ?? throw new StoredDataException(
                $"The steps of plan {plan.Id} are missing. Nothing was changed; make a new one with: muster plan"
            );
        switch (await currency.OfAsync(plan, steps, lease.Token))
        {
            case CurrentPlan.Stands(var current, var dropped):
                if (await TripsNowAsync(plan, current, connection, by.Actor, lease) is { } held)
                    return held;
                return await ApplyAsync(plan, current, await DroppedAsync(plan, steps, dropped, lease.Token), by, progress, lease);
            case CurrentPlan.Stale(var difference):
                return new DecisionOutcome.Stale(difference, plan);
            default:
                throw new InvalidOperationException("Unknown worth of a plan.");
        }
    }

    /// <summary>A plan that no guard rail held is weighed again with what ran since it was made (INV-4); one that a person releases is not.</summary>
    private async Task<DecisionOutcome?> TripsNowAsync(
        StoredPlan plan,
        SyncPlan current,
        Connection? connection,
        string actor,
        LeaseKeeper lease
    )
    {
        if (plan.State == PlanState.Held || connection is null)
            return null;
        var actual = await platform.LoadAsync(connection.Key, lease.Token);
        var (verdict, decisions) = await maker.JudgeAsync(current, actual, connection, lease.Token);
        if (verdict is not PlanVerdict.Held(var trips))
            return null;
        await plans.HoldAsync(plan.Id, trips, decisions, actor, lease.Lease, lease.Token);
        return new DecisionOutcome.HeldNow(plan with { State = PlanState.Held, Held = trips });
    }

    private async Task<DecisionOutcome> ApplyAsync(
        StoredPlan plan,
        SyncPlan steps,
        IReadOnlyList<PlanProblem> dropped,
        Decided by,
        IProgress<long>? progress,
        LeaseKeeper lease
    )
    {
        by.Applies?.Invoke(steps);
        var run = await RunAsync(plan, by, lease);
        Task<DecisionOutcome> Work() => CarryOutAsync(run, plan, steps, dropped, by, progress, lease);
        // A run that holds the plan goes on holding it when its release fails.
        return plan.Run is null ? await new RunEnding(journal, clock).GuardAsync(run, lease, Work) : await Work();
    }

    private async Task<DecisionOutcome> CarryOutAsync(
        Run run,
        StoredPlan plan,
        SyncPlan steps,
        IReadOnlyList<PlanProblem> dropped,
        Decided by,
        IProgress<long>? progress,
        LeaseKeeper lease
    )
    {
        var start = clock.GetTimestamp();
        var at = clock.GetUtcNow();
        var applied = run with
        {
            Outcome = RunOutcome.Applied,
            EndedAt = at,
            Plan = plan.Id,
            Configuration = steps.Basis.ConfigurationVersion,
            PlanHash = steps.Hash,
            Counts = steps.Counts,
            // They are of now: either nothing has changed since the plan was made, or it was made anew.
            Problems = [.. dropped, .. steps.Problems],
            Inbox = ProblemScope.AddsAsPlanned,
            DecisionReason = by.Reason,
        };
        // Whoever approves a plan that no guard rail held has released nothing; it is weighed once more as it is written (INV-4).
        var guards =
            plan.State != PlanState.Held && plan.Connection is { } connection
                ? (await policies.OfConnectionAsync(connection, lease.Token)).Guards
                : null;
        var context = new ApplyContext(lease.Lease, at, steps.CoversAll) { Guards = guards };
        var outcome = await platform.ApplyAsync(steps, applied, context, progress, lease.Token);
        if (outcome is ApplyOutcome.Stale(var difference))
        {
            if (plan.Run is null)
                await journal.EndAsync(RunEnding.NotApplied(applied, outcome), lease.Lease, CancellationToken.None);
            return new DecisionOutcome.Stale(difference, plan);
        }
        var revision = ((ApplyOutcome.Applied)outcome).Revision;
        var written = clock.GetTimestamp();
        var verified = await platform.VerifiedAsync(steps, revision, lease.Token);
        var ended = applied with
        {
            Revision = revision,
            Verified = verified,
            Seconds = run.Seconds with
            {
                Apply = Math.Round(clock.GetElapsedTime(start, written).TotalSeconds, 3),
                Verify = Math.Round(clock.GetElapsedTime(written).TotalSeconds, 3),
            },
            EndedAt = clock.GetUtcNow(),
        };
        await journal.EndAsync(ended, lease.Lease, CancellationToken.None);
        return new DecisionOutcome.Done(ended);
    }

    /// <summary>The run that holds the plan, or a new one. What no guard rail held counts towards the limits of a day like any sync: nobody released anything.</summary>
    private async Task<Run> RunAsync(StoredPlan plan, Decided by, LeaseKeeper lease)
    {
        if (plan.Run is { } id && await journal.FindAsync(id, lease.Token) is { } held)
            return held with { DecidedBy = by.Actor };
        var begun = await journal.BeginAsync(plan.Connection, "plan approve", by.Actor, lease.Lease, lease.Token);
        return begun with
        {
            Problems = plan.Problems,
            Held = plan.Held,
            Decisions = plan.Decisions,
            Message = $"Carries out plan {plan.Id}, made by {plan.MadeBy}.",
            DecidedBy = plan.State == PlanState.Held ? by.Actor : null,
        };
    }

    private async Task<IReadOnlyList<PlanProblem>> DroppedAsync(
        StoredPlan plan,
        SyncPlan steps,
        IReadOnlyList<PlanRow> dropped,
        CancellationToken cancellationToken
    )
    {
        if (dropped.Count == 0)
            return [];
        var words = await PlanRowWords.LoadAsync(dropped, [steps], platform, cancellationToken);
        return
        [
            new PlanProblem(
                ProblemCauses.RowsDropped,
                $"plan {plan.Id}",
                $"{dropped.Count} of {steps.Counts.Total} rows of plan {plan.Id} were dropped, since they are done already or no longer called for: {words.Some(dropped, few: 10)}."
            ),
        ];
    }

    private sealed record Decided(string Actor, string Reason, Action<SyncPlan>? Applies);
}
