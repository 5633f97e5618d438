using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Runs;
using Muster.Engine.Scheduling;

namespace Muster.Server.Scheduling;

// When a connection is due, worked out from its settings and followed by this process.
internal sealed partial class ConnectionSchedules
{
    /// <summary>Works out when a connection is due by settings that nobody has looked at yet.</summary>
    private async Task ArmAsync(ConnectionSlot slot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var version = await muster.Database.Settings.CurrentAsync(SettingScope.Of(slot.Connection), cancellationToken);
        var schedule = Settings.OfConnection.FromValues(version.Values).Schedule;
        var due = Times(schedule, slot.Connection) is { } times
            ? times.Due(await SinceAsync(slot.Connection, version, now, cancellationToken), now)
            : null;
        await ArmAsync(slot with { Settings = version.Version }, schedule, due, now, cancellationToken);
    }

    /// <summary>Since when what was due was missed: while the server was off, or while the connection was paused until an end. What was due under other settings is not missed.</summary>
    private async Task<DateTimeOffset> SinceAsync(int key, SettingsVersion version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await StandingPause.FindAsync(muster.Database.Settings, key, now, cancellationToken) is { } pause)
            return pause.Since ?? now;
        if (_known.ContainsKey(key))
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

    /// <returns>False when somebody else was faster.</returns>
    private async Task<bool> ArmAsync(
        ConnectionSlot slot,
        SchedulePolicy schedule,
        DateTimeOffset? due,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (!await Slots.ArmAsync(slot, slot.Settings, Whole(due), cancellationToken))
            return false;
        await FollowAsync(slot with { Version = slot.Settings, Due = Whole(due) }, schedule, now, cancellationToken);
        return true;
    }

    private Task FollowAsync(ConnectionSlot slot, SchedulePolicy schedule, DateTimeOffset now, CancellationToken cancellationToken) =>
        FollowAsync(slot, schedule is { Paused: not null, PausedUntil: { } end } && end > now ? end : null, now, cancellationToken);

    /// <summary>Wakes this process for what is awaited now, and tells whoever looks when it is another than before.</summary>
    private async Task FollowAsync(
        ConnectionSlot slot,
        DateTimeOffset? pausedUntil,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var before = _known.GetValueOrDefault(slot.Connection);
        // Whoever looks is told that the pause is over, also where nothing begins by it.
        if (pausedUntil <= now)
            pausedUntil = null;
        if (before is null || before.Slot.Due != slot.Due)
            await alarms.SetAsync(slot.Connection, slot.Due, now, cancellationToken);
        if (before?.PausedUntil != pausedUntil)
            await alarms.SetEndOfPauseAsync(slot.Connection, pausedUntil, now, cancellationToken);
        var after = new Known(slot, pausedUntil);
        _known[slot.Connection] = after;
        if (before is null || before.Shown != after.Shown)
            Changed?.Invoke();
    }

    private async Task ForgetAsync(int key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await alarms.SetAsync(key, null, now, cancellationToken);
        await alarms.SetEndOfPauseAsync(key, null, now, cancellationToken);
        _known.TryRemove(key, out _);
        _failed.TryRemove(key, out _);
        Changed?.Invoke();
    }

    private async Task<SchedulePolicy> ScheduleAsync(int key, CancellationToken cancellationToken) =>
        Settings
            .OfConnection.FromValues((await muster.Database.Settings.CurrentAsync(SettingScope.Of(key), cancellationToken)).Values)
            .Schedule;

    private async Task<bool> IsFullAsync(SchedulePolicy schedule, int key, DateTimeOffset now, CancellationToken cancellationToken) =>
        schedule.FullReadDaily
        && Times(schedule, key) is { } times
        && !await muster.Database.Runs.HasReadInFullSinceAsync(key, times.StartOfDay(now), cancellationToken);

    private ScheduleTimes? Times(SchedulePolicy schedule, int key) =>
        schedule.IsSet ? new(schedule, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone), muster.SpreadOf(key)) : null;

    /// <summary>As the database keeps it: to the millisecond.</summary>
    private static DateTimeOffset? Whole(DateTimeOffset? instant) =>
        instant is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;

    /// <summary>What this process knows of a connection: how it stands, and when a pause ends that nobody was told the end of yet.</summary>
    private sealed record Known(ConnectionSlot Slot, DateTimeOffset? PausedUntil)
    {
        /// <summary>What people see of it.</summary>
        public (DateTimeOffset?, SlotEnd?, DateTimeOffset?) Shown => (Slot.Due, Slot.Last, PausedUntil);
    }
}
