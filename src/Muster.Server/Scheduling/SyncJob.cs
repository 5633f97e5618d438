using Quartz;

namespace Muster.Server.Scheduling;

/// <summary>Wakes us when a connection is due.</summary>
internal sealed class SyncJob(ConnectionSchedules schedules) : IJob
{
    /// <summary>Name of the datum with the key of the connection.</summary>
    public const string Connection = "connection";

    /// <inheritdoc />
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await schedules.FireAsync(context.MergedJobDataMap.GetInt(Connection), cancellationToken);
}

/// <summary>Looks again and again whether schedules were changed, by whomever.</summary>
internal sealed class WatchJob(ConnectionSchedules schedules) : IJob
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await schedules.RefreshAsync(cancellationToken);
}
