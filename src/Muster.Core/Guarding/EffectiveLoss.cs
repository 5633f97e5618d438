using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Guarding;

/// <summary>What people really lose (INV-4): whoever stops being a member by the directory and becomes one by a decision made here, in one plan, loses nothing; who was given by hand what the directory does not have loses it like anybody else.</summary>
internal static class EffectiveLoss
{
    /// <summary>The changes of a plan without the removals that nobody would notice. Those of what was given by hand stand with the directory's, since together they are one group's loss.</summary>
    public static IReadOnlyList<MembershipChange> Of(SyncPlan plan)
    {
        var changes = WithGiven(plan.Memberships);
        var kept = changes
            .Where(change => change.Origin != MembershipOrigin.Directory && change.Additions.Length > 0)
            .ToLookup(change => (change.Group, change.Relation));
        return kept.Count == 0 ? changes : [.. changes.Select(change => Without(change, kept[(change.Group, change.Relation)]))];
    }

    /// <summary>How many a group has whose loss counts: whom the directory gave, who was given by hand, and whom the plan takes out.</summary>
    public static int SizeOf(PlatformGroup group, MembershipChange change) =>
        group
            .Of(change.Relation)
            .Union(group.Given(change.Relation))
            .Union(KeySet.Of(change.Removals.Select(removal => removal.User)))
            .Count;

    private static IReadOnlyList<MembershipChange> WithGiven(IReadOnlyList<MembershipChange> changes)
    {
        var given = changes
            .Where(change => change.Origin == MembershipOrigin.Local && change.Removals.Any(IsGiven))
            .ToDictionary(change => (change.Group, change.Relation), change => change.Removals.Where(IsGiven));
        if (given.Count == 0)
            return changes;
        var merged = new List<MembershipChange>();
        foreach (var change in changes)
            if (change.Origin == MembershipOrigin.Directory && given.Remove((change.Group, change.Relation), out var more))
                merged.Add(change with { Removals = [.. change.Removals.Concat(more).DistinctBy(removal => removal.User)] });
            else
                merged.Add(change);
        merged.AddRange(
            given.Select(rest => new MembershipChange(rest.Key.Group, rest.Key.Relation, MembershipOrigin.Directory, [], [.. rest.Value]))
        );
        return merged;
    }

    private static bool IsGiven(Removal removal) => LocalEnds.IsLoss(removal.Cause);

    private static MembershipChange Without(MembershipChange change, IEnumerable<MembershipChange> others)
    {
        if (change.Origin != MembershipOrigin.Directory || change.Removals.IsEmpty)
            return change;
        var stays = others.SelectMany(other => other.Additions.Select(addition => addition.User)).ToHashSet();
        return stays.Count == 0 ? change : change with { Removals = [.. change.Removals.Where(removal => !stays.Contains(removal.User))] };
    }
}
