using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Auditing;
using Muster.Engine.Configuration;
using Muster.Engine.Runs;
using Muster.Engine.Scheduling;
using Muster.Server.Notifications;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Runs that nobody asked for.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task A_schedule_set_from_the_command_line_begins_runs_and_a_pause_ends_them_and_those_of_notifications()
    {
        // A minute of the schedule is a second here.
        DeedOrigin.Current = DeedOrigin.CommandLine;
        var clock = new HurriedClock(60);
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1", "--yes");
        // As it is while a request is answered that changes a schedule: what the schedule does later is not from there.
        DeedOrigin.Current = new("api", "192.0.2.9");
        await schedules.RefreshAsync(Tests.Token);
        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
        Assert.Equal("192.0.2.9", DeedOrigin.Current?.Address);
        var begun = await rig.EntriesAsync();
        Assert.Contains(begun, entry => entry is { Actor: ConnectionSchedules.Actor, Action: "run.ended" });
        Assert.All(
            begun.Where(entry => entry.Actor == ConnectionSchedules.Actor),
            entry => Assert.Equal(DeedOrigin.Schedule, DeedOrigin.In(entry))
        );
        Assert.DoesNotContain(begun, entry => DeedOrigin.In(entry)?.Address == "192.0.2.9");
        var runs = await rig.Server.Muster.Database.Runs.ListAsync(null, 1, Tests.Token);
        Assert.Equal((ConnectionSchedules.Actor, RunOutcome.NoChanges), (runs[0].Actor, runs[0].Outcome));

        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.paused", "Moving house", "--yes");
        await schedules.RefreshAsync(Tests.Token);
        Assert.Null(schedules.Next(1));

        var before = await rig.Server.Muster.Database.Runs.CountAsync(new RunFilter(), Tests.Token);
        var woken = new WokenSync(rig.Server.Muster, rig.Server.Services.GetRequiredService<SyncWork>());
        // The hint is kept, and read once somebody lets it go on.
        Assert.False((await woken.ReadAsync(1, clock.GetUtcNow(), Tests.Token)).Done);
        Assert.Equal(before, await rig.Server.Muster.Database.Runs.CountAsync(new RunFilter(), Tests.Token));
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "reset", "schedule.paused", "--yes");
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.quiet", "00:00-12:00,12:00-00:00", "--yes");
        var kept = await woken.ReadAsync(1, clock.GetUtcNow(), Tests.Token);
        Assert.Equal((false, before), (kept.Done, await rig.Server.Muster.Database.Runs.CountAsync(new RunFilter(), Tests.Token)));
        Assert.Contains("quiet window", kept.Words, StringComparison.Ordinal);
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "reset", "schedule.quiet", "--yes");
        Assert.True((await woken.ReadAsync(1, clock.GetUtcNow(), Tests.Token)).Done);
        Assert.NotEqual(before, await rig.Server.Muster.Database.Runs.CountAsync(new RunFilter(), Tests.Token));
    }

    [Fact]
    public async Task A_pause_ends_by_itself_and_one_run_makes_up_for_what_was_due_meanwhile_INV_23()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var muster = rig.Server.Muster;
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "60", "--yes");
        await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "pause", "--reason", "Servers move", "--for", "2d");
        await schedules.RefreshAsync(Tests.Token);
        var end = (await PauseAsync(rig, clock))!.Until!.Value;
        Assert.Equal(end, schedules.Next(1));

        // Whatever would begin something meanwhile begins nothing, and a hint is kept for afterwards.
        clock.Move(TimeSpan.FromDays(1));
        await schedules.FireNowAsync(rig);
        Assert.Equal((end, null), (schedules.Next(1), schedules.Last(1)));
        var woken = new WokenSync(muster, rig.Server.Services.GetRequiredService<SyncWork>());
        var kept = await woken.ReadAsync(1, clock.GetUtcNow(), Tests.Token);
        Assert.False(kept.Done);
        Assert.Contains("paused until", kept.Words, StringComparison.Ordinal);
        var connection = (await muster.Connections.ListAsync(Tests.Token))[0];
        var refused = rig.Server.Services.GetRequiredService<SyncWork>().SyncInTurn(connection, "schedule", full: false);
        Assert.Contains("was paused meanwhile (Servers move)", (await refused.EndAsync(Tests.Token)).Failure, StringComparison.Ordinal);
        // After a restart it is awaited as before.
        using var anew = ActivatorUtilities.CreateInstance<ConnectionSchedules>(rig.Server.Services);
        await anew.RefreshAsync(Tests.Token);
        Assert.Equal(end, anew.Next(1));

        clock.Move(end - clock.GetUtcNow());
        Assert.Null(await PauseAsync(rig, clock));
        await schedules.FireAsync(1, end, Tests.Token);
        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
        await rig.WhenIdleAsync(Tests.Token);
        var runs = await muster.Database.Runs.ListAsync(null, 10, Tests.Token);
        Assert.Single(runs, run => run.Actor == ConnectionSchedules.Actor && run.Outcome == RunOutcome.NoChanges);
        Assert.InRange(schedules.Next(1)!.Value, end, end.AddHours(1));
        Assert.True((await woken.ReadAsync(1, clock.GetUtcNow(), Tests.Token)).Done);
    }

    [Fact]
    public async Task A_pause_that_ends_on_the_minute_of_a_cron_time_begins_one_run_INV_26()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        var end = PauseEnd.In(TimeSpan.FromDays(2), clock.GetUtcNow());
        var cron = FormattableString.Invariant($"{end.Minute} * * * *");
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.cron", cron, "--yes");
        await rig.Tenant.MustAsync(
            0,
            Tests.Token,
            "schedule",
            "pause",
            "--reason",
            "Servers move",
            "--until",
            SettingKind.Instant.Text(end)
        );
        await schedules.RefreshAsync(Tests.Token);
        var own = end + ScheduleTimes.Spread(1, 60);
        Assert.NotEqual(end, own);

        clock.Move(end - clock.GetUtcNow());
        await schedules.FireAsync(1, end, Tests.Token);
        Assert.Equal((own, null), (schedules.Next(1), schedules.Last(1)));
        clock.Move(own - clock.GetUtcNow());
        await schedules.FireAsync(1, own, Tests.Token);

        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
        await rig.WhenIdleAsync(Tests.Token);
        Assert.Equal(own.AddHours(1), schedules.Next(1));
        var runs = await rig.Server.Muster.Database.Runs.ListAsync(null, 10, Tests.Token);
        Assert.Single(runs, run => run.Actor == ConnectionSchedules.Actor);
    }

    [Fact]
    public async Task A_run_that_makes_up_for_a_pause_and_is_itself_missed_is_made_up_for_too()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var services = rig.Server.Services;
        var schedules = services.GetRequiredService<ConnectionSchedules>();
        // Once a day, and never near the end of the pause.
        var cron = FormattableString.Invariant($"0 {clock.GetUtcNow().AddHours(12):%H} * * *");
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.cron", cron, "--yes");
        await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "pause", "--reason", "Servers move", "--for", "2d");
        await schedules.RefreshAsync(Tests.Token);
        var end = (await PauseAsync(rig, clock))!.Until!.Value;
        Assert.Equal(end, schedules.Next(1));
        // The machine sleeps over the end of the pause.
        var quartz = await services.GetRequiredService<Quartz.ISchedulerFactory>().GetScheduler(Tests.Token);
        await quartz.UnscheduleJob(new Quartz.TriggerKey("connection 1"), Tests.Token);
        clock.Move(end.AddMinutes(5) - clock.GetUtcNow());

        await schedules.RefreshAsync(Tests.Token);

        await Until(schedules, () => schedules.Last(1) is not null);
        Assert.Equal("Nothing to do.", schedules.Last(1)!.Words);
        Assert.InRange(schedules.Next(1)!.Value, end.AddHours(1), end.AddDays(1));
    }

    [Fact]
    public async Task Whoever_looks_is_told_of_the_end_of_a_pause_also_where_nothing_is_scheduled()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "pause", "--reason", "Servers move", "--for", "1h");
        await schedules.RefreshAsync(Tests.Token);
        var isOver = false;
        schedules.Changed += () => isOver |= PauseAsync(rig, clock).GetAwaiter().GetResult() is null;

        clock.Move(TimeSpan.FromHours(2));
        await schedules.RefreshAsync(Tests.Token);

        Assert.True(isOver);
        Assert.Null(schedules.Next(1));
    }

    [Fact]
    public async Task Who_paused_and_since_when_is_known_of_the_pause_that_stands_and_of_no_earlier_one()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        async Task SaveAsync(string actor, params SettingEdit[] edits)
        {
            var draft = await rig.Server.Muster.Settings.DraftAsync(SettingScope.Of(1), edits, null, Tests.Token);
            Assert.IsType<SettingsOutcome.Saved>(await rig.Server.Muster.Settings.SaveAsync(draft, actor, null, Tests.Token));
            clock.Move(TimeSpan.FromMinutes(10));
        }
        SettingEdit[] Pause(double hours) =>
            [new(PauseEdits.Reason, "Servers move"), new(PauseEdits.Until, SettingKind.Instant.Text(clock.GetUtcNow().AddHours(hours)))];
        await SaveAsync("Ada", Pause(1));
        clock.Move(TimeSpan.FromHours(2));
        await SaveAsync("Grace", Pause(1));
        // Who makes it longer, or changes something else meanwhile, has not paused.
        await SaveAsync("Edsger", Pause(5));
        await SaveAsync("Alan", new SettingEdit("schedule.every", "60"));
        var pause = (await PauseAsync(rig, clock))!;
        Assert.Equal("Grace", pause.By);
        Assert.InRange(clock.GetUtcNow() - pause.Since!.Value, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(35));
        Assert.InRange(pause.Until!.Value - clock.GetUtcNow(), TimeSpan.FromHours(4.5), TimeSpan.FromHours(5));
    }

    [Fact]
    public async Task A_firing_that_meets_a_run_at_work_is_skipped_and_says_so()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1000", "--yes");
        var live = rig.Server.Services.GetRequiredService<LiveRuns>();
        var hold = new TaskCompletionSource();
        var run = live.Start(
            "Sync of corp",
            "Ana",
            1,
            async (_, _) =>
            {
                await hold.Task;
                return null;
            }
        );

        await schedules.FireNowAsync(rig);

        Assert.Contains("Skipped: 'Sync of corp', begun by Ana", schedules.Last(1)!.Words, StringComparison.Ordinal);
        Assert.NotNull(schedules.Next(1));
        hold.SetResult();
        await run.AfterAsync(long.MaxValue, Tests.Token);
    }

    [Fact]
    public async Task Another_process_at_work_for_long_is_met_with_a_skip_too()
    {
        // A minute of waiting is a second here.
        var clock = new HurriedClock(60);
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1000", "--yes");
        await using var lease = await LeaseKeeper.AcquireAsync(rig.Server.Muster.Database.Leases, "users import", clock, Tests.Token);

        await schedules.FireNowAsync(rig);

        await Until(schedules, () => schedules.Last(1)?.Words.StartsWith("Skipped: ", StringComparison.Ordinal) == true);
        Assert.Contains("users import", schedules.Last(1)!.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_at_work_for_a_moment_is_waited_for()
    {
        var clock = new HurriedClock(60);
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1000", "--yes");
        await using (await LeaseKeeper.AcquireAsync(rig.Server.Muster.Database.Leases, "groups discover", clock, Tests.Token))
        {
            await schedules.FireNowAsync(rig);
            var live = rig.Server.Services.GetRequiredService<LiveRuns>();
            // It has begun and met the lease, when two of the seconds it waits between its attempts have passed at least.
            var until = clock.GetUtcNow().AddSeconds(30);
            while (live.Current.Count > 0 && clock.GetUtcNow() < until)
                await Task.Yield();
            Assert.NotEmpty(live.Current);
        }
        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
    }

    [Fact]
    public async Task What_was_due_while_the_server_was_off_is_made_up_for_by_one_run_and_a_schedule_just_made_is_not()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var muster = rig.Server.Muster;
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "600", "--yes");
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await schedules.RefreshAsync(Tests.Token);
        Assert.True(schedules.Next(1) > clock.GetUtcNow());
        await schedules.FireNowAsync(rig);
        await Until(schedules, () => schedules.Last(1) is not null);

        clock.Move(TimeSpan.FromDays(2));
        var anew = ActivatorUtilities.CreateInstance<ConnectionSchedules>(rig.Server.Services);
        await anew.RefreshAsync(Tests.Token);

        await Until(schedules, () => schedules.Last(1)!.At > clock.GetUtcNow().AddDays(-1));
        // The server, which was never off here, may have found the lost time too, and say that a run is at work already.
        await rig.WhenIdleAsync(Tests.Token);
        Assert.Equal(2, (await muster.Database.Runs.ListAsync(null, 10, Tests.Token)).Count(run => run.Actor == ConnectionSchedules.Actor));
    }

    [Fact]
    public async Task A_time_that_came_and_was_lost_is_made_up_for_and_does_not_end_the_schedule()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "600", "--yes");
        var services = rig.Server.Services;
        var schedules = services.GetRequiredService<ConnectionSchedules>();
        await schedules.RefreshAsync(Tests.Token);
        // As when the database was busy at the very moment: the time has passed, and nobody comes back to it.
        var quartz = await services.GetRequiredService<Quartz.ISchedulerFactory>().GetScheduler(Tests.Token);
        await quartz.UnscheduleJob(new Quartz.TriggerKey("connection 1"), Tests.Token);
        clock.Move(TimeSpan.FromDays(2));

        await schedules.RefreshAsync(Tests.Token);

        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
        Assert.True(schedules.Next(1) > clock.GetUtcNow());
    }

    [Fact]
    public async Task A_schedule_that_waits_for_the_next_time_makes_up_for_nothing_that_was_missed()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "600", "--yes");
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.missed", "wait", "--yes");
        var services = rig.Server.Services;
        var schedules = services.GetRequiredService<ConnectionSchedules>();
        await schedules.FireNowAsync(rig);
        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
        var runs = await rig.Server.Muster.Database.Runs.CountAsync(new RunFilter(), Tests.Token);
        var due = schedules.Next(1)!.Value;
        clock.Move(TimeSpan.FromDays(2));

        // The server was off: a new one awaits the next time.
        using var anew = ActivatorUtilities.CreateInstance<ConnectionSchedules>(services);
        await anew.RefreshAsync(Tests.Token);
        Assert.True(anew.Next(1) > clock.GetUtcNow());
        // The machine slept: what wakes late begins nothing.
        await schedules.FireAsync(1, due, Tests.Token);
        Assert.StartsWith("Left out", schedules.Last(1)!.Words, StringComparison.Ordinal);
        Assert.True(schedules.Next(1) > clock.GetUtcNow());
        Assert.Equal(runs, await rig.Server.Muster.Database.Runs.CountAsync(new RunFilter(), Tests.Token));
    }

    [Fact]
    public async Task What_was_missed_is_not_made_up_for_outside_the_allow_windows()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "60", "--yes");
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await schedules.FireNowAsync(rig);
        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
        var hour = clock.GetUtcNow().AddHours(5);
        var allowed = FormattableString.Invariant($"{hour:HH}:00-{hour.AddHours(1):HH}:00");
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.allow", allowed, "--yes");
        await schedules.RefreshAsync(Tests.Token);
        var due = schedules.Next(1)!.Value;
        Assert.Equal(hour.Hour, due.UtcDateTime.Hour);
        clock.Move(due.AddHours(2) - clock.GetUtcNow());

        await schedules.FireAsync(1, due, Tests.Token);

        Assert.Contains("the windows forbid a run now", schedules.Last(1)!.Words, StringComparison.Ordinal);
        Assert.Equal(hour.Hour, schedules.Next(1)!.Value.UtcDateTime.Hour);
    }

    [Fact]
    public async Task A_time_at_which_the_database_fails_stays_due_and_is_taken_up_later()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1000", "--yes");
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.fullReadDaily", "true", "--yes");
        await schedules.RefreshAsync(Tests.Token);
        var due = schedules.Next(1);
        await SqlAsync(rig, "ALTER TABLE run RENAME COLUMN read_in_full TO lost");
        clock.Move(TimeSpan.FromDays(2));

        await Assert.ThrowsAnyAsync<Exception>(() => schedules.FireNowAsync(rig));

        Assert.Equal(due, schedules.Next(1));
        await SqlAsync(rig, "ALTER TABLE run RENAME COLUMN lost TO read_in_full");
        await schedules.FireAsync(1, due!.Value, Tests.Token);
        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
    }

    [Fact]
    public async Task What_another_process_has_taken_up_is_left_to_it_and_its_next_time_is_awaited()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1000", "--yes");
        await schedules.RefreshAsync(Tests.Token);
        var due = schedules.Next(1)!.Value;
        clock.Move(due - clock.GetUtcNow());
        var far = ForeignSlots.Of(rig.Server.Muster.Database);
        Assert.True(await far.TakeAsync((await far.LookAsync(Tests.Token)).Of(1)!, due.AddMinutes(10), Tests.Token));

        await schedules.FireAsync(1, due, Tests.Token);

        Assert.Equal((due.AddMinutes(10), null), (schedules.Next(1), schedules.Last(1)));
        // It is still at it when the next time comes.
        await schedules.FireNowAsync(rig);
        Assert.Equal("Skipped: another process of Muster was still at work on the time before.", schedules.Last(1)!.Words);
        await far.EndAsync(1, new(clock.GetUtcNow(), "Nothing to do.", "/runs/7"), Tests.Token);
        await schedules.RefreshAsync(Tests.Token);
        Assert.Equal(("Nothing to do.", "/runs/7"), (schedules.Last(1)!.Words, schedules.Last(1)!.Address));
        var runs = await rig.Server.Muster.Database.Runs.ListAsync(null, 10, Tests.Token);
        Assert.DoesNotContain(runs, run => run.Actor == ConnectionSchedules.Actor);
    }

    /// <param name="isAnother">Another process died; else it was this one, which closed the workspace and opened it again, as for another name.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_process_was_at_that_gives_no_sign_of_life_is_gone_on_with(bool isAnother)
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1000", "--yes");
        var database = rig.Server.Muster.Database;
        await LeaveAsync(rig, schedules, clock, isAnother ? ForeignSlots.Of(database) : database.Schedules);
        await schedules.RefreshAsync(Tests.Token);
        Assert.Null(schedules.Last(1));

        clock.Move(TimeSpan.FromSeconds(61));
        await schedules.RefreshAsync(Tests.Token);

        await Until(schedules, () => schedules.Last(1) is { Words: "Nothing to do." });
        await rig.WhenIdleAsync(Tests.Token);
        var runs = await rig.Server.Muster.Database.Runs.ListAsync(null, 10, Tests.Token);
        Assert.Single(runs, run => run.Actor == ConnectionSchedules.Actor);
    }

    [Fact]
    public async Task What_was_left_long_ago_is_gone_on_with_only_where_the_schedule_makes_up_for_what_was_missed()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1000", "--yes");
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.missed", "wait", "--yes");
        await LeaveAsync(rig, schedules, clock, ForeignSlots.Of(rig.Server.Muster.Database));

        clock.Move(TimeSpan.FromHours(1));
        await schedules.RefreshAsync(Tests.Token);

        Assert.Contains("has ended before it was done; the next time is awaited", schedules.Last(1)!.Words, StringComparison.Ordinal);
        await rig.WhenIdleAsync(Tests.Token);
        var runs = await rig.Server.Muster.Database.Runs.ListAsync(null, 10, Tests.Token);
        Assert.DoesNotContain(runs, run => run.Actor == ConnectionSchedules.Actor);
        Assert.Null((await rig.Server.Muster.Database.Schedules.LookAsync(Tests.Token)).Of(1)!.Holder);
    }

    /// <summary>Somebody takes the next time up and is not heard of again.</summary>
    private static async Task LeaveAsync(ServerRig rig, ConnectionSchedules schedules, HurriedClock clock, IScheduleSlots slots)
    {
        await schedules.RefreshAsync(Tests.Token);
        clock.Move(schedules.Next(1)!.Value - clock.GetUtcNow());
        Assert.True(await slots.TakeAsync((await slots.LookAsync(Tests.Token)).Of(1)!, clock.GetUtcNow().AddDays(1), Tests.Token));
    }

    [Fact]
    public async Task A_time_that_comes_twice_is_taken_up_once()
    {
        var clock = new HurriedClock();
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "schedule.every", "1000", "--yes");
        await schedules.RefreshAsync(Tests.Token);
        var due = schedules.Next(1)!.Value;
        clock.Move(TimeSpan.FromDays(2));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => schedules.FireAsync(1, due, Tests.Token)));

        await Until(schedules, () => schedules.Last(1) is not null);
        await rig.WhenIdleAsync(Tests.Token);
        Assert.Equal("Nothing to do.", schedules.Last(1)!.Words);
        var runs = await rig.Server.Muster.Database.Runs.ListAsync(null, 10, Tests.Token);
        Assert.Single(runs, run => run.Actor == ConnectionSchedules.Actor);
    }

    private static Task<StandingPause?> PauseAsync(ServerRig rig, TimeProvider clock) =>
        StandingPause.FindAsync(rig.Server.Muster.Database.Settings, 1, clock.GetUtcNow(), Tests.Token);

    private static async Task SqlAsync(ServerRig rig, string sql)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(rig.Tenant.Muster.Folder, "muster.db")};Pooling=False"
        );
        await connection.OpenAsync(Tests.Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Tests.Token);
    }

    private static async Task Until(ConnectionSchedules schedules, Func<bool> happened)
    {
        var signal = new TaskCompletionSource();
        void Look()
        {
            if (happened())
                signal.TrySetResult();
        }
        schedules.Changed += Look;
        Look();
        await signal.Task.WaitAsync(TimeSpan.FromSeconds(30), Tests.Token);
        schedules.Changed -= Look;
    }
}
