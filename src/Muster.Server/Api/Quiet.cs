using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Server.Api;

/// <summary>Watches work that is over before the answer is sent.</summary>
internal sealed class Quiet : IRunObserver, IProgress<ReadProgress>
{
    /// <summary>The one.</summary>
    public static readonly Quiet Observer = new();

    private Quiet() { }

    public void Phase(RunPhase phase) { }

    public void Reading(ReadProgress progress) { }

    public void Applying(long done, long total) { }

    /// <summary>What the caller asked for is applied; guard rails hold it all the same.</summary>
    public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);

    public void Report(ReadProgress value) { }
}
