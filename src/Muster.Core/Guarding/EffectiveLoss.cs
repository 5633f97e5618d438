using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Guarding;

/// <summary>What people really lose: whoever stops being a member by the directory and becomes one by a decision made here, in one plan, loses nothing (INV-4).</summary>
internal static class EffectiveLoss
{
    /// <summary>The changes of a plan without the removals that nobody would notice.</summary>
    public static IReadOnlyList<MembershipChange> Of(SyncPlan plan)
    {
        var kept = plan
            .Memberships.Where(change => change.Origin != MembershipOrigin.Directory && change.Additions.Length > 0)
            .ToLookup(change => (change.Group, change.Relation));
        return kept.Count == 0
            ? plan.Memberships
            : [.. plan.Memberships.Select(change => Without(change, kept[(change.Group, change.Relation)]))];
    }

    private static MembershipChange Without(MembershipChange change, IEnumerable<MembershipChange> others)
    {
        if (change.Origin != MembershipOrigin.Directory || change.Removals.IsEmpty)
            return change;
        var stays = others.SelectMany(other => other.Additions.Select(addition => addition.User)).ToHashSet();
        return stays.Count == 0 ? change : change with { Removals = [.. change.Removals.Where(removal => !stays.Contains(removal.User))] };
    }
}
