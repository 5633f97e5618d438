using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Runs;

namespace Muster.Engine.Plans;

/// <summary>Keeps plans. What a run holds or applies is stored with the run, by <see cref="IRunJournal"/> and <c>IPlatformStore</c>; this is everything else.</summary>
public interface IPlanStore
{
    /// <summary>Stores a plan that no run has yet, with an audit entry if something can come of it. One that covers everything takes the place of those of its connection that wait without a run.</summary>
    /// <param name="plan">The plan; its number is given here.</param>
    /// <param name="steps">Its steps; null when the read was incomplete.</param>
    /// <param name="lease">The lease; its fence is checked in the transaction.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task<StoredPlan> AddAsync(StoredPlan plan, SyncPlan? steps, Lease lease, CancellationToken cancellationToken);

    /// <summary>One plan; null when there is none with that number. One that waited too long is shown as expired.</summary>
    Task<StoredPlan?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>The steps of a plan; null when they are not kept any more.</summary>
    /// <exception cref="Reading.StoredDataException">What is stored is not what was planned.</exception>
    Task<SyncPlan?> StepsAsync(long id, CancellationToken cancellationToken);

    /// <summary>The latest plans, newest first.</summary>
    Task<IReadOnlyList<StoredPlan>> ListAsync(PlanFilter filter, CancellationToken cancellationToken);

    /// <summary>How many plans fit, wherever a page of them begins and however long it is.</summary>
    Task<long> CountAsync(PlanFilter filter, CancellationToken cancellationToken);

    /// <summary>Discards a plan that waits and has no run, with an audit entry.</summary>
    /// <returns>False when it does not wait any more.</returns>
    Task<bool> DiscardAsync(long id, string actor, string reason, Lease lease, CancellationToken cancellationToken);

    /// <summary>Holds a plan that was ready, because the guard rails say something else now.</summary>
    /// <param name="id">Number of the plan.</param>
    /// <param name="trips">The guard rails that hold it.</param>
    /// <param name="decisions">What every guard rail decided.</param>
    /// <param name="actor">Who tried to carry it out.</param>
    /// <param name="lease">The right to write.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task HoldAsync(
        long id,
        IReadOnlyList<GuardTrip> trips,
        IReadOnlyList<Decision> decisions,
        string actor,
        Lease lease,
        CancellationToken cancellationToken
    );
}

/// <summary>Which plans to list.</summary>
/// <param name="Connection">Key of a connection; null for all.</param>
/// <param name="State">Only those that stand so; null for all.</param>
/// <param name="Before">Only plans with a smaller number; null for the newest.</param>
/// <param name="Limit">At most this many.</param>
public sealed record PlanFilter(int? Connection, PlanState? State, long? Before, int Limit)
{
    /// <summary>Only plans of one of the connections with these keys; null for all.</summary>
    public IReadOnlyList<int>? Within { get; init; }
}
