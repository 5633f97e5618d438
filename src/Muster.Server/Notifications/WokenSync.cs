using Muster.Engine.Notifications;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Runs;

namespace Muster.Server.Notifications;

/// <summary>The read that a change notification wakes: a sync like any other, for everybody to watch, held by the same guard rails.</summary>
internal sealed class WokenSync(MusterInstance muster, LiveRuns runs) : IWokenRead
{
    /// <inheritdoc />
    public async Task<WokenReadResult> ReadAsync(int connection, CancellationToken cancellationToken)
    {
        var all = await muster.Connections.ListAsync(cancellationToken);
        if (all.FirstOrDefault(known => known.Key == connection) is not { } found)
            return new WokenReadResult(true);
        Run? run = null;
        var live = runs.Start(
            $"Sync of {found.Name}",
            NotifiedSync.Actor,
            found.Key,
            async (observer, stop) =>
            {
                run = await muster.Syncs.RunAsync(new SyncRequest { Connection = found, Actor = NotifiedSync.Actor }, observer, stop);
                return $"/runs/{run.Id}";
            }
        );
        var end = await live.EndAsync(cancellationToken);
        // A held plan waits for a person, and the next read holds it again: nothing is gained by trying at once.
        return run?.Outcome is RunOutcome.Applied or RunOutcome.NoChanges or RunOutcome.Held
            ? new WokenReadResult(true)
            : new WokenReadResult(false, end.Failure ?? run?.Message ?? "It did not end.");
    }
}
