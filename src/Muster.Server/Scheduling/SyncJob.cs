using Quartz;

namespace Muster.Server.Scheduling;

/// <summary>Wakes us when a connection is due.</summary>
internal sealed class SyncJob(ConnectionSchedules schedules) : IJob
{
    /// <summary>Name of the datum with the key of the connection.</summary>
    public const string Connection = "connection";

    /// <summary>Name of the datum with the time that it is due, in ticks.</summary>
    public const string Due = "due";

    /// <inheritdoc />
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var data = context.MergedJobDataMap;
        // It may wait long for its turn, while other times come.
        schedules.Fire(data.GetInt(Connection), new DateTimeOffset(data.GetLong(Due), TimeSpan.Zero));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Looks again and again whether schedules were changed, by whomever.</summary>
internal sealed class WatchJob(ConnectionSchedules schedules) : IJob
{
    /// <summary>Its key.</summary>
    public static readonly JobKey Key = new("watch");

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await schedules.RefreshAsync(cancellationToken);
}
