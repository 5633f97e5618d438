using System.Collections.Concurrent;
using Muster.Core.Scheduling;
using Muster.Engine.Auditing;
using Muster.Engine.Connections;
using Muster.Engine.Runs;
using Muster.Engine.Scheduling;
using Muster.Server.Nodes;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>
/// Begins the runs that schedules ask for. What is due when is worked out from the settings and kept in the database, where of all processes that serve the workspace one takes each time up (<see cref="IScheduleSlots"/>); all are
/// woken then. Whoever changed a schedule is not the origin of what it begins.
/// </summary>
internal sealed partial class ConnectionSchedules(
    MusterInstance muster,
    SyncWork syncs,
    LiveRuns live,
    Alarms alarms,
    ServingNode node,
    TimeProvider clock
) : IDisposable
{
    /// <summary>The actor of runs that nobody asked for.</summary>
    public const string Actor = "schedule";

    /// <summary>A time that passed so long ago is taken to have been missed.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(30);

    /// <summary>Whoever died so long ago had nobody beside it: what it left is late, and made up for only as the schedule says.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<int, Known> _known = new();
    private readonly ConcurrentDictionary<int, SlotEnd> _failed = new();
    private readonly ConcurrentDictionary<int, SlotEnd?> _mine = new();
    private readonly ConcurrentDictionary<int, bool> _awaited = new();
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Told when a firing begins or ends, or another is due.</summary>
    public event Action? Changed;

    private IScheduleSlots Slots => muster.Database.Schedules;

    /// <summary>When a connection is due next; null for never, or not known yet.</summary>
    public DateTimeOffset? Next(int connection) => _known.GetValueOrDefault(connection)?.Slot.Due;

    /// <summary>What became of the last time that a connection was due; null for none.</summary>
    public Firing? Last(int connection)
    {
        var last = _known.GetValueOrDefault(connection)?.Slot.Last;
        return _failed.GetValueOrDefault(connection) is { } failed && (last is null || failed.At > last.At) ? new(failed)
            : last is not null ? new(last)
            : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _refreshing.Dispose();
    }

    /// <summary>Follows what was changed in the settings, and what other processes took up or left behind.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.Schedule;
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            await KeepAsync(cancellationToken);
            // Whatever is due from now on another process takes up, or this one when it is back.
            if (node.IsDraining)
                return;
            var board = await Slots.LookAsync(cancellationToken);
            foreach (var gone in _known.Keys.Except(board.Connections.Select(slot => slot.Connection)))
                await ForgetAsync(gone, board.Now, cancellationToken);
            foreach (var slot in board.Connections)
                await RefreshAsync(slot, board.Now, cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>A time has come that was awaited. Nothing is done when it was taken up already.</summary>
    /// <param name="key">Key of the connection.</param>
    /// <param name="due">The time.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task FireAsync(int key, DateTimeOffset due, CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.Schedule;
        // Whatever takes time from here on makes it no later.
        var woken = clock.GetTimestamp();
        _awaited[key] = true;
        try
        {
            if (!await BeginAsync(key, due, woken, null, cancellationToken))
                return;
            var turn = await syncs.TurnAsync(cancellationToken);
            var isTaken = false;
            try
            {
                isTaken = await BeginAsync(key, due, woken, turn, cancellationToken);
            }
            finally
            {
                if (!isTaken)
                    turn.Dispose();
            }
        }
        finally
        {
            _awaited.TryRemove(key, out _);
        }
    }

    /// <summary>The same for whoever cannot wait; what fails is tried again when the schedules are looked at next.</summary>
    public void Fire(int key, DateTimeOffset due) =>
        _ = Task.Run(() => WithoutFailureAsync(key, () => FireAsync(key, due, _closing.Token)));

    /// <summary>Follows one connection. What is wrong with it is said of it, and keeps no other from its times.</summary>
    private Task RefreshAsync(ConnectionSlot slot, DateTimeOffset now, CancellationToken cancellationToken) =>
        WithoutFailureAsync(
            slot.Connection,
            async () =>
            {
                var key = slot.Connection;
                var known = _known.GetValueOrDefault(key);
                if (slot.Version != slot.Settings)
                    await ArmAsync(slot, now, cancellationToken);
                else if (known is null || known.Slot.Version != slot.Version)
                    await FollowAsync(slot, await ScheduleAsync(key, cancellationToken), now, cancellationToken);
                else
                    await FollowAsync(slot, known.PausedUntil, now, cancellationToken);
                // What this one carries out itself may look dead where it could give no sign of life for long.
                if (slot.Holder is { IsDead: true } && !_mine.ContainsKey(key))
                    await TakeOverAsync(slot, now, cancellationToken);
                // Its time has come and gone, and nothing took it up: whatever failed then, such as a database that was busy, must not end the schedule.
                else if (
                    slot.Version == slot.Settings
                    && slot.Due is { } due
                    && due < now - Forgotten
                    && !_awaited.ContainsKey(key)
                    && await DueAsync(slot, now, null, isLate: true, cancellationToken)
                )
                    Fire(key, due);
            }
        );

    /// <summary>Looks at one connection anew, and begins what is due there at the time.</summary>
    /// <inheritdoc cref="DueAsync"/>
    private async Task<bool> BeginAsync(int key, DateTimeOffset due, long woken, IDisposable? turn, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (node.IsDraining)
                return false;
            var board = await Slots.LookAsync(cancellationToken);
            // Whoever wakes us comes up to two milliseconds early, when a pause that ends at that instant still holds.
            if (due - board.Now is var early && early > TimeSpan.Zero && early < Alarms.Early)
            {
                await Task.Delay(early + TimeSpan.FromMilliseconds(1), clock, cancellationToken);
                board = await Slots.LookAsync(cancellationToken);
            }
            if (board.Of(key) is not { } slot)
                return false;
            if (slot.Due == due && slot.Version == slot.Settings)
                return await DueAsync(
                    slot,
                    board.Now,
                    turn,
                    isLate: turn is null && board.Now - clock.GetElapsedTime(woken) - due > Forgotten,
                    cancellationToken
                );
            await RefreshAsync(slot, board.Now, cancellationToken);
            return false;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Takes up what is due, unless a run is at work; then that is noted and the next time is awaited. What can fail comes first: a time that is not taken up stays due.</summary>
    /// <param name="slot">How it stands.</param>
    /// <param name="now">The present.</param>
    /// <param name="turn">The turn to begin a run in, which ends with the run; null where there is none yet.</param>
    /// <param name="isLate">Whether its time has passed without anybody who waited for it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Whether a run has begun; without a turn, whether one is to begin.</returns>
    private async Task<bool> DueAsync(
        ConnectionSlot slot,
        DateTimeOffset now,
        IDisposable? turn,
        bool isLate,
        CancellationToken cancellationToken
    )
    {
        var key = slot.Connection;
        if ((await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(found => found.Key == key) is not { } connection)
            return false;
        var schedule = await ScheduleAsync(key, cancellationToken);
        var full = await IsFullAsync(schedule, key, now, cancellationToken);
        var times = Times(schedule, key);
        // Too late to be its time any more, as after the machine slept: it is missed, and made up for only as the schedule says.
        if (isLate && schedule.IsActiveAt(now) && times!.Late(now) is var makeUp && makeUp != now)
        {
            if (await ArmAsync(slot, schedule, makeUp ?? times.Next(now), now, cancellationToken))
                await NoteAsync(
                    slot.Connection,
                    new(now, ScheduleEnds.Late(schedule.Missed, makeUp is not null && schedule.IsOpenAt(now)), null),
                    cancellationToken
                );
            return false;
        }
        var next = times?.Next(now);
        if (!schedule.IsActiveAt(now))
        {
            await ArmAsync(slot, schedule, next, now, cancellationToken);
            return false;
        }
        if (Busy(slot) is { } busy)
        {
            if (await ArmAsync(slot, schedule, next, now, cancellationToken))
                await NoteAsync(slot.Connection, busy(now), cancellationToken);
            return false;
        }
        if (turn is null)
            return true;
        if (!await Slots.TakeAsync(slot, Whole(next), cancellationToken))
            return false;
        await FollowAsync(slot with { Due = Whole(next) }, schedule, now, cancellationToken);
        _ = RunAsync(connection, now, full, turn);
        return true;
    }

    /// <summary>What is at work on the connection already; null for nothing.</summary>
    private Func<DateTimeOffset, SlotEnd>? Busy(ConnectionSlot slot) =>
        live.Current.FirstOrDefault(run => run.Connection == slot.Connection) is { } busy
            ? now =>
                new(
                    now,
                    Texts.English["Skipped: '{0}', begun by {1}, was still at work.", busy.What, busy.Actor],
                    FormattableString.Invariant($"/live/{busy.Number}")
                )
        : slot.Holder is { IsDead: false }
            ? now => new(now, Texts.English["Skipped: another process of Muster was still at work on the time before."], null)
        : null;

    /// <summary>Goes on with what a process took up that has died.</summary>
    private async Task TakeOverAsync(ConnectionSlot slot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (
            (await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(found => found.Key == slot.Connection)
            is not { } connection
        )
            return;
        var schedule = await ScheduleAsync(slot.Connection, cancellationToken);
        var full = await IsFullAsync(schedule, slot.Connection, now, cancellationToken);
        if (!await Slots.TakeOverAsync(slot, cancellationToken))
            return;
        _mine[slot.Connection] = null;
        var isLate = now - slot.Holder!.KeptAt > Abandoned && schedule.Missed == MissedRule.Wait;
        if (schedule.IsActiveAt(now) && schedule.IsOpenAt(now) && !isLate)
            _ = RunInTurnAsync();
        else
            await EndAsync(
                slot.Connection,
                new(now, Texts.English["The process that carried it out has ended before it was done; the next time is awaited."], null)
            );

        async Task RunInTurnAsync()
        {
            try
            {
                var turn = await syncs.TurnAsync(_closing.Token);
                // This process is about to end and leaves it to another one.
                if (!node.IsDraining)
                {
                    await RunAsync(connection, now, full, turn);
                    return;
                }
                turn.Dispose();
            }
            catch (OperationCanceledException)
            {
                // This process ends too, and leaves it to another one.
            }
            // Without a sign of life, so that the other one need not wait for this one's end.
            _mine.TryRemove(connection.Key, out _);
        }
    }

    /// <summary>Makes the run and says what became of it; it goes on when the scheduler has long turned to other things.</summary>
    private async Task RunAsync(Connection connection, DateTimeOffset at, bool full, IDisposable turn)
    {
        using var held = turn;
        _mine[connection.Key] = null;
        Run? run = null;
        var end = await syncs
            .SyncInTurn(connection, Actor, full, ended => run = ended, $"schedule {connection.Key}", turn)
            .EndAsync(CancellationToken.None);
        // What this process did not get to the end of because it stops is left to another one, or to itself when it is back.
        if (live.IsStopping && run is null or { Outcome: RunOutcome.Cancelled })
            return;
        await EndAsync(
            connection.Key,
            run is null ? new(at, Texts.English["Skipped: {0}", end.Failure], null)
                : run is { Outcome: RunOutcome.Held, Plan: { } plan }
                    ? new(at, ScheduleEnds.Words(run), FormattableString.Invariant($"/plans/{plan}"))
                : new(at, ScheduleEnds.Words(run), SyncWork.Address(run))
        );
    }

    /// <summary>Ends what was taken up; where the database does not answer, at the next look.</summary>
    private async Task EndAsync(int key, SlotEnd end)
    {
        _mine[key] = end;
        await WithoutFailureAsync(key, () => SayEndAsync(key, end, _closing.Token));
    }

    private async Task SayEndAsync(int key, SlotEnd end, CancellationToken cancellationToken)
    {
        await Slots.EndAsync(key, end, cancellationToken);
        _mine.TryRemove(new(key, end));
        Show(key, end);
    }

    private async Task NoteAsync(int key, SlotEnd end, CancellationToken cancellationToken)
    {
        await Slots.NoteAsync(key, end, cancellationToken);
        Show(key, end);
    }

    /// <summary>Gives a sign of life for what this process carries out, and ends what could not be ended before.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, end) in _mine)
            if (end is not null)
                await SayEndAsync(key, end, cancellationToken);
        if (!_mine.IsEmpty)
            await Slots.KeepAsync([.. _mine.Keys], cancellationToken);
    }

    private async Task WithoutFailureAsync(int key, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            var said = Texts.English["The schedule could not be followed and is tried again: {0}", problem.Message];
            _failed[key] = new(clock.GetUtcNow(), said, null);
            Changed?.Invoke();
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // It closes.
        }
    }

    private void Show(int key, SlotEnd end)
    {
        _failed.TryRemove(key, out _);
        if (_known.GetValueOrDefault(key) is { } known)
            _known[key] = known with { Slot = known.Slot with { Last = end } };
        Changed?.Invoke();
    }
}
