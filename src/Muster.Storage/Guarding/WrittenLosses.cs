using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Storage.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Guarding;

/// <summary>Holds the guard rails against what a transaction is about to commit, not against what its plan said (INV-4).</summary>
internal sealed class WrittenLosses(SqlSession session, SyncPlan plan, int connection, DateTimeOffset at)
{
    private int _all;

    /// <summary>Counts what there is; to be called before anything is written.</summary>
    public async Task BeforeAsync(CancellationToken cancellationToken) =>
        _all = (int)(
            await session.NumberAsync(
                $"SELECT coalesce(sum(count), 0) FROM group_members WHERE workspace = {Database.Workspace} AND origin = {MembershipOrigin.Directory}",
                cancellationToken
            ) ?? 0
        );

    /// <summary>The first guard rail that what was written runs into, in words; null when there is none.</summary>
    /// <param name="guards">The limits the plan was judged by.</param>
    /// <param name="written">What was done to memberships.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<string?> TripAsync(GuardRails guards, IEnumerable<MembershipWork> written, CancellationToken cancellationToken)
    {
        var losses = Losses(written).ToList();
        if (losses.Count == 0)
            return null;
        var measures = new GuardMeasures
        {
            Groups = [.. losses.Where(loss => loss.Relation == MembershipRelation.Member).Select(loss => loss.Loss)],
            Stated = losses.Sum(loss => loss.Loss.Stated),
            Inferred = losses.Sum(loss => loss.Loss.Inferred),
            AllMemberships = _all,
            Recent = await LossesOfTheDay.LoadAsync(session, connection, at.AddHours(-24), cancellationToken),
        };
        return GuardRails.Trips(guards.Evaluate(measures)).Select(trip => $"{trip.Guard}: {trip.Detail}").FirstOrDefault();
    }

    private IEnumerable<(MembershipRelation Relation, GroupLoss Loss)> Losses(IEnumerable<MembershipWork> written)
    {
        var all = written.ToList();
        // Whoever stays by an exception or a decision made here loses nothing.
        var staying = all.Where(work => work.Set.Origin != MembershipOrigin.Directory)
            .ToLookup(work => (work.Set.Group, work.Set.Relation), work => KeySet.Of(work.Additions.Select(addition => addition.User)));
        var unlinked = plan.Groups.OfType<GroupStep.Unlink>().Select(step => step.Group).ToHashSet();
        foreach (var work in all)
        {
            var (group, relation) = (work.Set.Group, work.Set.Relation);
            // After a link has ended its members stay, as local ones.
            if (work.Set.Origin != MembershipOrigin.Directory || work.Removals.IsEmpty || unlinked.Contains(group))
                continue;
            var removals = staying[(group, relation)].Aggregate(work.Removals, (left, stay) => left.Except(stay));
            if (removals.IsEmpty)
                continue;
            var inferred = removals.AsList.Count(user => work.ReasonOf(user).Evidence == Evidence.Inferred);
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"group {group}");
            yield return (
                relation,
                new GroupLoss(group, name, work.Before.Count, removals.Count - inferred, inferred, work.Additions.Count)
            );
        }
    }
}
