using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Memberships a plan changes.</summary>
internal sealed record MembershipPlan(ImmutableArray<MembershipChange> Changes, IReadOnlyList<PlanProblem> Problems, int KeptBack)
{
    public static readonly MembershipPlan Empty = new([], [], 0);
}

/// <summary>
/// Plans the members and owners of linked groups: what the directory has and the platform lacks is added, the rest removed if that is proven. Exceptions come after
/// the directory: whom they exclude leaves, whom they include and the directory does not have is in by exception.
/// </summary>
internal sealed class MembershipPlanner(
    PlanRequest request,
    PeoplePlan people,
    ExceptionPlanner exceptions,
    ProtectedPeople protectedPeople
)
{
    private readonly RemovalExplainer _removals = new(request, people);
    private readonly ExceptionMemberships _byException = new(request, people, exceptions, protectedPeople);
    private readonly ImmutableArray<MembershipChange>.Builder _changes = ImmutableArray.CreateBuilder<MembershipChange>();
    private readonly List<PlanProblem> _problems = [];
    private int _keptBack;
    private int _given;
    private int _taken;

    public static MembershipPlan Plan(
        PlanRequest request,
        DesiredGroups desired,
        PeoplePlan people,
        ExceptionPlanner exceptions,
        ProtectedPeople protectedPeople
    )
    {
        var planner = new MembershipPlanner(request, people, exceptions, protectedPeople);
        var followed = desired.All.ToDictionary(group => group.Group.Key);
        var ended = desired.Ended.Select(link => link.Group.Key).ToHashSet();
        foreach (var group in request.Actual.Groups.Where(request.Includes).OrderBy(group => group.Key))
            if (followed.TryGetValue(group.Key, out var source))
                planner.Add(source);
            else if (!ended.Contains(group.Key))
                planner.AddEndedExceptions(group);
        var here = request.Actual.Groups.Select(group => group.Key).ToHashSet();
        foreach (var made in desired.All.Where(made => !here.Contains(made.Group.Key)))
            planner.Add(made);
        return new MembershipPlan(planner.Changes(desired.Ended), planner._problems, planner._keptBack);
    }

    private ImmutableArray<MembershipChange> Changes(IReadOnlyList<EndedLink> ended) =>
        ended.Count == 0
            ? _changes.ToImmutable()
            :
            [
                .. _changes
                    .Concat(EndedMemberships.Plan(request, ended, people))
                    .OrderBy(change => change.Group)
                    .ThenBy(change => change.Relation)
                    .ThenBy(change => change.Origin),
            ];

    private void Add(DesiredGroup group)
    {
        (_given, _taken) = (0, 0);
        var members = Wanted(group.Members.Users, group.Members.ViaAt);
        var membersProven = group.Members.Complete && request.Mirror.Certificate.Complete;
        Add(group, MembershipRelation.Member, members, membersProven, group.KeepsLocal ? KeySet.Empty : group.Group.LocalMembers);
        var owners = Wanted(group.Source.Owners, _ => 0);
        var ownersProven = group.OwnersComplete && request.Mirror.Certificate.Complete;
        Add(group, MembershipRelation.Owner, owners, ownersProven, group.KeepsLocal ? KeySet.Empty : group.Group.LocalOwners);
        if (_given + _taken > 0)
            _problems.Add(Problems.HandEdited(group.Group.Name, _given, _taken));
    }

    /// <summary>A group that is not followed now stays as it is, but an exception ends on its day all the same.</summary>
    private void AddEndedExceptions(PlatformGroup group)
    {
        foreach (var relation in Enum.GetValues<MembershipRelation>())
            if (_byException.Ended(group, relation) is { } change)
                _changes.Add(change);
    }

    private Addition[] Wanted(KeySet directoryUsers, Func<int, int> viaAt)
    {
        var wanted = new List<Addition>(directoryUsers.Count);
        var ascending = true;
        for (var i = 0; i < directoryUsers.Keys.Length; i++)
        {
            var user = people.ActiveUserOf(directoryUsers.Keys[i]);
            if (user == 0)
                continue;
            ascending &= wanted.Count == 0 || wanted[^1].User < user;
            wanted.Add(new Addition(user, viaAt(i)));
        }
        if (!ascending)
            wanted.Sort((left, right) => left.User.CompareTo(right.User));
        return [.. wanted];
    }

    private void Add(DesiredGroup group, MembershipRelation relation, Addition[] wanted, bool proven, KeySet local)
    {
        var excluded = exceptions.Excluded(group.Group.Key, relation);
        if (!excluded.IsEmpty)
            wanted = [.. wanted.Where(addition => !excluded.Contains(addition.User))];
        if (!request.Heals(group.Group))
            (wanted, local) = WithoutHandEdits(group.Group, relation, wanted, local);
        var (additions, removals, keptBack) = Compare(group, relation, wanted, proven, excluded);
        if (additions.Length + removals.Length > 0)
            _changes.Add(new MembershipChange(group.Group.Key, relation, MembershipOrigin.Directory, additions, removals));
        if (!proven)
            keptBack += local.Count;
        else if (!local.IsEmpty && Adoption(group.Group, relation, local, wanted) is { } adoption)
            _changes.Add(adoption);
        if (_byException.Of(group.Group, relation, additions, removals) is { } exceptional)
            _changes.Add(exceptional);
        if (keptBack > 0)
            _problems.Add(Problems.KeptBack(group.Group.Name, keptBack));
        _keptBack += keptBack;
    }

    /// <summary>Leaves out who was taken by hand, and leaves alone who was given by hand and is not in the directory.</summary>
    private (Addition[] Wanted, KeySet Local) WithoutHandEdits(
        PlatformGroup group,
        MembershipRelation relation,
        Addition[] wanted,
        KeySet local
    )
    {
        var taken = group.Taken(relation);
        var rest = taken.IsEmpty ? wanted : [.. wanted.Where(addition => !taken.Contains(addition.User))];
        var given = group.Given(relation).Intersect(local).Except(KeySet.Of(rest.Select(addition => addition.User)));
        // Who was taken and given again by hand is in, as in the directory.
        var back = wanted.Count(addition => taken.Contains(addition.User) && given.Contains(addition.User));
        (_given, _taken) = (_given + given.Count - back, _taken + wanted.Length - rest.Length - back);
        return (rest, local.Except(given));
    }

    /// <summary>Merges what should be with what is; both ascend by user key.</summary>
    private (ImmutableArray<Addition> Additions, ImmutableArray<Removal> Removals, int KeptBack) Compare(
        DesiredGroup group,
        MembershipRelation relation,
        Addition[] wanted,
        bool proven,
        KeySet excluded
    )
    {
        var actual = group.Group.Of(relation).Keys;
        // A first sync adds everybody: no copy of millions.
        if (actual.IsEmpty)
            return (ImmutableCollectionsMarshal.AsImmutableArray(wanted), [], 0);
        var additions = ImmutableArray.CreateBuilder<Addition>();
        var removals = ImmutableArray.CreateBuilder<Removal>();
        int i = 0,
            j = 0,
            keptBack = 0;
        while (i < wanted.Length || j < actual.Length)
        {
            if (j == actual.Length || (i < wanted.Length && wanted[i].User < actual[j]))
                additions.Add(wanted[i++]);
            else if (i < wanted.Length && wanted[i].User == actual[j])
                (i, j) = (i + 1, j + 1);
            else if (RemovalOf(group, relation, actual[j++], proven, excluded) is not { } removal)
                keptBack++;
            else if (protectedPeople.Keeps(removal.User))
                protectedPeople.Kept(removal.User, group.Group.Name, relation, removal);
            else
                removals.Add(removal);
        }
        return (additions.DrainToImmutable(), removals.DrainToImmutable(), keptBack);
    }

    /// <summary>The removal of somebody who should not be there; null when it is not proven.</summary>
    private Removal? RemovalOf(DesiredGroup group, MembershipRelation relation, int user, bool proven, KeySet excluded) =>
        excluded.Contains(user) ? new Removal(user, RemovalCause.Excluded, Evidence.Stated)
        : _removals.Explain(group, relation, user) is { } removal && (proven || IsAboutTheAccount(removal.Cause)) ? removal
        : null;

    /// <summary>A disabled or deleted account leaves whatever the groups say; that rests on the users stream alone.</summary>
    private bool IsAboutTheAccount(RemovalCause cause) =>
        request.Mirror.Certificate.Users.Complete && cause is RemovalCause.AccountDisabled or RemovalCause.AccountDeleted;

    /// <summary>
    /// When a group with local members is linked, the directory takes over; guard rails always ask a person first. What was given by hand later ends like any other
    /// difference.
    /// </summary>
    private MembershipChange? Adoption(PlatformGroup group, MembershipRelation relation, KeySet local, Addition[] wanted)
    {
        var removals = ImmutableArray.CreateBuilder<Removal>();
        var inDirectory = KeySet.Of(wanted.Select(addition => addition.User));
        foreach (var user in local.AsList)
        {
            var removal = new Removal(user, group.Given(relation).Contains(user) ? Ends(user) : RemovalCause.LinkChanged, Evidence.Stated);
            if (!protectedPeople.Keeps(user) || inDirectory.Contains(user))
                removals.Add(removal);
            else
                protectedPeople.Kept(user, group.Name, relation, removal);
        }
        return removals.Count == 0
            ? null
            : new MembershipChange(group.Key, relation, MembershipOrigin.Local, [], removals.DrainToImmutable());

        RemovalCause Ends(int user) => inDirectory.Contains(user) ? RemovalCause.InDirectory : RemovalCause.GivenByHand;
    }
}
