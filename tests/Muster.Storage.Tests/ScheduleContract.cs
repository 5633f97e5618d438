using System.Collections.Concurrent;
using Muster.Engine.Configuration;
using Muster.Engine.Scheduling;
using Muster.Storage.Runs;
using Muster.Storage.Scheduling;

namespace Muster.Storage.Tests;

public sealed class SqliteScheduleTests : ScheduleContract<SqliteTestDatabase>;

public sealed class PostgresScheduleTests : ScheduleContract<PostgresTestDatabase>
{
    [Fact]
    public async Task A_time_is_taken_up_while_a_plan_is_applied_in_the_workspace()
    {
        await using var applying = await Db.Muster.Database.WriteAsync(Token);
        var slots = Db.Muster.Schedules;
        var board = await slots.LookAsync(Token);
        Assert.True(await slots.ArmAsync(board.Of(Key)!, 0, board.Now, Token));
        Assert.True(await slots.TakeAsync((await slots.LookAsync(Token)).Of(Key)!, null, Token));
    }

    [Fact]
    public async Task INV_25_a_time_comes_by_the_clock_of_the_server_whatever_that_of_a_machine_says()
    {
        await using var astray = await MusterDatabase.OpenAsync(
            Db.Folder,
            Postgres.PostgresAddress.Parse(Db.Address),
            new DayAhead(),
            Token
        );
        var slots = astray.Schedules;
        var board = await slots.LookAsync(Token);
        Assert.InRange(board.Now, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        Assert.True(await slots.ArmAsync(board.Of(Key)!, 0, board.Now.AddHours(1), Token));
        Assert.False(await slots.TakeAsync((await slots.LookAsync(Token)).Of(Key)!, null, Token));
        Assert.True(await slots.ArmAsync((await slots.LookAsync(Token)).Of(Key)!, 0, board.Now, Token));
        Assert.True(await slots.TakeAsync((await slots.LookAsync(Token)).Of(Key)!, null, Token));
    }

    private sealed class DayAhead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(1);
    }
}

