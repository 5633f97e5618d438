using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The small plans behind a person's decision about users, so that these too change nothing a plan did not show (INV-1).</summary>
public static class UserPlans
{
    /// <summary>Makes local users and takes over changed properties of others.</summary>
    public static SyncPlan Write(
        PlanBasis basis,
        PlatformState actual,
        IEnumerable<UserAttributes> created,
        IEnumerable<(PlatformUser User, UserAttributes After)> changed
    )
    {
        ArgumentNullException.ThrowIfNull(actual);
        var key = actual.NextUserKey;
        return Of(
            basis,
            [
                .. changed
                    .Where(change => change.User.Attributes != change.After)
                    .OrderBy(change => change.User.Key)
                    .Select(UserStep (change) => new UserStep.Update(change.User.Key, change.User.Attributes, change.After)),
                .. created.Select(UserStep (attributes) => new UserStep.CreateLocal(key++, attributes)),
            ],
            []
        );
    }

    /// <summary>Takes a local user's access away, or gives it back. Memberships stay; a suspended user has nothing of them.</summary>
    public static SyncPlan SetActive(PlanBasis basis, PlatformUser user, bool active)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Of(
            basis,
            [
                active
                    ? new UserStep.Reactivate(user.Key, ImportReason.Decided)
                    : new UserStep.Suspend(user.Key, RemovalCause.Decided, Evidence.Stated),
            ],
            []
        );
    }

    /// <summary>Makes a user follow the directory user a person picked.</summary>
    /// <param name="basis">What the plan is bound to.</param>
    /// <param name="user">The user.</param>
    /// <param name="other">The directory user.</param>
    /// <param name="attributes">What the user's properties are from then on.</param>
    public static SyncPlan Link(PlanBasis basis, PlatformUser user, DirectoryUser other, UserAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Of(basis, [.. Follow(user, other, attributes)], []);
    }

    /// <summary>Makes a user follow the directory user that another user follows; what the other one has goes to the user, and the other one is suspended.</summary>
    /// <param name="basis">What the plan is bound to.</param>
    /// <param name="user">The user.</param>
    /// <param name="replaced">The other one.</param>
    /// <param name="other">The directory user.</param>
    /// <param name="attributes">What the user's properties are from then on.</param>
    /// <param name="memberships">Everything either of the two is in.</param>
    public static SyncPlan Replace(
        PlanBasis basis,
        PlatformUser user,
        PlatformUser replaced,
        DirectoryUser other,
        UserAttributes attributes,
        IReadOnlyCollection<HeldMembership> memberships
    )
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(replaced);
        var steps = Follow(user, other, attributes).ToList();
        steps.Add(new UserStep.KeepApart(replaced.Key));
        if (replaced.Active)
        {
            steps.Add(new UserStep.Suspend(replaced.Key, RemovalCause.Decided, Evidence.Stated));
            if (!user.Active)
                steps.Add(new UserStep.Reactivate(user.Key, ImportReason.Decided));
        }
        var held = memberships.Where(row => row.User == user.Key).Select(row => (row.Group, row.Relation, row.Origin)).ToHashSet();
        return Of(
            basis,
            steps,
            memberships
                .Where(row => row.User == replaced.Key)
                .Select(row => new MembershipChange(
                    row.Group,
                    row.Relation,
                    row.Origin,
                    !(user.Active || replaced.Active) || held.Contains((row.Group, row.Relation, row.Origin))
                        ? []
                        : [new Addition(user.Key, row.Via)],
                    [new Removal(replaced.Key, RemovalCause.LinkChanged, Evidence.Stated)]
                ))
        );
    }

    /// <summary>Keeps a user apart from the directory; what the directory gave the user ends, what was given here stays.</summary>
    public static SyncPlan KeepApart(PlanBasis basis, PlatformUser user, IEnumerable<HeldMembership> memberships)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Of(
            basis,
            [new UserStep.KeepApart(user.Key)],
            memberships
                .Where(row => row.User == user.Key && row.Origin == MembershipOrigin.Directory)
                .Select(row => new MembershipChange(
                    row.Group,
                    row.Relation,
                    row.Origin,
                    [],
                    [new Removal(user.Key, RemovalCause.LinkChanged, Evidence.Stated)]
                ))
        );
    }

    /// <summary>Gives or takes a membership by a decision made here. What is taken ends whoever had decided it, exceptions aside.</summary>
    public static SyncPlan SetMember(PlanBasis basis, PlatformGroup group, PlatformUser user, MembershipRelation relation, bool member)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(user);
        return Of(
            basis,
            [],
            member
                ? [new MembershipChange(group.Key, relation, MembershipOrigin.Local, [new Addition(user.Key, 0)], [])]
                : new[] { MembershipOrigin.Directory, MembershipOrigin.Local }
                    .Where(origin => group.Of(relation, origin).Contains(user.Key))
                    .Select(origin => new MembershipChange(
                        group.Key,
                        relation,
                        origin,
                        [],
                        [new Removal(user.Key, RemovalCause.Decided, Evidence.Stated)]
                    ))
        );
    }

    private static IEnumerable<UserStep> Follow(PlatformUser user, DirectoryUser other, UserAttributes attributes)
    {
        yield return new UserStep.Adopt(user.Key, other.Key, other.Id, AdoptedBy.Picked);
        if (user.Attributes != attributes)
            yield return new UserStep.Update(user.Key, user.Attributes, attributes);
    }

    private static SyncPlan Of(PlanBasis basis, IEnumerable<UserStep> steps, IEnumerable<MembershipChange> memberships) =>
        new()
        {
            Basis = basis,
            Groups = [],
            Users = [.. steps.OrderBy(step => step.User)],
            Memberships =
            [
                .. memberships.OrderBy(change => change.Group).ThenBy(change => change.Relation).ThenBy(change => change.Origin),
            ],
            Problems = [],
        };
}

/// <summary>A membership that somebody has.</summary>
/// <param name="Group">Key of the group.</param>
/// <param name="User">Key of the user.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Via">Key of the nested directory group through which it came; 0 for the linked group itself.</param>
public readonly record struct HeldMembership(int Group, int User, MembershipRelation Relation, MembershipOrigin Origin, int Via);
