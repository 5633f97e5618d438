using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What a plan changes about who is in a group, whoever decides it: somebody who merely stands there by another decision afterwards is in before and after.</summary>
public static class VisibleDifferences
{
    /// <summary>The memberships that begin or end for everybody to see, in the order of the plan.</summary>
    public static IEnumerable<VisibleDifference> Of(SyncPlan plan, PlatformState actual)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(actual);
        var groups = actual.Groups.ToDictionary(group => group.Key);
        foreach (var changes in plan.Memberships.GroupBy(change => (change.Group, change.Relation)))
        {
            var (before, after) = (KeySet.Empty, KeySet.Empty);
            foreach (var origin in Enum.GetValues<MembershipOrigin>())
            {
                var standing = groups.GetValueOrDefault(changes.Key.Group)?.Of(changes.Key.Relation, origin) ?? KeySet.Empty;
                before = before.Union(standing);
                after = after.Union(After(standing, changes.Where(change => change.Origin == origin)));
            }
            foreach (var difference in Between(changes, before, after))
                yield return difference;
        }
    }

    private static KeySet After(KeySet standing, IEnumerable<MembershipChange> changes) =>
        changes.Aggregate(
            standing,
            (users, change) =>
                users
                    .Union(KeySet.Of(change.Additions.Select(addition => addition.User)))
                    .Except(KeySet.Of(change.Removals.Select(removal => removal.User)))
        );

    private static IEnumerable<VisibleDifference> Between(IEnumerable<MembershipChange> changes, KeySet before, KeySet after)
    {
        foreach (var change in changes)
        {
            foreach (var removal in change.Removals.DistinctBy(removal => removal.User))
                if (before.Contains(removal.User) && !after.Contains(removal.User))
                    yield return new VisibleDifference(change.Group, change.Relation, removal.User, removal.Cause, 0);
            foreach (var addition in change.Additions)
                if (!before.Contains(addition.User) && after.Contains(addition.User))
                    yield return new VisibleDifference(change.Group, change.Relation, addition.User, null, addition.Via);
        }
    }
}

/// <summary>Somebody who is in a group and should not be, or should be and is not.</summary>
/// <param name="Group">Key of the group.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="User">Key of the user.</param>
/// <param name="Ends">Why the person should not be in; null for somebody who should be.</param>
/// <param name="Via">Key of the nested directory group through which the person should be in; 0 for the linked group itself.</param>
public readonly record struct VisibleDifference(int Group, MembershipRelation Relation, int User, RemovalCause? Ends, int Via);
