using System.Diagnostics;
using Muster.Testing.Planned;

namespace Muster.Bench;

/// <summary>Resident memory of a process that plans a large tenant.</summary>
/// <param name="AfterPlans">After fifty plans from changes, as a share of what it was after the first.</param>
/// <param name="AfterIdling">A minute after a plan of everything, as a share of what it was before.</param>
/// <param name="Megabytes">A minute after that plan.</param>
internal readonly record struct MemoryRows(double AfterPlans, double AfterIdling, double Megabytes)
{
    private const int Plans = 50;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    /// <summary>Measures in a new tenant.</summary>
    public static async Task<MemoryRows> MeasureAsync(int users, int groups, CancellationToken cancellationToken)
    {
        await using var tenant = await BigTenant.FollowedAsync(users, groups, groupsOfEach: 10, cancellationToken);
        await tenant.DisableAsync(0, 10, cancellationToken);
        await SpeedBench.PlanAndApplyAsync(tenant, cancellationToken);
        var first = Resident();
        for (var plan = 1; plan <= Plans; plan++)
        {
            await tenant.DisableAsync(plan * 10, 10, cancellationToken);
            await SpeedBench.PlanAndApplyAsync(tenant, cancellationToken);
        }
        var last = Resident();
        var before = last;
        await tenant.PlanAsync(full: true, cancellationToken);
        await Task.Delay(Idle, cancellationToken);
        var after = Resident();
        return new MemoryRows(last / first, after / before, after / (1 << 20));
    }

    private static double Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
