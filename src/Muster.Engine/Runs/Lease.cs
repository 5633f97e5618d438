namespace Muster.Engine.Runs;

/// <summary>The right to write for a workspace, held by one process at a time.</summary>
/// <param name="Fence">Grows with every lease given; a write with an older fence is refused in its own transaction (INV-12).</param>
/// <param name="Holder">Machine and process that hold it, for messages.</param>
public sealed record Lease(long Fence, string Holder);

/// <summary>Gives out leases.</summary>
public interface ILeaseStore
{
    /// <summary>Takes the lease. One whose holder has died on this machine, or that was not renewed in time, is taken over.</summary>
    /// <returns>The lease, or who holds it and since when.</returns>
    Task<LeaseOutcome> AcquireAsync(string purpose, CancellationToken cancellationToken);

    /// <summary>Whether some process that may be alive holds it, so that work may be under way.</summary>
    Task<bool> IsInForceAsync(CancellationToken cancellationToken);

    /// <summary>Who holds it; null for nobody who may be alive.</summary>
    Task<LeaseOutcome.Taken?> HolderAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the lease alive; call more often than its time to live.</summary>
    /// <returns>False when another process has it now.</returns>
    Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Gives the lease back; harmless when it is lost already.</summary>
    Task ReleaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>How long a lease lives without renewal.</summary>
    TimeSpan TimeToLive { get; }
}

/// <summary>Result of asking for a lease.</summary>
public abstract record LeaseOutcome
{
    private LeaseOutcome() { }

    /// <summary>Given.</summary>
    public sealed record Given(Lease Lease) : LeaseOutcome;

    /// <summary>Somebody else has it.</summary>
    public sealed record Taken(string Holder, string Purpose, DateTimeOffset Since) : LeaseOutcome;
}

/// <summary>Another process has taken over; what this one was about to write was refused and nothing of it was stored.</summary>
public sealed class LeaseLostException(string message) : Exception(message);
