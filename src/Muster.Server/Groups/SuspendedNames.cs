using Muster.Engine.Platform;

namespace Muster.Server.Groups;

/// <summary>Names of people without access, to tell whether whoever answers for a group is still there.</summary>
internal static class SuspendedNames
{
    /// <summary>UPNs, mail addresses and display names of suspended users at a revision; upper and lower case are alike.</summary>
    public static async Task<IReadOnlySet<string>> AtAsync(MusterInstance muster, long revision, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var user in muster.Database.Platform.UserPageAsync(revision, new UserQuery { Active = false }, cancellationToken))
        foreach (var name in new[] { user.Attributes.UserPrincipalName, user.Attributes.Mail, user.Attributes.DisplayName })
            if (name is not null)
                names.Add(name);
        return names;
    }
}
