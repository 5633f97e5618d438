using System.Collections.Immutable;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What a person takes out of a plan. The rest is a plan of its own, with its own hash, that can be carried out without what was taken out.</summary>
public sealed record PlanCut
{
    /// <summary>Nothing is taken out.</summary>
    public static readonly PlanCut None = new();

    /// <summary>Take out every removal and every suspension.</summary>
    public bool AdditionsOnly { get; init; }

    /// <summary>Keys of groups about which nothing is done.</summary>
    public KeySet WithoutGroups { get; init; } = KeySet.Empty;

    /// <summary>Keys of users about whom nothing is done.</summary>
    public KeySet WithoutUsers { get; init; } = KeySet.Empty;

    /// <summary>Keys of directory users who are not made users.</summary>
    public KeySet WithoutNewUsers { get; init; } = KeySet.Empty;

    /// <summary>Keys of users beside whom everybody is taken out; with <see cref="OnlyDirectoryUsers"/> both empty, nobody is for this.</summary>
    public KeySet OnlyUsers { get; init; } = KeySet.Empty;

    /// <summary>Keys of directory users: those who become users, or whom users follow from now on, stay in a plan about some people.</summary>
    public KeySet OnlyDirectoryUsers { get; init; } = KeySet.Empty;

    /// <summary>Whether everything is taken out that is not about some people.</summary>
    public bool IsAboutPeople => !OnlyUsers.IsEmpty || !OnlyDirectoryUsers.IsEmpty;

    /// <summary>Whether nothing is taken out.</summary>
    public bool IsNone => !AdditionsOnly && WithoutGroups.IsEmpty && WithoutUsers.IsEmpty && WithoutNewUsers.IsEmpty && !IsAboutPeople;

    /// <summary>Both cuts together; at most one of them is about some people.</summary>
    public PlanCut And(PlanCut other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new PlanCut
        {
            AdditionsOnly = AdditionsOnly || other.AdditionsOnly,
            WithoutGroups = WithoutGroups.Union(other.WithoutGroups),
            WithoutUsers = WithoutUsers.Union(other.WithoutUsers),
            WithoutNewUsers = WithoutNewUsers.Union(other.WithoutNewUsers),
            OnlyUsers = OnlyUsers.Union(other.OnlyUsers),
            OnlyDirectoryUsers = OnlyDirectoryUsers.Union(other.OnlyDirectoryUsers),
        };
    }

    /// <summary>What is left of a plan. Steps that need a step that was taken out go with it: nobody is added who is not made a user, nobody is made a user only for a group
    /// that is left alone, no group takes a name or a directory group that another one now keeps, and no link ends for some of the members only.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="actual">The state it starts from.</param>
    /// <returns>The same plan when it holds nothing of what is taken out; otherwise one that no longer covers everything of its connection.</returns>
    public SyncPlan Of(SyncPlan plan, PlatformState actual)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(actual);
        if (IsNone)
            return plan;
        var whole = plan;
        plan = IsAboutPeople ? PeopleCut.Of(this, plan) : plan;
        var groups = GroupCut.Of(this, plan, actual);
        var users = plan.Users.Where(Keeps).ToList();
        var gone = plan.Users.Except(users).OfType<UserStep.Create>().Select(step => step.User).ToHashSet();
        var changes = plan
            .Memberships.Where(change => !groups.Alone.Contains(change.Group))
            .Select(change => Of(change, gone, groups))
            .ToList();
        changes.RemoveAll(change => change.Additions.IsEmpty && change.Removals.IsEmpty);
        users = WithoutNeedless(users, plan, changes);
        var rest = plan with
        {
            Groups = [.. groups.Steps],
            Users = [.. users],
            Memberships = [.. changes],
            Exceptions = plan.Exceptions.RemoveAll(step => !Keeps(step, groups)),
            CoversAll = false,
            NewImportRule = null,
        };
        return rest.Counts.Total == whole.Counts.Total ? whole : Renumbered(rest, actual);
    }

    /// <summary>An exception whose step takes somebody out stays as it is where nobody is taken out, and one that would end with its group stays with it.</summary>
    private bool Keeps(ExceptionStep step, GroupCut groups) =>
        !WithoutGroups.Contains(step.Exception.Group)
        && !WithoutUsers.Contains(step.Exception.User)
        && !(step is ExceptionStep.End { Cause: ExceptionEnd.GroupGone } && groups.Alone.Contains(step.Exception.Group))
        && !(
            AdditionsOnly
            && step
                is ExceptionStep.Begin { Exception.Kind: ExceptionKind.Exclude }
                    or ExceptionStep.End { Exception.Kind: ExceptionKind.Include }
        );

    private bool Keeps(UserStep step) =>
        step switch
        {
            UserStep.Create create => !WithoutNewUsers.Contains(create.DirectoryKey),
            _ => !WithoutUsers.Contains(step.User) && !(AdditionsOnly && step is UserStep.Suspend),
        };

    private MembershipChange Of(MembershipChange change, HashSet<int> gone, GroupCut groups) =>
        change with
        {
            Additions = change.Additions.RemoveAll(addition => gone.Contains(addition.User) || WithoutUsers.Contains(addition.User)),
            Removals = AdditionsOnly
                ? []
                : change.Removals.RemoveAll(removal => WithoutUsers.Contains(removal.User) || groups.Keeps(change.Group, removal)),
        };

    /// <summary>Without users who were to join for the sake of a group that is left alone.</summary>
    private static List<UserStep> WithoutNeedless(List<UserStep> users, SyncPlan plan, List<MembershipChange> kept)
    {
        var before = AddedIn(plan.Memberships);
        before.ExceptWith(AddedIn(kept));
        return
        [
            .. users.Where(step =>
                step
                    is not (
                        UserStep.Create { Reason: ImportReason.LinkedGroup }
                        or UserStep.Reactivate { Reason: ImportReason.LinkedGroup }
                    )
                || !before.Contains(step.User)
            ),
        ];
    }

    private static HashSet<int> AddedIn(IEnumerable<MembershipChange> changes) =>
        [.. changes.SelectMany(change => change.Additions, (_, addition) => addition.User)];

    /// <summary>New users get the keys they would have had in a plan that never mentioned the others.</summary>
    private static SyncPlan Renumbered(SyncPlan plan, PlatformState actual)
    {
        var keys = new Dictionary<int, int>();
        foreach (var create in plan.Users.OfType<UserStep.Create>())
            keys.Add(create.User, actual.NextUserKey + keys.Count);
        if (keys.All(key => key.Key == key.Value))
            return plan;
        return plan with
        {
            Users =
            [
                .. plan.Users.Select(step =>
                    step is UserStep.Create(var user, var directoryKey, var id, var attributes, var reason)
                        ? new UserStep.Create(keys[user], directoryKey, id, attributes, reason)
                        : step
                ),
            ],
            Memberships =
            [
                .. plan.Memberships.Select(change =>
                    change with
                    {
                        // The order stays: keys of new users are above all others and keep their own order.
                        Additions =
                        [
                            .. change.Additions.Select(addition =>
                                addition with
                                {
                                    User = keys.GetValueOrDefault(addition.User, addition.User),
                                }
                            ),
                        ],
                    }
                ),
            ],
        };
    }
}
