using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Server.Runs;

namespace Muster.Server.Api;

/// <summary>Lets a plan pass only when it is the one that the caller has looked at.</summary>
internal sealed class SeenPlan : IRunObserver
{
    private readonly IRunObserver _inner;
    private readonly string _hash;
    private bool _differs;

    private SeenPlan(IRunObserver inner, string hash) => (_inner, _hash) = (inner, hash);

    /// <summary>Runs something that asks before it applies.</summary>
    /// <param name="observer">Told how far it is.</param>
    /// <param name="hash">Hash of the plan that was seen; null when nothing was looked at.</param>
    /// <param name="run">What to run.</param>
    /// <exception cref="WorkFailedException">It would do something else by now; nothing was changed.</exception>
    public static async Task<string?> RunAsync(IRunObserver observer, string? hash, Func<IRunObserver, Task<string>> run)
    {
        if (hash is null)
            return await run(observer);
        var seen = new SeenPlan(observer, hash);
        try
        {
            var result = await run(seen);
            return seen._differs ? throw Refused() : result;
        }
        catch (WorkFailedException) when (seen._differs)
        {
            throw Refused();
        }
    }

    public void Phase(RunPhase phase) => _inner.Phase(phase);

    public void Reading(ReadProgress progress) => _inner.Reading(progress);

    public void Applying(long done, long total) => _inner.Applying(done, total);

    public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        _differs = !string.Equals(planned.Plan.Hash, _hash, StringComparison.OrdinalIgnoreCase);
        return _differs ? Task.FromResult(false) : _inner.ConfirmAsync(planned, cancellationToken);
    }

    private static WorkFailedException Refused() =>
        new("What this would do has changed since it was previewed. Preview it again and confirm that. Nothing was changed.");
}
