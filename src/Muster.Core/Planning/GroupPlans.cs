using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The small plans behind a person's decision about groups, so that these too change nothing a plan did not show.</summary>
public static class GroupPlans
{
    /// <summary>Makes groups, in order; those with a directory group are pinned to it at once.</summary>
    /// <param name="basis">What the plan is bound to.</param>
    /// <param name="actual">The platform as it is.</param>
    /// <param name="groups">The groups to make.</param>
    /// <param name="others">What else is done on the occasion: renames that free names, links of groups that waited.</param>
    public static SyncPlan Create(PlanBasis basis, PlatformState actual, IEnumerable<NewGroup> groups, params IEnumerable<GroupStep> others)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(groups);
        var steps = others.ToList();
        var key = actual.NextGroupKey;
        foreach (var group in groups)
        {
            steps.Add(new GroupStep.Create(key, group.Name, group.Purpose));
            if (group.Source is { } source)
                steps.Add(new GroupStep.Link(key, source.Key, source.Id, group.Cause));
            key++;
        }
        return Of(basis, steps, []);
    }

    /// <summary>Pins a group to the directory group a person picked.</summary>
    /// <param name="basis">What the plan is bound to.</param>
    /// <param name="group">The group.</param>
    /// <param name="source">The directory group.</param>
    /// <param name="settings">What the person said about the group on the occasion.</param>
    public static SyncPlan Link(PlanBasis basis, PlatformGroup group, DirectoryGroup source, GroupSettings settings)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(source);
        return Of(basis, [.. Configuring(group, settings), new GroupStep.Link(group.Key, source.Key, source.Id, LinkCause.Picked)], []);
    }

    /// <summary>Takes over what a person said about a group.</summary>
    public static SyncPlan Configure(PlanBasis basis, PlatformGroup group, GroupSettings settings) =>
        Of(basis, [.. Configuring(group, settings)], []);

    /// <summary>Ends a link; who was a member by the directory or by an exception stays one by a local decision. The group neither has sub-groups then nor is one.</summary>
    public static SyncPlan Unlink(PlanBasis basis, PlatformState actual, PlatformGroup group) =>
        Of(
            basis,
            [new GroupStep.Unlink(group.Key), .. Unnested(actual, group)],
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
            Ends(actual, group, "the group does not follow the directory any more")
        );

    /// <summary>Lets a paused group follow the directory again.</summary>
    public static SyncPlan Resume(PlanBasis basis, PlatformGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Of(basis, [new GroupStep.ChangeState(group.Key, LinkState.Paused, LinkState.Linked)], []);
    }

    /// <summary>Puts a group out of use and ends all its memberships and exceptions; its history stays.</summary>
    public static SyncPlan Retire(PlanBasis basis, PlatformState actual, PlatformGroup group) =>
        Of(
            basis,
            [new GroupStep.Retire(group.Key), .. Unnested(actual, group)],
            [
                .. Changes(group, MembershipOrigin.Directory, group.Members, group.Owners, removing: true),
                .. Changes(group, MembershipOrigin.Local, group.LocalMembers, group.LocalOwners, removing: true),
                .. Changes(group, MembershipOrigin.Exception, group.ExceptionMembers, group.ExceptionOwners, removing: true),
            ],
            Ends(actual, group, "the group was retired")
        );

    private static IEnumerable<GroupStep> Configuring(PlatformGroup group, GroupSettings settings) =>
        group.Settings == settings ? [] : [new GroupStep.Configure(group.Key, group.Settings, settings)];

    private static IEnumerable<GroupStep> Unnested(PlatformState actual, PlatformGroup group) =>
        actual.Groups.SelectMany(parent =>
            parent
                .SubGroups.AsList.Where(child => parent.Key == group.Key || child == group.Key)
                .Select(child => new GroupStep.Unnest(parent.Key, child, Evidence.Stated))
        );

    private static IEnumerable<ExceptionStep> Ends(PlatformState actual, PlatformGroup group, string reason) =>
        actual
            .Exceptions.Where(exception => exception.Group == group.Key)
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
            Groups = [.. steps.OrderBy(step => step.Group)],
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
public sealed record NewGroup(string Name, string? Purpose, DirectoryGroup? Source)
{
    /// <summary>Why it is pinned.</summary>
    public LinkCause Cause { get; init; } = LinkCause.Listed;
}
