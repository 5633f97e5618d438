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
    private readonly List<UserStep.Suspend> _suspensions = [.. plan.Users.OfType<UserStep.Suspend>()];
    private Dictionary<(int Group, MembershipRelation Relation), KeySet> _given = [];
    private int _all;

    /// <summary>The reads as they are stored now: an empty directory is never followed without a person, here neither (INV-3). Null where nothing was read.</summary>
    public ReadCertificate? Read { get; init; }

    /// <summary>Counts what there is; to be called before anything is written.</summary>
    public async Task BeforeAsync(CancellationToken cancellationToken)
    {
        _all = (int)(
            await session.NumberAsync(
                $"SELECT coalesce(sum(count), 0) FROM group_members WHERE workspace = {Database.Workspace} AND origin = {MembershipOrigin.Directory}",
                cancellationToken
            ) ?? 0
        );
        var losing = plan.Memberships.Where(change => !change.Removals.IsEmpty).Select(change => change.Group).ToHashSet();
        if (losing.Count > 0)
            _given = await new HandEdits(session).GivenAsync(losing, cancellationToken);
    }

    /// <summary>The first guard rail that what was written runs into, in words; null when there is none.</summary>
    /// <param name="guards">The limits the plan was judged by.</param>
    /// <param name="written">What was done to memberships.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<string?> TripAsync(
        GuardRails guards,
        IReadOnlyCollection<MembershipWork> written,
        CancellationToken cancellationToken
    )
    {
        var losses = Losses(written).ToList();
        var adoptions = Adoptions(written).ToList();
        if (losses.Count + adoptions.Count + _suspensions.Count == 0)
            return null;
        var activated = plan.Users.Count(step => step is UserStep.Create or UserStep.Reactivate);
        var suspended = _suspensions.Count(step => step.Evidence == Evidence.Stated);
        var measures = new GuardMeasures
        {
            Read = Read,
            Groups = [.. losses.Where(loss => loss.Relation == MembershipRelation.Member).Select(loss => loss.Loss)],
            Adoptions = adoptions,
            Stated = losses.Sum(loss => loss.Loss.Stated),
            Inferred = losses.Sum(loss => loss.Loss.Inferred),
            AllMemberships = _all,
            SuspendedStated = suspended,
            SuspendedInferred = _suspensions.Count - suspended,
            ActiveUsers = _suspensions.Count == 0 ? 0 : await ActiveAsync(cancellationToken) + _suspensions.Count - activated,
            Activated = activated,
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
            var byHand = LostByHand(works);
            // Whoever becomes a member by a decision made here in the same plan loses nothing, as when the plan was judged.
            var stays = KeySet.Of(
                works.Where(one => one.Set.Origin != MembershipOrigin.Directory).SelectMany(one => one.Additions).Select(one => one.User)
            );
            var gone = (work?.Removals ?? KeySet.Empty).Except(stays);
            var inferred = gone.AsList.Count(user => work!.ReasonOf(user).Evidence == Evidence.Inferred);
            var (before, lost) = (
                (work?.Before ?? KeySet.Empty).Union(GivenTo(works.Key.Group, works.Key.Relation)).Union(byHand),
                gone.Union(byHand)
            );
            if (lost.IsEmpty)
                continue;
            yield return (
                works.Key.Relation,
                new GroupLoss(
                    works.Key.Group,
                    Name(works.Key.Group),
                    before.Count,
                    lost.Count - inferred,
                    inferred,
                    work?.Additions.Count ?? 0
                )
            );
        }
    }

    private KeySet GivenTo(int group, MembershipRelation relation) => _given.GetValueOrDefault((group, relation), KeySet.Empty);

    /// <summary>Who loses what was given by hand; other local memberships end by a person's decision about a link.</summary>
    private static KeySet LostByHand(IEnumerable<MembershipWork> works) =>
        works.FirstOrDefault(work => work.Set.Origin == MembershipOrigin.Local) is { } local
            ? KeySet.Of(local.Removals.AsList.Where(user => LocalEnds.IsLoss(local.ReasonOf(user).Cause)))
            : KeySet.Empty;

    /// <summary>What was given here ends where the directory takes over; a group that is retired has no members at all, and an edit by hand is no adoption.</summary>
    private IEnumerable<(string Group, int Count, string Noun)> Adoptions(IReadOnlyCollection<MembershipWork> written)
    {
        var retired = plan.Groups.OfType<GroupStep.Retire>().Select(step => step.Group).ToHashSet();
        return written
            .Where(work => work.Set.Origin == MembershipOrigin.Local && !retired.Contains(work.Set.Group))
            .Select(work =>
                (
                    Name(work.Set.Group),
                    work.Removals.AsList.Count(user => LocalEnds.IsTakeover(work.ReasonOf(user).Cause)),
                    work.Set.Relation == MembershipRelation.Member ? "member" : "owner"
                )
            )
            .Where(adoption => adoption.Item2 > 0);
    }

    private async Task<int> ActiveAsync(CancellationToken cancellationToken) =>
        (int)(
            await session.NumberAsync(
                $"SELECT count(*) FROM app_user WHERE workspace = {Database.Workspace} AND active = {true}",
                cancellationToken
            ) ?? 0
        );

    private static string Name(int group) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"group {group}");
}
