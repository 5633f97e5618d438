using Muster.Core.Incremental;
using Muster.Core.Verifying;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Engine.Incremental;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Verifying;

/// <summary>What a verification run found.</summary>
/// <param name="Run">The run, with a problem for each disagreement.</param>
/// <param name="Waiting">Steps of a full plan now: what the next sync will do, not a disagreement by itself.</param>
public sealed record VerificationReport(Run Run, long Waiting)
{
    /// <summary>Whether what Muster kept by changes is what the directory has, and planning from changes comes out as planning from everything.</summary>
    public bool Equal => Run.Problems.Count == 0;
}

/// <summary>
/// Holds what is kept by changes against a full read and a full plan. Applies nothing: the platform stays as it is; only the copy of the directory is set right.
/// </summary>
public sealed class VerificationRunner(
    DirectoryReading reading,
    PlanMaker plans,
    IMirrorStore mirror,
    IPlanningStore planning,
    IRunJournal journal,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>Verifies a connection.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    /// <exception cref="DirectoryReadException">The directory was not read to its end; nothing can be said.</exception>
    public async Task<VerificationReport> RunAsync(
        Connection connection,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "verify", clock, cancellationToken);
        var run = await journal.BeginAsync(connection.Key, "verify", actor, lease.Lease, lease.Token);
        try
        {
            var (ended, waiting) = await CompareAsync(connection, actor, run, observer, lease);
            await journal.EndAsync(ended, lease.Lease, CancellationToken.None);
            return new VerificationReport(ended, waiting);
        }
        catch (Exception failure)
        {
            var outcome = failure is OperationCanceledException ? RunOutcome.Cancelled : RunOutcome.Failed;
            var failed = run with { Outcome = outcome, Message = failure.Message, EndedAt = clock.GetUtcNow() };
            if (failure is DirectoryReadException read)
                failed = failed with { Fault = read.Fault, Inbox = ProblemScope.Adds };
            await journal.EndAsync(failed, lease.Lease, CancellationToken.None);
            throw;
        }
    }

    private async Task<(Run Run, long Waiting)> CompareAsync(
        Connection connection,
        string actor,
        Run run,
        IRunObserver observer,
        LeaseKeeper lease
    )
    {
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = actor,
            PlanInFull = true,
        };
        observer.Phase(RunPhase.Read);
        var (changes, spent) = await ReadAsync(connection, full: false, observer, lease);
        var kept = await mirror.LoadAsync(connection.Key, lease.Token);
        var planned = await plans.MakeAsync(request, changes, spent, lease.Token);
        var (whole, spentAgain) = await ReadAsync(connection, full: true, observer, lease);
        observer.Phase(RunPhase.Plan);
        var read = await mirror.LoadAsync(connection.Key, lease.Token);
        var since = new PlanningMark
        {
            MirrorVersion = kept.Certificate.MirrorVersion,
            Revision = planned.Plan.Basis.Revision,
            Configuration = "",
            At = clock.GetUtcNow(),
            FullAt = clock.GetUtcNow(),
        };
        var changed = await planning.ChangesAsync(connection.Key, since, since.At, lease.Token);
        var differences = MirrorComparison.Between(kept, read, changed.Users);
        var words = await MirrorDifferenceWords.LoadAsync(mirror, connection.Key, differences, read, lease.Token);
        var again = await plans.MakeAsync(request, whole, spentAgain, lease.Token);
        var disagreements = planned.Plan.Problems.Concat(again.Plan.Problems).Where(problem => problem.Code == MissedByChanges.Code);
        var ended = run with
        {
            Outcome = RunOutcome.NoChanges,
            Full = true,
            Inbox = ProblemScope.Verifies,
            Planning = again.Planning,
            PlanHash = again.Plan.Hash,
            Problems = [.. disagreements.DistinctBy(problem => problem.Message), .. words.Problems(run.StartedAt, clock.GetUtcNow())],
            Spending = new ReadSpending(
                spent.Requests + spentAgain.Requests,
                spent.ResourceUnits + spentAgain.ResourceUnits,
                spent.Retries + spentAgain.Retries
            ),
            Message = "Compared only; no user, group or membership was changed.",
            EndedAt = clock.GetUtcNow(),
        };
        return (ended, again.Plan.Counts.Total);
    }

    private Task<(ReadSummary Summary, ReadSpending Spending)> ReadAsync(
        Connection connection,
        bool full,
        IRunObserver observer,
        LeaseKeeper lease
    ) => reading.ReadAsync(connection, full, GroupNeed.Followed, lease.Lease, new Progress(observer), lease.Token);

    private sealed class Progress(IRunObserver observer) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => observer.Reading(value);
    }
}
