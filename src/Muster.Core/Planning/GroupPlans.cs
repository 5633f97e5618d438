using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The small plans behind a person's decision about groups, so that these too change nothing a plan did not show.</summary>
public static class GroupPlans
{
    /// <summary>Makes groups, in order; those with a directory group are pinned to it at once.</summary>
    public static SyncPlan Create(PlanBasis basis, PlatformState actual, IEnumerable<NewGroup> groups)
    {
        var steps = new List<GroupStep>();
        var key = actual.NextGroupKey;
        foreach (var group in groups)
        {
            steps.Add(new GroupStep.Create(key, group.Name, group.Purpose));
            if (group.Source is { } source)
                steps.Add(new GroupStep.Link(key, source.Key, source.Id, LinkCause.Picked));
            key++;
        }
        return Of(basis, steps, []);
    }

    /// <summary>Pins a group to the directory group a person picked.</summary>
    public static SyncPlan Link(PlanBasis basis, PlatformGroup group, DirectoryGroup source) =>
        Of(basis, [new GroupStep.Link(group.Key, source.Key, source.Id, LinkCause.Picked)], []);

    /// <summary>Ends a link; who was a member by the directory or by an exception stays one by a local decision.</summary>
    /// <param name="basis">What the plan is bound to.</param>
    /// <param name="group">The group.</param>
    /// <param name="exceptions">The exceptions that stand; those of the group end, since nothing is left to except from.</param>
    public static SyncPlan Unlink(PlanBasis basis, PlatformGroup group, IEnumerable<MembershipException>? exceptions = null) =>
        Of(
            basis,
            [new GroupStep.Unlink(group.Key)],
            [
                .. Changes(group, MembershipOrigin.Directory, group.Members, group.Owners, removing: true),
                .. Changes(
                    group,
                    MembershipOrigin.Local,
                    group.Members.Union(group.ExceptionMembers).Except(group.LocalMembers),
                    group.Owners.Union(group.ExceptionOwners).Except(group.LocalOwners),
                    removing: false
                ),
                .. Changes(group, MembershipOrigin.Exception, group.ExceptionMembers, group.ExceptionOwners, removing: true),
            ],
            Ends(group, exceptions, "the group does not follow the directory any more")
        );

    /// <summary>Lets a paused group follow the directory again.</summary>
    public static SyncPlan Resume(PlanBasis basis, PlatformGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Of(basis, [new GroupStep.ChangeState(group.Key, LinkState.Paused, LinkState.Linked)], []);
    }

    /// <summary>Puts a group out of use and ends all its memberships and exceptions; its history stays.</summary>
    /// <param name="basis">What the plan is bound to.</param>
    /// <param name="group">The group.</param>
    /// <param name="exceptions">The exceptions that stand.</param>
    public static SyncPlan Retire(PlanBasis basis, PlatformGroup group, IEnumerable<MembershipException>? exceptions = null) =>
        Of(
            basis,
            [new GroupStep.Retire(group.Key)],
            [
                .. Changes(group, MembershipOrigin.Directory, group.Members, group.Owners, removing: true),
                .. Changes(group, MembershipOrigin.Local, group.LocalMembers, group.LocalOwners, removing: true),
                .. Changes(group, MembershipOrigin.Exception, group.ExceptionMembers, group.ExceptionOwners, removing: true),
            ],
            Ends(group, exceptions, "the group was retired")
        );

    private static IEnumerable<ExceptionStep> Ends(PlatformGroup group, IEnumerable<MembershipException>? exceptions, string reason) =>
        (exceptions ?? [])
            .Where(exception => exception.Group == group.Key)
            .OrderBy(exception => exception.Id)
            .Select(ExceptionStep (exception) => new ExceptionStep.End(exception, ExceptionEnd.GroupGone, reason));

    private static IEnumerable<MembershipChange> Changes(
        PlatformGroup group,
        MembershipOrigin origin,
        KeySet members,
        KeySet owners,
        bool removing
    )
    {
        foreach (var (relation, users) in new[] { (MembershipRelation.Member, members), (MembershipRelation.Owner, owners) })
            if (!users.IsEmpty)
                yield return new MembershipChange(
                    group.Key,
                    relation,
                    origin,
                    removing ? [] : [.. users.AsList.Select(user => new Addition(user, 0))],
                    removing ? [.. users.AsList.Select(user => new Removal(user, RemovalCause.LinkChanged, Evidence.Stated))] : []
                );
    }

    private static SyncPlan Of(
        PlanBasis basis,
        IReadOnlyList<GroupStep> steps,
        IReadOnlyList<MembershipChange> memberships,
        IEnumerable<ExceptionStep>? exceptions = null
    ) =>
        new()
        {
            Basis = basis,
            Groups = [.. steps],
            Users = [],
            Memberships = [.. memberships],
            Exceptions = [.. exceptions ?? []],
            Problems = [],
        };
}

/// <summary>A group to make.</summary>
/// <param name="Name">Name, exactly.</param>
/// <param name="Purpose">Why it exists, or null.</param>
/// <param name="Source">The directory group to pin it to, or null to wait for a match by name.</param>
public sealed record NewGroup(string Name, string? Purpose, DirectoryGroup? Source);
