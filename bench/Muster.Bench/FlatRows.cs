using Muster.Testing.Planned;

namespace Muster.Bench;

/// <summary>What small changes cost in a tenant of some size.</summary>
/// <param name="Disabled">Ten accounts are disabled.</param>
/// <param name="Joined">Ten people are new.</param>
/// <param name="Left">Ten groups lose one member each.</param>
internal sealed record FlatRows(FlatCost Disabled, FlatCost Joined, FlatCost Left)
{
    private const int Rounds = 9;
    private const int Changes = 10;

    /// <summary>The rows with their names.</summary>
    public static readonly IReadOnlyList<(string Name, Func<FlatRows, FlatCost> Of)> All =
    [
        ("10 disabled accounts", rows => rows.Disabled),
        ("10 new people", rows => rows.Joined),
        ("10 groups lose a member", rows => rows.Left),
    ];

    /// <summary>
    /// Measures each several times in new tenants where everybody is in ten groups, and keeps the fastest. The tenants take turns, so that whatever else the machine
    /// does meets them alike.
    /// </summary>
    public static async Task<FlatRows[]> MeasureAsync((int Users, int Groups)[] sizes, CancellationToken cancellationToken)
    {
        var tenants = new List<BigTenant>();
        try
        {
            foreach (var (users, groups) in sizes)
                tenants.Add(await BigTenant.FollowedAsync(users, groups, groupsOfEach: 10, cancellationToken));
            var disabled = await BestAsync(
                tenants,
                (tenant, _, round) => tenant.DisableAsync(round * 2 * Changes, Changes, cancellationToken),
                cancellationToken
            );
            var joined = await BestAsync(tenants, (tenant, _, _) => tenant.JoinAsync(Changes, cancellationToken), cancellationToken);
            var left = await BestAsync(
                tenants,
                (tenant, i, round) => tenant.LeaveGroupsAsync((sizes[i].Groups * 11 / 20) + (round * Changes), Changes, cancellationToken),
                cancellationToken
            );
            return [.. sizes.Select((_, i) => new FlatRows(disabled[i], joined[i], left[i]))];
        }
        finally
        {
            foreach (var tenant in tenants)
                await tenant.DisposeAsync();
        }
    }

    private static async Task<FlatCost[]> BestAsync(
        List<BigTenant> tenants,
        Func<BigTenant, int, int, Task> change,
        CancellationToken cancellationToken
    )
    {
        var best = tenants.ConvertAll(_ => new FlatCost(double.MaxValue, double.MaxValue, double.MaxValue, 0)).ToArray();
        for (var round = 0; round < Rounds; round++)
        for (var i = 0; i < tenants.Count; i++)
        {
            await change(tenants[i], i, round);
            var (plan, apply) = (0.0, 0.0);
            var before = Environment.CpuUsage.TotalTime;
            var statements = await tenants[i]
                .Rig.StatementsAsync(async () => (plan, apply) = await SpeedBench.PlanAndApplyAsync(tenants[i], cancellationToken));
            var processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            var so = best[i];
            best[i] = new FlatCost(
                Math.Min(so.Plan, plan),
                Math.Min(so.Apply, apply),
                Math.Min(so.Processor, processor),
                Math.Max(so.Statements, statements)
            );
        }
        return best;
    }
}

/// <summary>What one round of changes cost.</summary>
/// <param name="Plan">Seconds for the plan.</param>
/// <param name="Apply">Seconds to apply it.</param>
/// <param name="Processor">Seconds of processor time for both, in which other work of the machine does not show.</param>
/// <param name="Statements">Statements for both.</param>
internal readonly record struct FlatCost(double Plan, double Apply, double Processor, long Statements);
