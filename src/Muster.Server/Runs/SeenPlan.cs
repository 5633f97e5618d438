using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Server.Runs;

/// <summary>Lets a plan pass only when it is the one that somebody has looked at.</summary>
/// <param name="inner">Told how far it is.</param>
/// <param name="hash">Hash of the plan that was seen; null when nothing was looked at, so that any may pass.</param>
internal sealed class SeenPlan(IRunObserver inner, string? hash) : IRunObserver
{
    /// <summary>The plan that came instead, and was kept back; null while there is none.</summary>
    public PlannedRun? Other { get; private set; }

    /// <inheritdoc />
    public void Phase(RunPhase phase) => inner.Phase(phase);

    /// <inheritdoc />
    public void Reading(ReadProgress progress) => inner.Reading(progress);

    /// <inheritdoc />
    public void Applying(long done, long total) => inner.Applying(done, total);

    /// <inheritdoc />
    public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        if (hash is null || string.Equals(planned.Plan.Hash, hash, StringComparison.OrdinalIgnoreCase))
            return inner.ConfirmAsync(planned, cancellationToken);
        Other = planned;
        return Task.FromResult(false);
    }
}
