using Quartz;

namespace Muster.Server.Scheduling;

/// <summary>Wakes this process when something is due. Every process that serves the workspace is woken; which of them takes it up is decided in the database.</summary>
internal sealed class Alarms(ISchedulerFactory quartz, TimeProvider clock)
{
    /// <summary>So much before its time nothing is meant to come.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromMilliseconds(50);

    /// <summary>Wakes the schedules when a connection is due; at once when its time has passed. Takes the place of what was set for it before.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="due">When it is due, by the clock of the database; null for never.</param>
    /// <param name="now">The present by that clock: that of this machine may be another.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task SetAsync(int connection, DateTimeOffset? due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var scheduler = await quartz.GetScheduler(cancellationToken);
        if (due is not { } at)
        {
            await scheduler.UnscheduleJob(KeyOf(connection), cancellationToken);
            return;
        }
        var job = JobBuilder.Create<SyncJob>().WithIdentity(NameOf(connection)).UsingJobData(SyncJob.Connection, connection).Build();
        var trigger = TriggerBuilder
            .Create(clock)
            .WithIdentity(KeyOf(connection))
            .UsingJobData(SyncJob.Due, at.UtcTicks)
            .ForJob(job)
            .StartAt(clock.GetUtcNow() + (at - now))
            .Build();
        await scheduler.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, cancellationToken);
    }

    /// <summary>Has it looked again as soon as a pause has ended.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="end">The end, by the clock of the database; null for none.</param>
    /// <param name="now">The present by that clock.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task SetEndOfPauseAsync(int connection, DateTimeOffset? end, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var scheduler = await quartz.GetScheduler(cancellationToken);
        var key = new TriggerKey($"end of the pause of {NameOf(connection)}");
        if (end is not { } at)
        {
            await scheduler.UnscheduleJob(key, cancellationToken);
            return;
        }
        var trigger = TriggerBuilder
            .Create(clock)
            .WithIdentity(key)
            .ForJob(WatchJob.Key)
            .StartAt(clock.GetUtcNow() + (at - now) + Early)
            .Build();
        await scheduler.ScheduleJob(trigger, ScheduleJobOptions.Replacing, cancellationToken);
    }

    private static string NameOf(int connection) => FormattableString.Invariant($"connection {connection}");

    private static TriggerKey KeyOf(int connection) => new(NameOf(connection));
}
