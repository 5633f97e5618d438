using Muster.Core.Planning;
using Muster.Engine.Platform;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Writes the plan of a person's decision, reads back what it wrote, and ends its run with what that showed.</summary>
internal sealed class DecidedPlan(IPlatformStore platform, IRunJournal journal, TimeProvider clock)
{
    /// <summary>Writes a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="run">Its run, begun.</param>
    /// <param name="context">When, and what it must pass as it is written.</param>
    /// <param name="lease">The right to write.</param>
    /// <param name="opening">How the message begins when the plan is overtaken, before what changed.</param>
    /// <param name="observer">Told when reading back begins.</param>
    public async Task<Run> WriteAsync(
        SyncPlan plan,
        Run run,
        ApplyContext context,
        LeaseKeeper lease,
        string opening = "",
        IRunObserver? observer = null
    )
    {
        var watches = new Stopwatches(clock);
        var applied = run with { Outcome = RunOutcome.Applied, PlanHash = plan.Hash, Counts = plan.Counts, EndedAt = context.At };
        var outcome = await watches.Apply(() => platform.ApplyAsync(plan, applied, context, null, lease.Token));
        if (outcome is not ApplyOutcome.Applied(var revision))
        {
            var failed = RunEnding.NotApplied(applied, outcome, opening) with { EndedAt = clock.GetUtcNow() };
            await journal.EndAsync(failed, lease.Lease, CancellationToken.None);
            return failed;
        }
        applied = applied with { Revision = revision };
        if (plan.IsEmpty)
            return applied;
        observer?.Phase(RunPhase.Verify);
        var verified = await watches.Verify(() => platform.VerifiedAsync(plan, revision, lease.Token));
        applied = watches.OnTo(applied) with { Verified = verified };
        await new RunEnding(journal, clock).EndAsync(applied, lease);
        return applied;
    }
}
