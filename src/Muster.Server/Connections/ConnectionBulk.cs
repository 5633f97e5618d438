using Microsoft.Extensions.Logging;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>Does the same with several connections and says of each what came of it. What one refuses keeps no other from it.</summary>
internal sealed class ConnectionBulk(ScheduleDesk schedules, SyncWork syncs, CircuitAccess access, ILogger<ConnectionBulk> log, Texts T)
{
    /// <summary>Lets nothing begin by itself, neither by schedule nor by change notification, with one reason and one end for all.</summary>
    public Task<IReadOnlyList<BulkResult>> PauseAsync(IReadOnlyList<Connection> connections, PauseWish wish) =>
        EachAsync(
            connections,
            Right.Configure,
            async (connection, _) =>
            {
                await schedules.PauseAsync(connection, wish, access);
                return BulkResult.Of(
                    connection,
                    wish.Until is { } end
                        ? T["Paused until {0}. Nothing is begun by itself before.", Words.Exact(T, end)]
                        : T["Paused. Nothing is begun by itself."]
                );
            }
        );

    /// <summary>Lets them go on.</summary>
    public Task<IReadOnlyList<BulkResult>> ResumeAsync(IReadOnlyList<Connection> connections) =>
        EachAsync(
            connections,
            Right.Configure,
            async (connection, _) =>
            {
                await schedules.PauseAsync(connection, null, access);
                var schedule = ScheduleDesk.Of((await schedules.LoadAsync(connection)).Values);
                return BulkResult.Of(connection, schedule.IsSet ? T["Goes on by its schedule."] : T["No longer paused."]);
            }
        );

    /// <summary>Makes a plan for each, one after the other, as work under way.</summary>
    public Task<IReadOnlyList<BulkResult>> PlanAsync(IReadOnlyList<Connection> connections) =>
        EachAsync(
            connections,
            Right.Plan,
            (connection, caller) =>
            {
                var work = syncs.PlanInTurn(connection, caller);
                return Task.FromResult(BulkResult.Of(connection, T["A plan is being made."], $"/live/{work.Number}"));
            }
        );

    private async Task<IReadOnlyList<BulkResult>> EachAsync(
        IReadOnlyList<Connection> connections,
        Right right,
        Func<Connection, Caller, Task<BulkResult>> act
    )
    {
        var results = new List<BulkResult>();
        foreach (var connection in connections)
            results.Add(await OneAsync(connection, right, act));
        return results;
    }

    private async Task<BulkResult> OneAsync(Connection connection, Right right, Func<Connection, Caller, Task<BulkResult>> act)
    {
        try
        {
            return await act(connection, await access.DemandAsync(right, connection.Key));
        }
        catch (Exception failure) when (Expected.Is(failure))
        {
            return BulkResult.Refused(connection, failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The others are still to be done.
            var reference = Guid.NewGuid().ToString("N")[..8];
            Expected.LogUnexpected(log, reference, failure);
            return BulkResult.Refused(connection, T["It failed unexpectedly. The log of the server has the details under {0}.", reference]);
        }
    }
}

/// <summary>What came of it for one connection.</summary>
/// <param name="Connection">Its name.</param>
/// <param name="Done">Whether it was done.</param>
/// <param name="Sentence">What was done, or why not.</param>
/// <param name="Link">Where to look; null for nowhere.</param>
internal sealed record BulkResult(string Connection, bool Done, string Sentence, string? Link)
{
    /// <summary>Done.</summary>
    public static BulkResult Of(Connection connection, string sentence, string? link = null) => new(connection.Name, true, sentence, link);

    /// <summary>Not done.</summary>
    public static BulkResult Refused(Connection connection, string why) => new(connection.Name, false, why, null);
}
