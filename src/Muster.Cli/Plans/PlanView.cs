using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Cli.Plans;

/// <summary>The part of a plan that is about one group or one person.</summary>
internal static class PlanView
{
    /// <summary>Only the rows about a group, or about some users, or both; the plan itself when neither is given.</summary>
    public static SyncPlan Of(SyncPlan plan, int? group, KeySet? users) =>
        group is null && users is null
            ? plan
            : plan with
            {
                Groups = users is not null ? [] : [.. plan.Groups.Where(step => step.Group == group)],
                Users = users is null ? [] : [.. plan.Users.Where(step => users.Contains(step.User))],
                Memberships =
                [
                    .. plan
                        .Memberships.Where(change => group is null || change.Group == group)
                        .Select(change => Of(change, users))
                        .Where(change => !change.Additions.IsEmpty || !change.Removals.IsEmpty),
                ],
            };

    /// <summary>Keys of the users in a plan who have this UPN or mail.</summary>
    public static KeySet UsersOf(SyncPlan plan, IReadOnlyDictionary<int, PlatformUser> stored, string text)
    {
        bool Fits(UserAttributes attributes) =>
            string.Equals(attributes.UserPrincipalName, text, StringComparison.OrdinalIgnoreCase)
            || string.Equals(attributes.Mail, text, StringComparison.OrdinalIgnoreCase);
        var created = plan.Users.OfType<UserStep.Create>().Where(step => Fits(step.Attributes)).Select(step => step.User);
        return KeySet.Of(created.Concat(stored.Values.Where(user => Fits(user.Attributes)).Select(user => user.Key)));
    }

    /// <summary>Keys of all users a plan is about.</summary>
    public static KeySet Everybody(SyncPlan plan) =>
        KeySet.Of(
            plan.Users.Select(step => step.User)
                .Concat(plan.Memberships.SelectMany(change => change.Additions, (_, addition) => addition.User))
                .Concat(plan.Memberships.SelectMany(change => change.Removals, (_, removal) => removal.User))
        );

    private static MembershipChange Of(MembershipChange change, KeySet? users) =>
        users is null
            ? change
            : change with
            {
                Additions = [.. change.Additions.Where(addition => users.Contains(addition.User))],
                Removals = [.. change.Removals.Where(removal => users.Contains(removal.User))],
            };
}
