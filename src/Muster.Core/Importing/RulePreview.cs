using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Importing;

/// <summary>What a rule would change, taken from the plan that would carry it out.</summary>
public sealed record RulePreview
{
    /// <summary>Who would become a user.</summary>
    public required IReadOnlyList<UserStep.Create> Joiners { get; init; }

    /// <summary>Suspended users who would be active again, by key.</summary>
    public required IReadOnlyList<int> Returning { get; init; }

    /// <summary>Who would be suspended because the rule does not cover them, those who lose most memberships first.</summary>
    public required IReadOnlyList<RuleLeaver> Leavers { get; init; }

    /// <summary>Active users outside the rule who would stay, being members or owners of groups here.</summary>
    public required int StayByGroups { get; init; }

    /// <summary>Users who would be suspended for other reasons, such as a disabled account.</summary>
    public required int OtherSuspensions { get; init; }

    /// <summary>Takes the preview out of a plan.</summary>
    public static RulePreview Of(SyncPlan plan, PlatformState actual, ImportScope scope)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var suspensions = plan.Users.OfType<UserStep.Suspend>().ToList();
        var leaving = suspensions.FindAll(step => step.Cause == RemovalCause.OutsideImportRule);
        var memberships = Memberships(actual, [.. leaving.Select(step => step.User)]);
        return new RulePreview
        {
            Joiners = [.. plan.Users.OfType<UserStep.Create>()],
            Returning = [.. plan.Users.OfType<UserStep.Reactivate>().Select(step => step.User)],
            Leavers =
            [
                .. leaving
                    .Select(step => new RuleLeaver(step.User, memberships.GetValueOrDefault(step.User), step.Evidence))
                    .OrderByDescending(leaver => leaver.Memberships)
                    .ThenBy(leaver => leaver.User),
            ],
            StayByGroups = Staying(actual, scope, [.. suspensions.Select(step => step.User)]),
            OtherSuspensions = suspensions.Count - leaving.Count,
        };
    }

    private static int Staying(PlatformState actual, ImportScope scope, HashSet<int> suspended)
    {
        var count = 0;
        for (var key = 1; key < actual.UserByDirectoryKey.Length; key++)
            if (actual.UserByDirectoryKey[key] is var user and not 0 && actual.IsActive(user))
                count += scope.Covers(key) || suspended.Contains(user) ? 0 : 1;
        return count;
    }

    private static Dictionary<int, int> Memberships(PlatformState actual, HashSet<int> users)
    {
        var counts = new Dictionary<int, int>();
        if (users.Count > 0)
            foreach (var group in actual.Groups)
            foreach (var set in (ReadOnlySpan<KeySet>)[group.Members, group.Owners, group.LocalMembers, group.LocalOwners])
            foreach (var user in set.Keys)
                if (users.Contains(user))
                    counts[user] = counts.GetValueOrDefault(user) + 1;
        return counts;
    }
}

/// <summary>Somebody whom a rule would suspend.</summary>
/// <param name="User">Key of the platform user.</param>
/// <param name="Memberships">Groups the person is a member or owner of here.</param>
/// <param name="Evidence">Whether the directory, or a person, said what it rests on.</param>
public sealed record RuleLeaver(int User, int Memberships, Evidence Evidence);
