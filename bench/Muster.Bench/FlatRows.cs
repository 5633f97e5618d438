using Muster.Testing.Planned;

namespace Muster.Bench;

/// <summary>What small changes cost in a tenant of some size.</summary>
/// <param name="Disabled">Ten accounts are disabled.</param>
/// <param name="Joined">Ten people are new.</param>
/// <param name="Left">Ten groups lose one member each.</param>
internal sealed record FlatRows(FlatCost Disabled, FlatCost Joined, FlatCost Left)
{
    private const int Rounds = 7;
    private const int Changes = 10;

    /// <summary>The rows with their names.</summary>
    public static readonly IReadOnlyList<(string Name, Func<FlatRows, FlatCost> Of)> All =
    [
        ("10 disabled accounts", rows => rows.Disabled),
        ("10 new people", rows => rows.Joined),
        ("10 groups lose a member", rows => rows.Left),
    ];

    /// <summary>Measures each several times in a new tenant where everybody is in ten groups, and keeps the fastest.</summary>
    public static async Task<FlatRows> MeasureAsync(int users, int groups, CancellationToken cancellationToken)
    {
        await using var tenant = await BigTenant.FollowedAsync(users, groups, groupsOfEach: 10, cancellationToken);
        return new FlatRows(
            await BestAsync(tenant, round => tenant.DisableAsync(round * 2 * Changes, Changes, cancellationToken), cancellationToken),
            await BestAsync(tenant, _ => tenant.JoinAsync(Changes, cancellationToken), cancellationToken),
            await BestAsync(
                tenant,
                round => tenant.LeaveGroupsAsync(groups / 2 + (round * Changes), Changes, cancellationToken),
                cancellationToken
            )
        );
    }

    private static async Task<FlatCost> BestAsync(BigTenant tenant, Func<int, Task> change, CancellationToken cancellationToken)
    {
        var best = new FlatCost(double.MaxValue, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            await change(round);
            var (plan, apply) = (0.0, 0.0);
            var statements = await tenant.Rig.StatementsAsync(async () =>
                (plan, apply) = await SpeedBench.PlanAndApplyAsync(tenant, cancellationToken)
            );
            if (plan + apply < best.Plan + best.Apply)
                best = new FlatCost(plan, apply, statements);
        }
        return best;
    }
}

/// <summary>What one round of changes cost.</summary>
/// <param name="Plan">Seconds for the plan.</param>
/// <param name="Apply">Seconds to apply it.</param>
/// <param name="Statements">Statements for both.</param>
internal readonly record struct FlatCost(double Plan, double Apply, long Statements);
