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
        var unlinked = plan.Groups.OfType<GroupStep.Unlink>().Select(step => step.Group).ToHashSet();
        foreach (var works in written.GroupBy(work => (work.Set.Group, work.Set.Relation)))
        {
            // After a link has ended its members stay, as local ones.
            if (unlinked.Contains(works.Key.Group))
                continue;
            var work = works.FirstOrDefault(work => work.Set.Origin == MembershipOrigin.Directory);
            var (before, lost) = (work?.Before ?? KeySet.Empty, work?.Removals ?? KeySet.Empty);
            var inferred = lost.AsList.Count(user => work!.ReasonOf(user).Evidence == Evidence.Inferred);
            var given = Given(works);
            (before, lost) = (before.Union(given), lost.Union(given));
            if (lost.IsEmpty)
                continue;
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"group {works.Key.Group}");
            yield return (
                works.Key.Relation,
                new GroupLoss(works.Key.Group, name, before.Count, lost.Count - inferred, inferred, work?.Additions.Count ?? 0)
            );
        }
    }

    /// <summary>Who loses what was given by hand; other local memberships end by a person's decision about a link.</summary>
    private static KeySet Given(IEnumerable<MembershipWork> works) =>
        works.FirstOrDefault(work => work.Set.Origin == MembershipOrigin.Local) is { } local
            ? KeySet.Of(local.Removals.AsList.Where(user => local.ReasonOf(user).Cause == RemovalCause.GivenByHand))
            : KeySet.Empty;
}
