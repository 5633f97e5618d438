using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Reading;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Reads back what a plan did to memberships: who was added stands, who was removed does not, and both ways of keeping it say the same.</summary>
internal sealed class AppliedMemberships(SqlSession session, Discrepancies found)
{
    private readonly MemberSets _sets = new(session);

    /// <returns>How many memberships the plan began or ended.</returns>
    public async Task<long> CompareAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        // What the end of a link makes of memberships is more than the rows of the plan say.
        var left = plan.Groups.Where(step => step is GroupStep.Unlink or GroupStep.Retire).Select(step => step.Group).ToHashSet();
        var changes = plan.Memberships.Where(change => !left.Contains(change.Group)).ToList();
        await _sets.LoadAsync(changes.Select(change => change.Group).ToHashSet(), cancellationToken);
        var intervals = await WrittenMemberships.StandingAsync(session, changes.Select(SetOf), cancellationToken);
        var memberships = 0L;
        foreach (var change in changes)
        {
            memberships += change.Additions.Length + change.Removals.Length;
            Compare(change, intervals[SetOf(change)]);
        }
        return memberships;
    }

    private static MemberSet SetOf(MembershipChange change) => new(change.Group, change.Relation, change.Origin);

    private void Compare(MembershipChange change, (long Count, long Sum, long Squares) intervals)
    {
        var set = SetOf(change);
        try
        {
            var standing = _sets.Get(set);
            var missing = KeySet.Of(change.Additions.Select(addition => addition.User)).Except(standing).Count;
            var stayed = KeySet.Of(change.Removals.Select(removal => removal.User)).Intersect(standing).Count;
            // Others than those of the plan came or went too, or were exchanged for others.
            var others = intervals == WrittenMemberships.Sums(standing) ? 0 : Math.Max(1, Math.Abs(intervals.Count - standing.Count));
            found.Note($"{set}: {missing} added are missing, {stayed} removed are there, {others} differ", missing + stayed + others);
        }
        catch (StoredDataException damaged)
        {
            found.Note(damaged.Message, change.Additions.Length + change.Removals.Length);
        }
    }
}
