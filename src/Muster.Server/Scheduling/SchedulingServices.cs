using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Muster.Server.Scheduling;

/// <summary>The scheduler, inside the server; what it knows it knows from the settings.</summary>
internal static class SchedulingServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        services.AddSingleton<Alarms>().AddSingleton<ConnectionSchedules>();
        services.AddQuartz(quartz =>
        {
            quartz.UseInMemoryStore();
            quartz.AddJob<WatchJob>(job => job.WithIdentity(WatchJob.Key));
            quartz.AddTrigger(trigger =>
                trigger.ForJob(WatchJob.Key).StartNow().WithSimpleSchedule(simple => simple.WithInterval(WatchJob.Every).RepeatForever())
            );
        });
        return services.AddQuartzHostedService();
    }
}
