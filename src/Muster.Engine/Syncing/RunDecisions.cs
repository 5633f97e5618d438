using Muster.Engine.Platform;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Lets a person release or reject a held run. Exactly the plan that was held is applied, or nothing.</summary>
public sealed class RunDecisions(IPlatformStore platform, IRunJournal journal, ILeaseStore leases, TimeProvider clock)
{
    /// <summary>Applies the plan of a held run.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> ApproveAsync(
        long id,
        string actor,
        string reason,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"runs approve {id}", clock, cancellationToken);
        if (await journal.FindAsync(id, lease.Token) is not { } run)
            return new DecisionOutcome.NotFound();
        if (run.Outcome != RunOutcome.Held || await journal.HeldPlanAsync(id, lease.Token) is not { } plan)
            return new DecisionOutcome.NotHeld(run);
        var start = clock.GetTimestamp();
        var at = clock.GetUtcNow();
        var applied = run with { Outcome = RunOutcome.Applied, EndedAt = at, DecidedBy = actor, DecisionReason = reason };
        var outcome = await platform.ApplyAsync(plan, applied, new ApplyContext(lease.Lease, at, plan.CoversAll), progress, lease.Token);
        if (outcome is ApplyOutcome.Stale(var difference))
            return new DecisionOutcome.Stale(difference);
        var seconds = run.Seconds with { Apply = Math.Round(clock.GetElapsedTime(start).TotalSeconds, 3) };
        var ended = applied with { Revision = ((ApplyOutcome.Applied)outcome).Revision, Seconds = seconds, EndedAt = clock.GetUtcNow() };
        await journal.EndAsync(ended, lease.Lease, CancellationToken.None);
        return new DecisionOutcome.Done(ended);
    }

    /// <summary>Ends a held run without applying it.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> RejectAsync(long id, string actor, string reason, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"runs reject {id}", clock, cancellationToken);
        if (await journal.FindAsync(id, lease.Token) is not { } run)
            return new DecisionOutcome.NotFound();
        if (run.Outcome != RunOutcome.Held)
            return new DecisionOutcome.NotHeld(run);
        var rejected = run with { Outcome = RunOutcome.Rejected, EndedAt = clock.GetUtcNow(), DecidedBy = actor, DecisionReason = reason };
        await journal.EndAsync(rejected, lease.Lease, lease.Token);
        return new DecisionOutcome.Done(rejected);
    }
}

/// <summary>Result of a decision about a held run.</summary>
public abstract record DecisionOutcome
{
    private DecisionOutcome() { }

    /// <summary>Carried out.</summary>
    public sealed record Done(Run Run) : DecisionOutcome;

    /// <summary>There is no run with that number.</summary>
    public sealed record NotFound : DecisionOutcome;

    /// <summary>The run does not wait for a decision.</summary>
    public sealed record NotHeld(Run Run) : DecisionOutcome;

    /// <summary>What the plan was made from has changed; nothing was applied.</summary>
    public sealed record Stale(string Difference) : DecisionOutcome;
}
