using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Workspaces;

namespace Muster.Engine.Syncing;

/// <summary>The one flow: read, plan, guard, apply, record. Whoever asks for a sync or an import ends up here.</summary>
public sealed class SyncRunner(
    DirectoryReading reading,
    PlanMaker plans,
    IConnectionStore connections,
    IMirrorStore mirror,
    IPlatformStore platform,
    IRunJournal journal,
    IPlanStore stored,
    ILeaseStore leases,
    PlannedSize size,
    TimeProvider clock
)
{
    private const long ManySteps = 500_000;

    /// <summary>Reads and plans without applying; no run is recorded.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    /// <exception cref="DirectoryReadException">The directory was not read to its end.</exception>
    public async Task<PlannedRun> PlanAsync(SyncRequest request, IRunObserver observer, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "plan", clock, cancellationToken);
        return await ReadAndPlanAsync(request, null, observer, lease, new Stopwatches(clock));
    }

    /// <summary>Reads and plans, and stores the plan so that it can be looked at and approved later; no run is recorded.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    /// <exception cref="DirectoryReadException">The directory was not read to its end; what is stored says so and has no steps.</exception>
    /// <exception cref="WorkspaceLimitException">The workspace may not become as large; nothing is stored.</exception>
    public async Task<(PlannedRun Planned, StoredPlan Stored)> MakePlanAsync(
        SyncRequest request,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        const string verb = "plan";
        await using var lease = await LeaseKeeper.AcquireAsync(leases, verb, clock, cancellationToken);
        try
        {
            var planned = await ReadAndPlanAsync(request, null, observer, lease, new Stopwatches(clock));
            await size.CheckAsync(planned.Plan, lease.Token);
            var plan = PlanValues.Of(planned, request, verb, clock.GetUtcNow());
            return (planned, await stored.AddAsync(plan, planned.Plan, lease.Lease, lease.Token));
        }
        catch (DirectoryReadException failure) when (RunEnding.IsIncomplete(failure))
        {
            var before = await mirror.CertificateAsync(request.Connection.Key, lease.Token);
            var incomplete = PlanValues.Incomplete(failure, before, request, verb, clock.GetUtcNow());
            await stored.AddAsync(incomplete, null, lease.Lease, lease.Token);
            throw;
        }
    }

    /// <summary>Runs a sync or an import to its end. Expected failures are outcomes of the run, not exceptions.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work; nothing was done.</exception>
    public async Task<Run> RunAsync(SyncRequest request, IRunObserver observer, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, request.Verb, clock, cancellationToken);
        var begun = await journal.BeginAsync(request.Connection.Key, request.Verb, request.Actor, lease.Lease, cancellationToken);
        var run = begun with { ToldAt = request.ToldAt };
        var watches = new Stopwatches(clock);
        try
        {
            var planned = await ReadAndPlanAsync(request, run, observer, lease, watches);
            run = watches.OnTo(run) with
            {
                Full = planned.Read.Full,
                Planning = planned.Planning,
                Configuration = planned.Plan.Basis.ConfigurationVersion,
                PlanHash = planned.Plan.Hash,
                Counts = planned.Plan.Counts,
                Problems = [.. planned.Plan.Problems, .. await EndingAsync(request, lease.Token)],
                Inbox = planned.Plan.CoversAll ? ProblemScope.Settles : ProblemScope.Adds,
                Decisions = planned.Decisions,
                Origin = request.Origin,
                Spending = planned.Spending,
            };
            run = await DecideAsync(request, planned, run, observer, lease, watches);
        }
        catch (Exception failure)
        {
            run = RunEnding.Failed(watches.OnTo(run) with { EndedAt = clock.GetUtcNow() }, failure);
            await new RunEnding(journal, clock).EndAsync(run, lease);
            if (failure is not (DirectoryReadException or OperationCanceledException) || IsLost(lease, cancellationToken))
                throw;
            return run;
        }
        if (run.Outcome == RunOutcome.Held)
            return run;
        run = watches.OnTo(run) with { EndedAt = clock.GetUtcNow() };
        await journal.EndAsync(run, lease.Lease, CancellationToken.None);
        return run;
    }

    /// <summary>The notice that the credential ends soon.</summary>
    private async Task<IEnumerable<PlanProblem>> EndingAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        if (request.AsLastRead)
            return [];
        var end = CredentialEnd.Of(await connections.CredentialAsync(request.Connection.Key, cancellationToken));
        return CredentialEnd.NoticeAt(end, clock.GetUtcNow()) is { } notice ? [notice] : [];
    }

    /// <summary>Tells that a phase begins: whoever watches here, and through the journal other processes.</summary>
    private async Task BeginAsync(RunPhase phase, Run? run, IRunObserver observer, LeaseKeeper lease)
    {
        observer.Phase(phase);
        if (run is not null)
            await journal.ReachAsync(run.Id, phase, lease.Lease, lease.Token);
    }

    private async Task<PlannedRun> ReadAndPlanAsync(
        SyncRequest request,
        Run? run,
        IRunObserver observer,
        LeaseKeeper lease,
        Stopwatches watches
    )
    {
        if (request.AsLastRead)
        {
            await BeginAsync(RunPhase.Plan, run, observer, lease);
            var asRead = new ReadSummary(false, [], 0);
            return await watches.Plan(() => plans.MakeAsync(request, asRead, new ReadSpending(0, 0, 0), lease.Token));
        }
        await BeginAsync(RunPhase.Read, run, observer, lease);
        var (read, spending) = await watches.Read(async () =>
            await reading.ReadAsync(
                request.Connection,
                request.Selection,
                request.Full,
                await NeedAsync(request, lease.Token),
                lease.Lease,
                new Progress(observer),
                lease.Token
            )
        );
        await BeginAsync(RunPhase.Plan, run, observer, lease);
        return await watches.Plan(() => plans.MakeAsync(request, read, spending, lease.Token));
    }

    /// <summary>An import of everyone into an empty platform needs no groups; anything else needs those that are followed.</summary>
    private async Task<GroupNeed> NeedAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        // A rule that names groups for the first time may name ones that nothing has followed so far.
        if (request.NewImportRule is Core.Importing.ImportRule.MembersOf)
            return GroupNeed.All;
        if (request.NewImportRule is null)
            return GroupNeed.Followed;
        var actual = await platform.LoadAsync(request.Connection.Key, cancellationToken);
        return actual.Groups.Any(group => group.Link is LinkState.Linked or LinkState.SourceDeleted) ? GroupNeed.Followed : GroupNeed.None;
    }

    private async Task<Run> DecideAsync(
        SyncRequest request,
        PlannedRun planned,
        Run run,
        IRunObserver observer,
        LeaseKeeper lease,
        Stopwatches watches
    )
    {
        if (request.ExpectRemovals is { } expected && expected != planned.Plan.Counts.MembersRemoved + planned.Plan.Counts.OwnersRemoved)
            return run with
            {
                Outcome = RunOutcome.Cancelled,
                Reason = RunReason.OtherRemovals,
                Message =
                    $"The plan removes {planned.Plan.Counts.MembersRemoved + planned.Plan.Counts.OwnersRemoved} memberships, not the expected {expected}. Nothing was changed.",
            };
        if (SeenPlan.Differs(planned, request.ExpectHash))
            return SeenPlan.Refuse(run);
        if (planned.Policies.Observes && planned.Verdict is not PlanVerdict.NothingToDo)
            return RunEnding.Observed(run, request.Connection.Name, planned.Policies, await KeptAsync(request, planned, lease));
        switch (planned.Verdict)
        {
            case PlanVerdict.NothingToDo:
                // With steps the rule is kept in the transaction that applies them; without steps it is all there is to do.
                if (request.NewImportRule is { } rule)
                    await connections.SaveImportRuleAsync(request.Connection.Key, rule, request.Actor, lease.Lease, lease.Token);
                if (planned.Mark is { } mark)
                    await mirror.SettleAsync(
                        request.Connection.Key,
                        planned.Mirror.Certificate.MirrorVersion,
                        mark with
                        {
                            Run = run.Id,
                        },
                        lease.Lease,
                        lease.Token
                    );
                if (planned.Plan.CoversAll && request.Connection.HasUnappliedConfiguration)
                    await connections.NoteAppliedAsync(
                        request.Connection.Key,
                        planned.Plan.Basis.ConfigurationVersion,
                        lease.Lease,
                        lease.Token
                    );
                return run with { Outcome = RunOutcome.NoChanges };
            case PlanVerdict.Held(var trips):
                var held = run with { Outcome = RunOutcome.Held, Held = trips, EndedAt = clock.GetUtcNow() };
                return await journal.HoldAsync(held, planned.Plan, lease.Lease, lease.Token);
        }
        if (!await observer.ConfirmAsync(planned, lease.Token))
            return RunEnding.Declined(run);
        await BeginAsync(RunPhase.Apply, run, observer, lease);
        return await ApplyAsync(planned, run, observer, lease, watches);
    }

    /// <summary>Stores a plan that is not applied, to be looked at; not that of an import, whose rule nobody has kept.</summary>
    private async Task<StoredPlan?> KeptAsync(SyncRequest request, PlannedRun planned, LeaseKeeper lease) =>
        request.NewImportRule is null
            ? await stored.AddAsync(PlanValues.Of(planned, request, "plan", clock.GetUtcNow()), planned.Plan, lease.Lease, lease.Token)
            : null;

    private async Task<Run> ApplyAsync(PlannedRun planned, Run run, IRunObserver observer, LeaseKeeper lease, Stopwatches watches)
    {
        var plan = planned.Plan;
        var total = plan.Counts.Total;
        // What planning needed is garbage now; after a first sync of millions it would otherwise stand beside what applying needs.
        if (total > ManySteps)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var progress = new StepProgress(done => observer.Applying(done, total));
        var at = clock.GetUtcNow();
        var applied = run with { Outcome = RunOutcome.Applied, EndedAt = at };
        var mark = planned.Mark is null ? null : planned.Mark with { Run = run.Id };
        var context = new ApplyContext(lease.Lease, at, plan.CoversAll, mark) { Guards = planned.Guards };
        var outcome = await watches.Apply(() => platform.ApplyAsync(plan, applied, context, progress, lease.Token));
        if (outcome is not ApplyOutcome.Applied(var revision))
            return RunEnding.NotApplied(run, outcome);
        observer.Phase(RunPhase.Verify);
        var verified = await watches.Verify(() => platform.VerifiedAsync(plan, revision, lease.Token));
        return applied with { Revision = revision, Verified = verified };
    }

    private static bool IsLost(LeaseKeeper lease, CancellationToken caller) =>
        lease.Token.IsCancellationRequested && !caller.IsCancellationRequested;

    private sealed class Progress(IRunObserver observer) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => observer.Reading(value);
    }

    private sealed class StepProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
