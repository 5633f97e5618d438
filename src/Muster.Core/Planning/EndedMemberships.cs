using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What becomes of the members and owners of groups that stop following the directory: they stay as local ones, or leave with the group.</summary>
internal static class EndedMemberships
{
    public static IEnumerable<MembershipChange> Plan(PlanRequest request, IEnumerable<EndedLink> ended, PeoplePlan people)
    {
        var suspended = people.Steps.OfType<UserStep.Suspend>().ToDictionary(step => step.User);
        bool Stays(int user) => request.Actual.IsActive(user) && !suspended.ContainsKey(user);
        return ended.SelectMany(link => Plan(link, Stays, suspended));
    }

    private static IEnumerable<MembershipChange> Plan(EndedLink link, Func<int, bool> stays, Dictionary<int, UserStep.Suspend> suspended)
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
            // Who is suspended by this plan leaves for that, and on no better evidence.
            Removal Ends(int user) =>
                link.RetiredBy is { } by ? new Removal(user, RemovalCause.SourceDeleted, by)
                : suspended.GetValueOrDefault(user) is { } step ? new Removal(user, step.Cause, step.Evidence)
                : new Removal(user, RemovalCause.LinkChanged, Evidence.Stated);
            foreach (var (origin, people) in new[] { (MembershipOrigin.Directory, users), (MembershipOrigin.Exception, excepted) })
                if (!people.IsEmpty)
                    yield return new MembershipChange(group.Key, relation, origin, [], [.. people.AsList.Select(Ends)]);
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
