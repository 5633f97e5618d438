using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What becomes of the members and owners of groups that stop following the directory: they stay as local ones, or leave with the group.</summary>
internal static class EndedMemberships
{
    public static IEnumerable<MembershipChange> Plan(PlanRequest request, IEnumerable<EndedLink> ended, PeoplePlan people)
    {
        var suspended = people.Steps.OfType<UserStep.Suspend>().Select(step => step.User).ToHashSet();
        bool Stays(int user) => request.Actual.IsActive(user) && !suspended.Contains(user);
        return ended.SelectMany(link => Plan(link, Stays));
    }

    private static IEnumerable<MembershipChange> Plan(EndedLink link, Func<int, bool> stays)
    {
        var group = link.Group;
        foreach (
            var (relation, users, local) in new[]
            {
                (MembershipRelation.Member, group.Members, group.LocalMembers),
                (MembershipRelation.Owner, group.Owners, group.LocalOwners),
            }
        )
        {
            var excepted = group.Of(relation, MembershipOrigin.Exception);
            if (users.IsEmpty && excepted.IsEmpty)
                continue;
            var (cause, evidence) = link.RetiredBy is { } by
                ? (RemovalCause.SourceDeleted, by)
                : (RemovalCause.LinkChanged, Evidence.Stated);
            foreach (var (origin, people) in new[] { (MembershipOrigin.Directory, users), (MembershipOrigin.Exception, excepted) })
                if (!people.IsEmpty)
                    yield return new MembershipChange(
                        group.Key,
                        relation,
                        origin,
                        [],
                        [.. people.AsList.Select(user => new Removal(user, cause, evidence))]
                    );
            var kept = link.Retired ? KeySet.Empty : KeySet.Of(users.Union(excepted).Except(local).AsList.Where(stays));
            if (!kept.IsEmpty)
                yield return new MembershipChange(
                    group.Key,
                    relation,
                    MembershipOrigin.Local,
                    [.. kept.AsList.Select(user => new Addition(user, 0))],
                    []
                );
        }
    }
}
