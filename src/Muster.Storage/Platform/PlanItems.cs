using System.Collections.Immutable;
using Muster.Core.Planning;
using Muster.Engine.Reading;

namespace Muster.Storage.Platform;

/// <summary>Holds what is about to be committed against the plan: every membership that begins or ends belongs to exactly one item of it (INV-1).</summary>
/// <remarks>Costs one pass over what was written. A link that ends and a group that is retired are items for all memberships of their group.</remarks>
internal static class PlanItems
{
    /// <exception cref="StoredDataException">Something was written that the plan does not have; the transaction must not be committed.</exception>
    public static void Check(SyncPlan plan, IEnumerable<MembershipWork> works)
    {
        var changes = new Dictionary<MemberSet, MembershipChange>();
        foreach (var change in plan.Memberships)
            if (!changes.TryAdd(new MemberSet(change.Group, change.Relation, change.Origin), change))
                throw Differs(new MemberSet(change.Group, change.Relation, change.Origin), "the plan lists it twice");
        var ending = plan.Groups.Where(step => step is GroupStep.Unlink or GroupStep.Retire).Select(step => step.Group).ToHashSet();
        foreach (var work in works)
            if (!ending.Contains(work.Set.Group))
                Check(work, changes.GetValueOrDefault(work.Set));
    }

    private static void Check(MembershipWork work, MembershipChange? change)
    {
        if (change is null)
        {
            if (work.Additions.Count + work.Removals.Count > 0)
                throw Differs(work.Set, "the plan does not touch it");
            return;
        }
        // What fits as it was planned is taken over as it is, so that a first sync of millions is not walked through.
        if (!(work.Additions is ImmutableArray<Addition> same && same == change.Additions))
            Contains(work.Set, change.Additions, work.Additions);
        var next = 0;
        foreach (var user in work.Removals.Keys)
        {
            while (next < change.Removals.Length && change.Removals[next].User < user)
                next++;
            if (next == change.Removals.Length || change.Removals[next].User != user)
                throw Differs(work.Set, $"user {user} would be removed, which the plan does not say");
        }
    }

    private static void Contains(MemberSet set, ImmutableArray<Addition> planned, IReadOnlyList<Addition> written)
    {
        var next = 0;
        foreach (var addition in written)
        {
            while (next < planned.Length && planned[next].User < addition.User)
                next++;
            if (next == planned.Length || planned[next] != addition)
                throw Differs(set, $"user {addition.User} would be added, which the plan does not say");
        }
    }

    private static StoredDataException Differs(MemberSet set, string what) => Invariants.Broken("INV-1", $"{set}: {what}");
}
