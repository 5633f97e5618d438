using Muster.Engine.Runs;

namespace Muster.Engine.Auditing;

/// <summary>Puts right what is derived from the history, while nobody else writes.</summary>
public sealed class AuditRepairs(IAuditLog audit, ILeaseStore leases, TimeProvider clock)
{
    /// <summary>Rebuilds what disagrees with the history, if the history itself is whole.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="cancellationToken">Rolls everything back.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<RepairOutcome> RunAsync(string actor, string? reason, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "audit repair", clock, cancellationToken);
        return await audit.RepairAsync(actor, reason, lease.Lease, lease.Token);
    }
}

/// <summary>Result of a repair.</summary>
public abstract record RepairOutcome
{
    private RepairOutcome() { }

    /// <summary>Everything agrees; nothing was written.</summary>
    /// <param name="Entries">Audit entries that were checked.</param>
    public sealed record NothingToDo(long Entries) : RepairOutcome;

    /// <summary>What is derived was rebuilt, and now agrees with the history.</summary>
    /// <param name="Repaired">What was wrong, for people.</param>
    /// <param name="Entry">Number of the audit entry that records it.</param>
    public sealed record Done(IReadOnlyList<string> Repaired, long Entry) : RepairOutcome;

    /// <summary>The log or the history itself does not agree; nothing was written.</summary>
    /// <param name="Faults">What is wrong with them, for people.</param>
    public sealed record Refused(IReadOnlyList<string> Faults) : RepairOutcome;
}
