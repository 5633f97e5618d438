using System.Collections.Concurrent;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Auditing;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Runs;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;
using Quartz;

namespace Muster.Server.Scheduling;

/// <summary>Begins the runs that schedules ask for. What is due when is worked out from the settings; Quartz wakes us then. Whoever changed a schedule is not the origin of what it begins.</summary>
internal sealed class ConnectionSchedules(
    MusterInstance muster,
    SyncWork syncs,
    LiveRuns live,
    ISchedulerFactory quartz,
    TimeProvider clock
) : IDisposable
{
    /// <summary>The actor of runs that nobody asked for.</summary>
    public const string Actor = "schedule";

    /// <summary>A time that passed so long ago is taken to have been missed.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(30);

    /// <summary>So much before its time nothing is meant to come.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<int, Armed> _armed = new();
    private readonly ConcurrentDictionary<int, Firing> _last = new();
    private readonly SemaphoreSlim _refreshing = new(1, 1);

    /// <summary>Told when a firing begins or ends, or another is due.</summary>
    public event Action? Changed;

    /// <summary>When a connection is due next; null for never, or not known yet.</summary>
    public DateTimeOffset? Next(int connection) => _armed.GetValueOrDefault(connection)?.Due;

    /// <summary>What became of the last time a connection was due, since the server started; null for none.</summary>
    public Firing? Last(int connection) => _last.GetValueOrDefault(connection);

    /// <inheritdoc />
    public void Dispose() => _refreshing.Dispose();

    /// <summary>Follows what was changed in the settings, here or from the command line.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.Schedule;
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var connections = await muster.Connections.ListAsync(cancellationToken);
            foreach (var gone in _armed.Keys.Except(connections.Select(connection => connection.Key)))
                await DisarmAsync(gone, gone: true, cancellationToken);
            foreach (var connection in connections)
                await RefreshAsync(connection, cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Follows one connection. What is wrong with it is said of it, and keeps no other from its times.</summary>
    private async Task RefreshAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            var version = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
            var armed = _armed.GetValueOrDefault(connection.Key);
            if (armed is null || armed.Version != version.Version)
                await BeginAsync(connection, version, cancellationToken);
            // Its time has come and gone, and nothing took it up: whatever failed then, such as a database that was busy, must not end the schedule.
            else if (armed.Due < clock.GetUtcNow() - Forgotten)
                await BeginDueAsync(connection.Key, cancellationToken);
            else if (armed.PausedUntil <= clock.GetUtcNow())
            {
                // Whoever looks is told that the pause is over, also where nothing begins by it.
                _armed[connection.Key] = armed with
                {
                    PausedUntil = null,
                };
                Changed?.Invoke();
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            Note(
                connection.Key,
                new(clock.GetUtcNow(), T => T["The schedule could not be followed and is tried again: {0}", problem.Message], null)
            );
        }
    }

    /// <summary>A time has come that a connection was armed with. Nothing is done when it was taken up already.</summary>
    /// <param name="key">Key of the connection.</param>
    /// <param name="due">The time.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task FireAsync(int key, DateTimeOffset due, CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.Schedule;
        // Quartz wakes us up to two milliseconds early, when a pause that ends at that instant still holds.
        if (due - clock.GetUtcNow() is var early && early > TimeSpan.Zero && early < Early)
            await Task.Delay(early + TimeSpan.FromMilliseconds(1), clock, cancellationToken);
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (Next(key) == due)
                await BeginDueAsync(key, cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>A connection is due, whatever it was armed with.</summary>
    public async Task FireAsync(int key, CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.Schedule;
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            await BeginDueAsync(key, cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Begins the run of a connection, unless one is at work; then that is noted and the next time is awaited. What can fail comes first: a time that is not taken up stays due.</summary>
    private async Task BeginDueAsync(int key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var connection = (await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(found => found.Key == key);
        if (connection is null)
            return;
        var version = await muster.Database.Settings.CurrentAsync(SettingScope.Of(key), cancellationToken);
        var schedule = Settings.OfConnection.FromValues(version.Values).Schedule;
        var full = await IsFullAsync(schedule, key, now, cancellationToken);
        var times = Times(schedule, key);
        var isLate = schedule.IsActiveAt(now) && Next(key) < now - Forgotten;
        // Too late to be its time any more, as after the machine slept: it is missed, and made up for only as the schedule says.
        if (isLate && times!.Late(now) is var makeUp && makeUp != now)
        {
            await ArmAsync(connection, version, schedule, makeUp ?? times.Next(now), cancellationToken);
            var waits = makeUp is not null && schedule.IsOpenAt(now);
            Note(key, new(now, T => Lateness(T, schedule.Missed, waits), null));
            return;
        }
        await ArmAsync(connection, version, schedule, times?.Next(now), cancellationToken);
        if (!schedule.IsActiveAt(now))
            return;
        if (live.Current.FirstOrDefault(run => run.Connection == key) is { } busy)
            Note(key, new(now, T => T["Skipped: '{0}', begun by {1}, was still at work.", busy.What, busy.Actor], $"/live/{busy.Number}"));
        else
            _ = FollowAsync(connection, now, full);
    }

    /// <summary>Begins the run and notes what became of it; it goes on when the scheduler has long turned to other things.</summary>
    private async Task FollowAsync(Connection connection, DateTimeOffset at, bool full)
    {
        Run? run = null;
        var end = await syncs
            .SyncInTurn(connection, Actor, full, ended => run = ended, $"schedule {connection.Key}")
            .EndAsync(CancellationToken.None);
        Note(
            connection.Key,
            run is null ? new(at, T => T["Skipped: {0}", end.Failure], null)
                : run is { Outcome: RunOutcome.Held, Plan: { } plan }
                    ? new(at, T => Words(T, run), FormattableString.Invariant($"/plans/{plan}"))
                : new(at, T => Words(T, run), SyncWork.Address(run))
        );
    }

    /// <param name="T">The reader's words.</param>
    /// <param name="missed">What becomes of what was missed.</param>
    /// <param name="waits">Whether the next time is at hand, so that it is awaited.</param>
    private static string Lateness(Texts T, MissedRule missed, bool waits) =>
        missed switch
        {
            _ when waits => T["Its time had passed; the next run, which comes within a minute, makes up for it."],
            MissedRule.Wait => T["Left out: its time had passed, and this schedule makes up for nothing that was missed."],
            MissedRule.MakeUpAfterWindows => T["Its time had passed; one run makes up for it as soon as the windows allow it."],
            _ => T["Left out: its time had passed, and the windows forbid a run now."],
        };

    private static string Words(Texts T, Run run) =>
        run.Outcome switch
        {
            RunOutcome.Applied => T["Applied: {0}", PlanWords.Sentence(T, run.Counts)],
            RunOutcome.NoChanges => T["Nothing to do."],
            RunOutcome.Held => T["Held by a guard rail; it waits for a person."],
            RunOutcome.Cancelled when run.Reason == RunReason.ObservesOnly => T.Told(run.Message),
            RunOutcome.Cancelled => T["Stopped. Nothing was changed."],
            _ => run.Message ?? T["Failed. Nothing was changed."],
        };

    private async Task BeginAsync(Connection connection, SettingsVersion version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var schedule = Settings.OfConnection.FromValues(version.Values).Schedule;
        if (Times(schedule, connection.Key) is not { } times)
        {
            await ArmAsync(connection, version, schedule, null, cancellationToken);
            return;
        }
        var since = await SinceAsync(connection.Key, version, now, cancellationToken);
        await ArmAsync(connection, version, schedule, times.Due(since, now), cancellationToken);
    }

    /// <summary>Since when what was due was missed: while the server was off, or while the connection was paused until an end. What was due under other settings is not missed.</summary>
    private async Task<DateTimeOffset> SinceAsync(int key, SettingsVersion version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await StandingPause.FindAsync(muster.Database.Settings, key, now, cancellationToken) is { } pause)
            return pause.Since ?? now;
        if (_armed.ContainsKey(key))
            return now;
        var own = new RunFilter
        {
            Connection = key,
            Trigger = RunTrigger.Schedule,
            Limit = 1,
        };
        return await muster.Database.Runs.ListAsync(own, cancellationToken) is not [{ StartedAt: var last }, ..] ? now
            : version.At > last ? version.At.Value
            : last;
    }

    private async Task ArmAsync(
        Connection connection,
        SettingsVersion version,
        SchedulePolicy schedule,
        DateTimeOffset? due,
        CancellationToken cancellationToken
    )
    {
        var pausedUntil = schedule is { Paused: not null, PausedUntil: { } end } && end > clock.GetUtcNow() ? schedule.PausedUntil : null;
        await AwaitEndAsync(connection.Key, pausedUntil, cancellationToken);
        if (due is not { } at)
        {
            await DisarmAsync(connection.Key, gone: false, cancellationToken);
            _armed[connection.Key] = new(version.Version, null, pausedUntil);
        }
        else
        {
            var scheduler = await quartz.GetScheduler(cancellationToken);
            var job = JobBuilder
                .Create<SyncJob>()
                .WithIdentity(KeyOf(connection.Key))
                .UsingJobData(SyncJob.Connection, connection.Key)
                .Build();
            // Fired at once when its time has passed meanwhile, as after a pause of the whole machine.
            var trigger = TriggerBuilder
                .Create(clock)
                .WithIdentity($"connection {connection.Key}")
                .UsingJobData(SyncJob.Due, at.UtcTicks)
                .ForJob(job)
                .StartAt(at)
                .Build();
            await scheduler.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, cancellationToken);
            _armed[connection.Key] = new(version.Version, at, pausedUntil);
        }
        Changed?.Invoke();
    }

    /// <summary>Looks again as soon as a pause has ended.</summary>
    private async Task AwaitEndAsync(int key, DateTimeOffset? end, CancellationToken cancellationToken)
    {
        var scheduler = await quartz.GetScheduler(cancellationToken);
        if (end is not { } at)
            await scheduler.UnscheduleJob(EndOf(key), cancellationToken);
        else
        {
            var trigger = TriggerBuilder.Create(clock).WithIdentity(EndOf(key)).ForJob(WatchJob.Key).StartAt(at + Early).Build();
            await scheduler.ScheduleJob(trigger, ScheduleJobOptions.Replacing, cancellationToken);
        }
    }

    private async Task DisarmAsync(int key, bool gone, CancellationToken cancellationToken)
    {
        var scheduler = await quartz.GetScheduler(cancellationToken);
        await scheduler.UnscheduleJob(new TriggerKey($"connection {key}"), cancellationToken);
        if (gone)
            await scheduler.UnscheduleJob(EndOf(key), cancellationToken);
        _armed.TryRemove(key, out _);
    }

    private async Task<bool> IsFullAsync(SchedulePolicy schedule, int key, DateTimeOffset now, CancellationToken cancellationToken) =>
        schedule.FullReadDaily
        && Times(schedule, key) is { } times
        && !await muster.Database.Runs.HasReadInFullSinceAsync(key, times.StartOfDay(now), cancellationToken);

    private void Note(int key, Firing firing)
    {
        _last[key] = firing;
        Changed?.Invoke();
    }

    private ScheduleTimes? Times(SchedulePolicy schedule, int key) =>
        schedule.IsSet ? new(schedule, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone), muster.SpreadOf(key)) : null;

    private static JobKey KeyOf(int connection) => new($"connection {connection}");

    private static TriggerKey EndOf(int connection) => new($"end of the pause of connection {connection}");

    /// <summary>What is awaited of a connection: when it is due, and when a pause ends that nobody was told the end of yet.</summary>
    private sealed record Armed(long Version, DateTimeOffset? Due, DateTimeOffset? PausedUntil);
}

/// <summary>What became of one time at which a connection was due.</summary>
/// <param name="At">When.</param>
/// <param name="Say">What became of it, for people, in the language of the reader.</param>
/// <param name="Address">Where to look; null for nowhere.</param>
internal sealed record Firing(DateTimeOffset At, Func<Texts, string> Say, string? Address)
{
    /// <summary>The same in English.</summary>
    public string Words => Say(Texts.English);
}
