using Muster.Engine.Inbox;

namespace Muster.Server.Checking;

/// <summary>Whom or what to check.</summary>
/// <param name="Name">Name of the group; of a person the sign-in name, mail address or object id in the directory.</param>
/// <param name="IsGroup">Whether it is a group.</param>
public sealed record CheckSubject(string Name, bool IsGroup)
{
    /// <summary>The page that checks it.</summary>
    public string Address => $"/check?{(IsGroup ? "group" : "user")}={Uri.EscapeDataString(Name)}";

    /// <summary>The one group or person that a problem is about; null where it is about something else, or about several.</summary>
    public static CheckSubject? Of(InboxProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem switch
        {
            { Count: > 1 } or { ResolvedAt: not null } => null,
            {
                Code: "drift"
                    or "paused"
                    or "sourceDeleted"
                    or "reusedName"
                    or "ambiguousName"
                    or "unmatched"
                    or "renameClash"
                    or "claimedTwice"
                    or "unlinkedByRename"
                    or "namingConvention"
                    or "ownedByDirectory"
                    or "exceptionIdle"
                    or "removalsKeptBack"
            } => new(problem.Subject, IsGroup: true),
            { Code: "protectedUnknown" } => null,
            _ => IsSignInName(problem.Subject) ? new(problem.Subject, IsGroup: false) : null,
        };
    }

    private static bool IsSignInName(string subject) =>
        subject.IndexOf('@', StringComparison.Ordinal) > 0 && !subject.Contains(' ', StringComparison.Ordinal);
}
