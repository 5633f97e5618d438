using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Platform;

namespace Muster.Engine.Guarding;

/// <summary>Loads what guard rails weigh beside a plan.</summary>
public sealed class GuardWatch(IGuardHistory history, IPlatformStore platform, TimeProvider clock)
{
    /// <summary>Over how long losses are summed.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>What to weigh with a plan; nothing is loaded for a plan that takes nothing away.</summary>
    public async Task<GuardContext> ContextAsync(
        int connection,
        ConnectionPolicies policies,
        SyncPlan plan,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(plan);
        if (!TakesAway(plan))
            return GuardContext.None;
        return new GuardContext
        {
            Recent = await history.RecentAsync(connection, clock.GetUtcNow() - Window, cancellationToken),
            ProtectedGroups = policies.ProtectedGroups.ToHashSet(StringComparer.Ordinal),
            ProtectedUsers = (await platform.CalledAsync(connection, policies.ProtectedUsers, cancellationToken)).Keys.ToHashSet(),
        };
    }

    private static bool TakesAway(SyncPlan plan) =>
        plan.Memberships.Any(change => !change.Removals.IsEmpty)
        || plan.Users.Any(step => step is UserStep.Suspend)
        || plan.Groups.Any(step => step is GroupStep.Retire or GroupStep.Unnest);
}
