using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Notifications;

/// <summary>Starts the one flow because of a notification: the same run as a scheduled one, judged by the same guard rails, one at a time.</summary>
/// <param name="connections">Finds the connection.</param>
/// <param name="runs">The flow.</param>
public sealed class NotifiedSync(IConnectionStore connections, SyncRunner runs) : IWokenRead, IDisposable
{
    /// <summary>What the journal calls whoever asked.</summary>
    public const string Actor = "change notification";

    // Connections share the workspace's lease; without this they would find each other in the way.
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <inheritdoc />
    public async Task<WokenReadResult> ReadAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var all = await connections.ListAsync(cancellationToken);
            if (all.FirstOrDefault(known => known.Key == connection) is not { } found)
                return new WokenReadResult(true);
            var request = new SyncRequest
            {
                Connection = found,
                Actor = Actor,
                ToldAt = since,
            };
            var run = await runs.RunAsync(request, new GuardedOnly(), cancellationToken);
            return ResultOf(run, null);
        }
        catch (LeaseTakenException busy)
        {
            // What runs now may have read past the change already, or not: only a read that begins later is sure to see it.
            return new WokenReadResult(false, busy.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Whether what a hint was about has been seen. A held plan waits for a person, and the next read holds it again: nothing is gained by trying at once.</summary>
    /// <param name="run">The run; null when there was none, since something else was at work.</param>
    /// <param name="failure">Why there was none.</param>
    public static WokenReadResult ResultOf(Run? run, string? failure) =>
        run is { Outcome: RunOutcome.Applied or RunOutcome.NoChanges or RunOutcome.Held } or { Reason: RunReason.ObservesOnly }
            ? new WokenReadResult(true)
            : new WokenReadResult(false, failure ?? run?.Message ?? run?.Outcome.ToString() ?? "It did not end.");

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    /// <summary>Nobody watches and nobody is asked: what no guard rail holds is applied.</summary>
    private sealed class GuardedOnly : IRunObserver
    {
        public void Phase(RunPhase phase) { }

        public void Reading(ReadProgress progress) { }

        public void Applying(long done, long total) { }

        public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