public abstract class ScheduleContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    protected int Key => Db.Entra.Key;

    private static string Here => ProcessIdentity.Current().Text;

    private IScheduleSlots Slots => Db.Muster.Schedules;

    private DateTimeOffset Now => Db.Clock.Now;

    [Fact]
    public async Task A_time_is_taken_up_once_it_has_come_and_the_next_is_named_in_the_same_step()
    {
        Assert.Equal(new ConnectionSlot(Key, 0), await SlotAsync());
        Assert.True(await Slots.ArmAsync(await SlotAsync(), 0, Now.AddMinutes(5), Token));
        var armed = await SlotAsync();
        Assert.Equal((0L, Now.AddMinutes(5), null), (armed.Version, armed.Due, armed.Holder));
        Assert.False(await Slots.TakeAsync(armed, Now.AddMinutes(10), Token));

        Db.Clock.Now = Now.AddMinutes(5);
        Assert.True(await Slots.TakeAsync(armed, Now.AddMinutes(5), Token));
        Assert.False(await Slots.TakeAsync(armed, Now.AddMinutes(5), Token));

        var taken = await SlotAsync();
        Assert.Equal(
            (Now.AddMinutes(5), Now, Now, true, false),
            (taken.Due, taken.Holder!.Due, taken.Holder.KeptAt, taken.Holder.Process == Here, taken.Holder.IsDead)
        );
        // Nobody takes the next one up as long as somebody carries this one out.
        Db.Clock.Now = Now.AddMinutes(5);
        Assert.False(await Slots.TakeAsync(await SlotAsync(), null, Token));
        var end = new SlotEnd(Now, "Nothing to do.", "/runs/7");
        await Slots.EndAsync(Key, end, Token);
        Assert.Equal((null, end), ((await SlotAsync()).Holder, (await SlotAsync()).Last));
        Assert.True(await Slots.TakeAsync(await SlotAsync(), null, Token));
        Assert.Null((await SlotAsync()).Due);
    }

    [Fact]
    public async Task What_has_changed_since_it_was_looked_at_is_neither_armed_nor_taken_up()
    {
        var unset = await SlotAsync();
        Assert.True(await Slots.ArmAsync(unset, 0, Now, Token));
        Assert.False(await Slots.ArmAsync(unset, 0, Now.AddDays(1), Token));
        var seen = await SlotAsync();
        Assert.True(await Slots.ArmAsync(seen, 3, null, Token));
        Assert.False(await Slots.ArmAsync(seen, 0, Now, Token));
        Assert.False(await Slots.TakeAsync(seen, null, Token));
        Assert.Equal((3L, null), ((await SlotAsync()).Version, (await SlotAsync()).Due));
        Assert.True(await Slots.ArmAsync(await SlotAsync(), 4, Now, Token));
    }

    [Fact]
    public async Task The_settings_in_force_are_seen_beside_what_was_worked_out()
    {
        await Slots.ArmAsync(await SlotAsync(), 0, Now, Token);
        var scope = SettingScope.Of(Key);
        await Db.Muster.Settings.SaveAsync(
            await Db.Muster.Settings.CurrentAsync(scope, Token),
            new Dictionary<string, string> { ["any.name"] = "any value" },
            "ada",
            null,
            Token
        );
        Assert.Equal((1L, 0L), ((await SlotAsync()).Settings, (await SlotAsync()).Version));
    }

    [Fact]
    public async Task What_a_process_left_is_taken_over_once_when_it_gives_no_sign_of_life()
    {
        var (far, further) = (Of("far|b|s"), Of("further|b|s"));
        await Slots.ArmAsync(await SlotAsync(), 0, Now, Token);
        Assert.True(await far.TakeAsync(await SlotAsync(), Now.AddHours(1), Token));
        for (var i = 0; i < 3; i++)
        {
            Db.Clock.Now = Now.AddSeconds(59);
            Assert.Equal((false, false), ((await SlotAsync()).Holder!.Process == Here, (await SlotAsync()).Holder!.IsDead));
            await far.KeepAsync([Key], Token);
        }
        Db.Clock.Now = Now.AddSeconds(61);
        var left = await SlotAsync();
        Assert.True(left.Holder!.IsDead);
        Assert.True(await further.TakeOverAsync((await further.LookAsync(Token)).Of(Key)!, Token));
        Assert.False(await Slots.TakeOverAsync(left, Token));

        // Whoever was only slow says what it did, and ends nothing of whoever took over.
        await far.KeepAsync([Key], Token);
        await far.EndAsync(Key, new(Now, "Failed.", null), Token);
        var slot = await SlotAsync();
        Assert.Equal(
            ("further|b|s|1|1", "Failed.", Now.AddSeconds(-61 - (3 * 59))),
            (slot.Holder!.Process, slot.Last!.Said, slot.Holder.Due)
        );
        await Assert.ThrowsAsync<ArgumentException>(() => Slots.TakeOverAsync(slot, Token));
    }

    [Fact]
    public async Task What_this_process_took_up_and_no_longer_keeps_is_taken_over_too()
    {
        await Slots.ArmAsync(await SlotAsync(), 0, Now, Token);
        Assert.True(await Slots.TakeAsync(await SlotAsync(), null, Token));
        Db.Clock.Now = Now.AddSeconds(61);
        var left = await SlotAsync();
        Assert.Equal((true, true), (left.Holder!.Process == Here, left.Holder.IsDead));
        Assert.True(await Slots.TakeOverAsync(left, Token));
        Assert.False((await SlotAsync()).Holder!.IsDead);
    }

    [Fact]
    public async Task A_process_that_is_known_to_have_died_on_this_machine_is_not_waited_for()
    {
        var dead = new ScheduleSlots(Db.Muster.Database, ProcessIdentity.Current() with { Started = 1 });
        await Slots.ArmAsync(await SlotAsync(), 0, Now, Token);
        Assert.True(await dead.TakeAsync(await SlotAsync(), null, Token));
        Assert.True(await Slots.TakeOverAsync(await SlotAsync(), Token));
        Assert.True((await SlotAsync()).Holder!.Process == Here);
    }

    [Fact]
    public async Task A_sign_of_life_waits_for_nobody_who_writes()
    {
        await Slots.ArmAsync(await SlotAsync(), 0, Now, Token);
        Assert.True(await Slots.TakeAsync(await SlotAsync(), null, Token));
        await using (await Db.Muster.Database.WriteAsync(Token))
            await Slots.KeepAsync([Key], Token);
        Db.Clock.Now = Now.AddSeconds(10);
        await Slots.KeepAsync([Key], Token);
        Assert.Equal(Now, (await SlotAsync()).Holder!.KeptAt);
    }

    [Fact]
    public async Task What_was_left_out_is_said_and_goes_with_the_connection()
    {
        await Slots.ArmAsync(await SlotAsync(), 0, Now, Token);
        await Slots.NoteAsync(Key, new(Now, "Left out.", null), Token);
        Assert.Equal(new SlotEnd(Now, "Left out.", null), (await SlotAsync()).Last);
        Assert.True(await Db.Muster.Connections.RemoveAsync(Key, "test", Db.Lease, Token));
        Assert.Empty((await Slots.LookAsync(Token)).Connections);
        Assert.Equal("0", await Db.TextAsync("SELECT count(*) FROM schedule_slot"));
    }

    [Fact]
    public async Task However_many_processes_race_each_time_is_taken_up_once()
    {
        var racers = Enumerable.Range(0, 4).Select(number => Of($"racer{number}|b|s")).ToList();
        var (first, taken) = (Now, new ConcurrentBag<DateTimeOffset>());
        await Slots.ArmAsync(await SlotAsync(), 0, first, Token);
        Db.Clock.Now = first.AddHours(1);
        await Task.WhenAll(
            racers.Select(racer =>
                Task.Run(
                    async () =>
                    {
                        while ((await racer.LookAsync(Token)).Of(Key)! is { Due: { } due } slot && due < first.AddMinutes(25))
                            if (await racer.TakeAsync(slot, due.AddMinutes(1), Token))
                            {
                                taken.Add(due);
                                await racer.EndAsync(Key, new(due, "Done.", null), Token);
                            }
                    },
                    Token
                )
            )
        );
        Assert.Equal(Enumerable.Range(0, 25).Select(minute => first.AddMinutes(minute)), taken.Order());
    }

    private ScheduleSlots Of(string machine) => new(Db.Muster.Database, new ProcessIdentity(machine, 1, 1));

    private async Task<ConnectionSlot> SlotAsync() => (await Slots.LookAsync(Token)).Of(Key)!;
}
