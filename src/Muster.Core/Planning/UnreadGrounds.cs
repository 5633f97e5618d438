using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Finds what a plan takes away on the strength of reads that did not reach their end (INV-2). What a person decided needs no read.</summary>
public static class UnreadGrounds
{
    /// <summary>The first such step, in words.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="read">What is known of the reads.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Of(SyncPlan plan, ReadCertificate read)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(read);
        if (read.Complete)
            return null;
        foreach (var change in plan.Memberships)
            if (change.Origin == MembershipOrigin.Directory)
                foreach (var removal in change.Removals)
                    if (Missing(removal.Cause, read) is { } stream)
                        return $"user {removal.User} would be removed from group {change.Group} ({removal.Cause}) although {stream} of the directory were not read to their end";
        foreach (var step in plan.Users)
            if (step is UserStep.Suspend(var user, var cause, _) && RestsOnUsers(cause) && !read.Users.Complete)
                return $"user {user} would be suspended ({cause}) although the users of the directory were not read to their end";
        // A plan that covers everything was made by no person; nobody else may let a group go without having seen all groups.
        return
            plan is { CoversAll: true } && !read.Groups.Complete && plan.Groups.OfType<GroupStep.Retire>().FirstOrDefault() is { } retired
            ? $"group {retired.Group} would be retired although the groups of the directory were not read to their end"
            : null;
    }

    private static string? Missing(RemovalCause cause, ReadCertificate read) =>
        RestsOnUsers(cause) && !read.Users.Complete ? "the users"
        : RestsOnGroups(cause) && !read.Groups.Complete ? "the groups"
        : null;

    private static bool RestsOnUsers(RemovalCause cause) =>
        cause is RemovalCause.AccountDisabled or RemovalCause.AccountDeleted || RestsOnGroups(cause);

    private static bool RestsOnGroups(RemovalCause cause) =>
        cause
            is RemovalCause.LeftInDirectory
                or RemovalCause.OutsideImportRule
                or RemovalCause.OutsideNesting
                or RemovalCause.SourceDeleted;
}
