using System.Collections.Immutable;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Plans the memberships that stand by an exception alone: whom one includes, is active, and is not in by the directory.</summary>
internal sealed class ExceptionMemberships(
    PlanRequest request,
    PeoplePlan people,
    ExceptionPlanner exceptions,
    ProtectedPeople protectedPeople
)
{
    /// <summary>The change of a followed group, given what the plan does to the directory's memberships; null for none.</summary>
    public MembershipChange? Of(
        PlatformGroup group,
        MembershipRelation relation,
        ImmutableArray<Addition> additions,
        ImmutableArray<Removal> removals
    )
    {
        var included = exceptions.Included(group.Key, relation);
        var actual = group.Of(relation, MembershipOrigin.Exception);
        if (included.IsEmpty && actual.IsEmpty)
            return null;
        var byDirectory = group
            .Of(relation)
            .Except(KeySet.Of(removals.Select(removal => removal.User)))
            .Union(KeySet.Of(additions.Select(addition => addition.User)));
        var wanted = KeySet.Of(included.AsList.Where(people.IsActiveAfter)).Except(byDirectory);
        return Change(
            group,
            relation,
            wanted.Except(actual),
            actual.Except(wanted).AsList.Select(user => RemovalOf(user, included, byDirectory))
        );
    }

    /// <summary>The change of a group that is not followed: only what has ended goes.</summary>
    public MembershipChange? Ended(PlatformGroup group, MembershipRelation relation)
    {
        var gone = group.Of(relation, MembershipOrigin.Exception).Except(exceptions.Included(group.Key, relation));
        return gone.IsEmpty
            ? null
            : Change(
                group,
                relation,
                KeySet.Empty,
                gone.AsList.Select(user => new Removal(user, RemovalCause.ExceptionEnded, Evidence.Stated))
            );
    }

    private MembershipChange? Change(PlatformGroup group, MembershipRelation relation, KeySet added, IEnumerable<Removal> removed)
    {
        var removals = ImmutableArray.CreateBuilder<Removal>();
        foreach (var removal in removed)
            if (removal.Cause != RemovalCause.InDirectory && protectedPeople.Keeps(removal.User))
                protectedPeople.Kept(removal.User, group.Name, relation, removal);
            else
                removals.Add(removal);
        return added.IsEmpty && removals.Count == 0
            ? null
            : new MembershipChange(
                group.Key,
                relation,
                MembershipOrigin.Exception,
                [.. added.AsList.Select(user => new Addition(user, 0))],
                removals.DrainToImmutable()
            );
    }

    private Removal RemovalOf(int user, KeySet included, KeySet byDirectory) =>
        byDirectory.Contains(user) ? new Removal(user, RemovalCause.InDirectory, Evidence.Stated)
        : !included.Contains(user) ? new Removal(user, RemovalCause.ExceptionEnded, Evidence.Stated)
        : Suspended(user);

    private Removal Suspended(int user)
    {
        var key = Array.IndexOf(request.Actual.UserByDirectoryKey, user, 1);
        return request.Mirror.User(Math.Max(0, key)) switch
        {
            DirectoryUserState.Disabled => new Removal(user, RemovalCause.AccountDisabled, Evidence.Stated),
            DirectoryUserState.RemovedStated => new Removal(user, RemovalCause.AccountDeleted, Evidence.Stated),
            DirectoryUserState.RemovedInferred => new Removal(user, RemovalCause.AccountDeleted, Evidence.Inferred),
            _ => new Removal(user, RemovalCause.OutsideImportRule, Evidence.Stated),
        };
    }
}
