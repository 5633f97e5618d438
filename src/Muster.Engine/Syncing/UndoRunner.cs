using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Guarding;
using Muster.Engine.Incremental;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Undoes what a run did to memberships, by a plan like any other: shown, judged, applied as a run of its own.</summary>
public sealed class UndoRunner(
    IConnectionStore connections,
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    PolicyReader policyReader,
    GuardWatch guards,
    IRunJournal journal,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>Undoes a run.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> RunAsync(long id, string actor, IRunObserver observer, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"runs undo {id}", clock, cancellationToken);
        if (await journal.FindAsync(id, lease.Token) is not { } undone)
            return new DecisionOutcome.NotFound();
        if (undone.Revision is not { } revision)
            return new DecisionOutcome.NotHeld(undone);
        var planned = await PlanAsync(undone, revision, lease.Token);
        var run = await journal.BeginAsync(undone.Connection, "runs undo", actor, lease.Lease, lease.Token) with
        {
            PlanHash = planned.Plan.Hash,
            Counts = planned.Plan.Counts,
            Problems = planned.Plan.Problems,
            Message = $"Undoes run {id}.",
        };
        return new DecisionOutcome.Done(await DecideAsync(planned, run, observer, lease));
    }

    private async Task<PlannedRun> PlanAsync(Run undone, long revision, CancellationToken cancellationToken)
    {
        var connection =
            (await connections.ListAsync(cancellationToken)).FirstOrDefault(candidate => candidate.Key == undone.Connection) ?? Unconnected;
        var mirror = connection.Key == 0 ? NothingRead : await mirrorStore.LoadAsync(connection.Key, cancellationToken);
        var actual = await platform.LoadAsync(connection.Key, cancellationToken);
        var events = await platform.EventsAsync(revision, cancellationToken).ToListAsync(cancellationToken);
        var basis = new PlanBasis(actual.Revision, mirror.Certificate, connection.ConfigurationVersion);
        var policies = await policyReader.OfConnectionAsync(connection.Key, cancellationToken);
        var plan = UndoPlanner.Plan(basis, actual, undone.Id, events);
        var context = await guards.ContextAsync(connection.Key, policies, plan, cancellationToken);
        return new PlannedRun
        {
            Connection = connection,
            Mirror = mirror,
            Actual = actual,
            Plan = plan,
            Verdict = policies.Guards.Judge(plan, actual, context),
            Guards = policies.Guards,
            Spending = new ReadSpending(0, 0, 0),
            Read = new ReadSummary(false, [], 0),
            Planning = new PlanningWay(true, "It undoes what one run did."),
        };
    }

    private async Task<Run> DecideAsync(PlannedRun planned, Run run, IRunObserver observer, LeaseKeeper lease)
    {
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
            return await EndAsync(run with { Outcome = RunOutcome.Cancelled, Message = "Declined. Nothing was changed." }, lease);
        observer.Phase(RunPhase.Apply);
        var at = clock.GetUtcNow();
        var applied = run with { Outcome = RunOutcome.Applied, EndedAt = at };
        var outcome = await platform.ApplyAsync(
            planned.Plan,
            applied,
            new ApplyContext(lease.Lease, at, Settles: false) { Guards = planned.Guards },
            null,
            lease.Token
        );
        return outcome is ApplyOutcome.Applied(var revision)
            ? applied with
            {
                Revision = revision,
            }
            : await EndAsync(
                run with
                {
                    Outcome = RunOutcome.Failed,
                    Message = $"The plan was overtaken and nothing was changed: {outcome}",
                },
                lease
            );
    }

    private async Task<Run> EndAsync(Run run, LeaseKeeper lease)
    {
        var ended = run with { EndedAt = clock.GetUtcNow() };
        await journal.EndAsync(ended, lease.Lease, CancellationToken.None);
        return ended;
    }

    private static Connection Unconnected =>
        new()
        {
            Name = "",
            TenantId = "",
            ClientId = "",
            Credential = CredentialKind.Secret,
            GraphUrl = new Uri("https://localhost/"),
            Authority = new Uri("https://localhost/"),
            ConfigurationVersion = 0,
        };

    private static DirectoryMirror NothingRead => new([], [], new ReadCertificate(StreamCertificate.NotRead, StreamCertificate.NotRead, 0));
}
