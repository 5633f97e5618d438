using Muster.Engine.Connections;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Drifting;

/// <summary>Looks for drift after a read, and puts drift back, as work under way: for the page and for the API alike.</summary>
internal sealed class DriftWork(MusterInstance muster, LiveRuns live, SyncWork syncs)
{
    // What it says is kept and read by several people; pages tell it to each.
    private static readonly Texts T = Texts.English;

    /// <summary>How many things are stored against the history; no plan is made on that.</summary>
    public async Task<int> DamageAsync(CancellationToken cancellationToken) =>
        (await muster.Database.Drift.DamageAsync(cancellationToken)).Count;

    /// <summary>Reads the directory and compares; changes nothing.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="result">Where what was found is shown; null for nowhere.</param>
    public LiveRun Read(Connection connection, Caller caller, string? result) =>
        live.Start(
            new LiveWork(T["Drift of {0}", connection.Name], connection.Key) { Once = $"drift {connection.Key}", Last = RunStep.Plan },
            caller.Name,
            async (observer, cancelled) =>
            {
                await muster.Drift.FindAsync(connection, read: true, caller.Name, observer, cancelled);
                return result;
            }
        );

    /// <summary>Puts everything back by a plan, as the directory was last read, within the guard rails; leads to the run.</summary>
    /// <exception cref="WorkFailedException">Something is stored against the history.</exception>
    public async Task<LiveRun> HealAsync(Connection connection, Caller caller, CancellationToken cancellationToken) =>
        await DamageAsync(cancellationToken) is var damage and > 0
            ? throw new WorkFailedException(
                T[
                    "{0} things are stored against the history, and no plan is made on that. Verify the history under Audit; if it is whole, repair it with: muster audit repair. Nothing was changed.",
                    damage
                ]
            )
            : syncs.Sync(
                new SyncRequest
                {
                    Connection = connection,
                    Actor = caller.Name,
                    AsLastRead = true,
                    Heals = true,
                }
            );
}
