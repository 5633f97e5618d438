using Muster.Engine.Connections;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Runs;
using Muster.Server.Wording;

namespace Muster.Server.Scheduling;

/// <summary>Synchronises connections one after the other: what waits for its turn here does not run into the lease of another.</summary>
internal sealed class ScheduledSyncs(MusterInstance muster, LiveRuns live, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Begins a sync of a whole connection.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="full">Whether everything is read again.</param>
    /// <param name="ended">Told how it ended.</param>
    public LiveRun Start(Connection connection, string actor, bool full, Action<Firing>? ended = null)
    {
        var at = clock.GetUtcNow();
        return live.Start(
            $"Sync of {connection.Name}",
            actor,
            connection.Key,
            async (observer, cancellationToken) =>
            {
                await _turn.WaitAsync(cancellationToken);
                try
                {
                    var request = new SyncRequest
                    {
                        Connection = connection,
                        Actor = actor,
                        Full = full,
                    };
                    var run = await muster.Syncs.RunAsync(request, observer, cancellationToken);
                    ended?.Invoke(new(at, Words(run), Address(run)));
                    return run.Outcome is RunOutcome.Failed or RunOutcome.Incomplete
                        ? throw new WorkFailedException(run.Message ?? "The run failed. Nothing was changed.")
                        : Address(run);
                }
                catch (LeaseTakenException busy)
                {
                    ended?.Invoke(new(at, $"Skipped: {busy.Message}", null));
                    throw;
                }
                finally
                {
                    _turn.Release();
                }
            }
        );
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private static string Address(Run run) =>
        run is { Outcome: RunOutcome.Held, Plan: { } plan }
            ? FormattableString.Invariant($"/plans/{plan}")
            : FormattableString.Invariant($"/runs/{run.Id}");

    private static string Words(Run run) =>
        run.Outcome switch
        {
            RunOutcome.Applied => $"Applied: {PlanWords.Sentence(run.Counts)}",
            RunOutcome.NoChanges => "Nothing to do.",
            RunOutcome.Held => "Held by a guard rail; it waits for a person.",
            RunOutcome.Cancelled => "Stopped. Nothing was changed.",
            _ => run.Message ?? "Failed. Nothing was changed.",
        };
}
