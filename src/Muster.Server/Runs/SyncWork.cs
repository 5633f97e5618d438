using Muster.Engine.Connections;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Runs;

/// <summary>Makes plans and syncs as work under way.</summary>
internal sealed class SyncWork(MusterInstance muster, LiveRuns live, Texts T)
{
    /// <summary>Reads and plans; leads to the stored plan. Nothing is changed.</summary>
    public LiveRun Plan(Connection connection, Caller caller, bool full) =>
        live.Start(
            new LiveWork(T["Plan for {0}", connection.Name], connection.Key) { Once = $"plan {connection.Key} {full}", Last = RunStep.Guard },
            caller.Name,
            async (observer, cancellationToken) =>
            {
                var (_, stored) = await muster.Syncs.MakePlanAsync(Request(connection, caller, full), observer, cancellationToken);
                return $"/plans/{stored.Id}";
            }
        );

    /// <summary>Reads, plans and applies what no guard rail holds; leads to the run.</summary>
    public LiveRun Sync(Connection connection, Caller caller, bool full) =>
        live.Start(
            new LiveWork(T["Sync of {0}", connection.Name], connection.Key) { Once = $"sync {connection.Key} {full}" },
            caller.Name,
            async (observer, cancellationToken) =>
            {
                var run = await muster.Syncs.RunAsync(Request(connection, caller, full), observer, cancellationToken);
                return Conclude(run);
            }
        );

    /// <summary>The address of a run that came to its end.</summary>
    /// <exception cref="WorkFailedException">It failed, with the run's own words.</exception>
    public static string Conclude(Run run) =>
        run.Outcome is RunOutcome.Failed or RunOutcome.Incomplete or RunOutcome.Cancelled
            ? throw new WorkFailedException(run.Message ?? "Nothing was changed.", $"/runs/{run.Id}")
            : $"/runs/{run.Id}";

    private static SyncRequest Request(Connection connection, Caller caller, bool full) =>
        new()
        {
            Connection = connection,
            Actor = caller.Name,
            Full = full,
        };
}
