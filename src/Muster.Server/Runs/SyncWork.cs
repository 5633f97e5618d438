using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Runs;

/// <summary>Makes plans and syncs as work under way. A person, the API, a schedule and a change notification all come here, so that they are watched, serialised and told of alike.</summary>
internal sealed class SyncWork(MusterInstance muster, LiveRuns live, WorkPlaces places, TimeProvider clock) : IDisposable
{
    // What it says is kept and read by several people; pages tell it to each.
    private static readonly Texts T = Texts.English;

    /// <summary>So long a sync that nobody asked for waits for other work to end, by another process or by a person.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>So often it looks whether that has ended.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // Connections share the workspace's lease; those that begin by themselves wait for their turn here instead of running into it.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Reads and plans, for a person; leads to the stored plan. Nothing is changed. Asked for twice, it is done once.</summary>
    public LiveRun Plan(Connection connection, Caller caller, bool full) =>
        Plan(Request(connection, caller.Name, full), $"plan {connection.Key} {full}");

    /// <summary>The same as a request asks for it.</summary>
    public LiveRun Plan(SyncRequest request) => Plan(request, null);

    /// <summary>The same for several connections, one after the other: waits for its turn, and for a while until other work has ended.</summary>
    public LiveRun PlanInTurn(Connection connection, Caller caller) =>
        Plan(Request(connection, caller.Name, full: false), $"plan {connection.Key} {false}", inTurn: true);

    /// <summary>Reads, plans and applies what no guard rail holds, for a person; leads to the run. Asked for twice, it is done once.</summary>
    public LiveRun Sync(Connection connection, Caller caller, bool full) =>
        Start(
            Request(connection, caller.Name, full),
            $"sync {connection.Key} {full}",
            (request, observer, cancel) => muster.Syncs.RunAsync(request, observer, cancel)
        );

    /// <summary>The same as a request asks for it; leads to the run.</summary>
    public LiveRun Sync(SyncRequest request) =>
        Start(request, null, (asked, observer, cancel) => muster.Syncs.RunAsync(asked, observer, cancel));

    /// <summary>The same for nobody in particular: waits for its turn, and for a while until other work has ended.</summary>
    /// <param name="connection">Which connection.</param>
    /// <param name="actor">What began it.</param>
    /// <param name="full">Whether everything is read again.</param>
    /// <param name="ended">Told the run; not told when there was none, since something else was at work.</param>
    /// <param name="once">Two with the same word are one while it goes on; null when each is its own.</param>
    /// <param name="turn">The turn of whoever has waited for it already, who ends it; null to wait for it here.</param>
    /// <param name="toldAt">When the directory first told of what is to be read; null where it told nothing.</param>
    public LiveRun SyncInTurn(
        Connection connection,
        string actor,
        bool full,
        Action<Run>? ended = null,
        string? once = null,
        IDisposable? turn = null,
        DateTimeOffset? toldAt = null
    )
    {
        var asked = clock.GetUtcNow();
        return Start(
            Request(connection, actor, full) with
            {
                ToldAt = toldAt,
            },
            once,
            (request, observer, cancel) =>
                InTurnAsync(
                    turn is null ? TurnAsync : null,
                    async () =>
                    {
                        // It may have waited long, and whoever paused it meanwhile was told that nothing begins any more.
                        await RefuseRestingAsync(connection, asked, cancel);
                        return await muster.Syncs.RunAsync(request, observer, cancel);
                    },
                    ended,
                    cancel
                )
        );
    }

    /// <summary>Waits until nothing else of the workspace is at work that begins by itself, and until the process has a place for it.</summary>
    /// <returns>The turn, until it is disposed.</returns>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        var turn = await OwnTurnAsync(cancellationToken);
        try
        {
            return new Turn(await places.TakeAsync(cancellationToken), turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>The address of a run that came to its end, which the work is told of.</summary>
    /// <exception cref="WorkFailedException">It failed, with the run's own words.</exception>
    public static string Conclude(Run run, LiveRun work)
    {
        work.Came(run);
        // What begins by itself does all it is meant to where nothing is to be applied; a person asked for more.
        if (run.Reason == RunReason.ObservesOnly && RunTriggers.Of(run) is (RunTrigger.Schedule or RunTrigger.Notification))
            return Address(run);
        if (run.Outcome is RunOutcome.Failed or RunOutcome.Incomplete or RunOutcome.Cancelled)
            throw new WorkFailedException(run.Message ?? "Nothing was changed.", Address(run));
        return Address(run);
    }

    /// <summary>Where a run is shown.</summary>
    public static string Address(Run run) => FormattableString.Invariant($"/runs/{run.Id}");

    private async Task RefuseRestingAsync(Connection connection, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        var settings = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
        var schedule = Settings.OfConnection.FromValues(settings.Values).Schedule;
        var now = clock.GetUtcNow();
        if (schedule.PauseAt(now) is { } reason)
            throw new WorkFailedException($"{connection.Name} was paused meanwhile ({reason}). Nothing was changed.");
        if (now - asked > Pause && !schedule.IsOpenAt(now))
            throw new WorkFailedException(
                $"Other work took so long that {connection.Name} is outside the windows of its schedule now. Nothing was changed."
            );
    }

    /// <summary>Does it when it is its turn; when the lease is taken all the same, tries again for a while.</summary>
    private async Task<TResult> InTurnAsync<TResult>(
        Func<CancellationToken, Task<IDisposable>>? wait,
        Func<Task<TResult>> work,
        Action<TResult>? ended,
        CancellationToken cancellationToken
    )
    {
        using var turn = wait is null ? null : await wait(cancellationToken);
        for (var until = clock.GetUtcNow() + Patience; ; )
            try
            {
                var result = await work();
                ended?.Invoke(result);
                return result;
            }
            catch (LeaseTakenException) when (clock.GetUtcNow() < until)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
    }

    private async Task<IDisposable> OwnTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Place(() => _turn.Release());
    }

    private LiveRun Start(SyncRequest request, string? once, Func<SyncRequest, IRunObserver, CancellationToken, Task<Run>> sync) =>
        live.Start(
            new LiveWork(T["Sync of {0}", request.Connection.Name], request.Connection.Key) { Once = once },
            request.Actor,
            async (work, cancellationToken) => Conclude(await sync(request, work, cancellationToken), work)
        );

    private LiveRun Plan(SyncRequest request, string? once, bool inTurn = false) =>
        live.Start(
            new LiveWork(T["Plan for {0}", request.Connection.Name], request.Connection.Key) { Once = once, Last = RunStep.Guard },
            request.Actor,
            async (work, cancellationToken) =>
            {
                var make = () => muster.Syncs.MakePlanAsync(request, work, cancellationToken);
                var (_, stored) = inTurn ? await InTurnAsync(OwnTurnAsync, make, null, cancellationToken) : await make();
                work.Came(
                    stored.State switch
                    {
                        PlanState.Held => RunOutcome.Held,
                        PlanState.NothingToDo => RunOutcome.NoChanges,
                        PlanState.IncompleteRead => RunOutcome.Incomplete,
                        _ => RunOutcome.Applied,
                    }
                );
                return FormattableString.Invariant($"/plans/{stored.Id}");
            }
        );

    private static SyncRequest Request(Connection connection, string actor, bool full) =>
        new()
        {
            Connection = connection,
            Actor = actor,
            Full = full,
        };

    private sealed class Turn(IDisposable place, IDisposable turn) : IDisposable
    {
        public void Dispose()
        {
            place.Dispose();
            turn.Dispose();
        }
    }
}
