using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Server.Access;

namespace Muster.Server.Owning;

/// <summary>The groups that somebody manages because they own them, and the plans about them that wait.</summary>
internal sealed class OwnGroups(MusterInstance muster, ReachFinder finder)
{
    /// <summary>So many held plans of a connection are looked through.</summary>
    private const int Most = 20;

    /// <summary>The groups, by name.</summary>
    public static GroupQuery Query(Caller caller) => new() { Keys = [.. caller.OwnGroups.Keys] };

    /// <summary>Plans that are held and change nothing but groups that the caller owns, the newest first.</summary>
    public async Task<IReadOnlyList<OwnPlan>> HeldPlansAsync(Caller caller, CancellationToken cancellationToken)
    {
        var found = new List<OwnPlan>();
        foreach (var connection in caller.OwnGroups.Values.Distinct())
        foreach (var plan in await muster.Database.Plans.ListAsync(new(connection, PlanState.Held, null, Most), cancellationToken))
            if (
                await finder.OwnedAsync(plan, cancellationToken) is var (groups, _)
                && groups.Count > 0
                && groups.All(caller.OwnGroups.ContainsKey)
            )
                found.Add(new(plan, groups));
        return [.. found.OrderByDescending(own => own.Plan.Id)];
    }
}

/// <summary>A held plan, with the groups it changes.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Groups">Keys of the groups.</param>
internal sealed record OwnPlan(StoredPlan Plan, IReadOnlyList<int> Groups);
