namespace Muster.Server.Accounts;

/// <summary>Finds the platform user whom an Owner means an account to be.</summary>
internal static class PlatformUsers
{
    /// <summary>The one active user that a text means: UPN, mail, object id or number.</summary>
    /// <returns>Key of the user, null for an empty text; or what is wrong.</returns>
    public static async Task<(int? User, string? Fault)> FindAsync(MusterInstance muster, string text, CancellationToken cancellationToken)
    {
        text = text.Trim();
        if (text.Length == 0)
            return (null, null);
        var platform = muster.Database.Platform;
        var found = await platform.FindUsersAsync(text, await platform.RevisionAsync(cancellationToken), cancellationToken);
        var active = found.Where(user => user.Active).ToList();
        return active switch
        {
            [var only] => (only.Key, null),
            [] when found.Count > 0 => (null, $"'{text}' is suspended. Whoever is suspended manages nothing."),
            [] => (null, $"There is no user '{text}'. Type a UPN, a mail address, an object id, or a number such as #17."),
            _ => (
                null,
                $"'{text}' fits {active.Count} users; type the object id or number of one: {string.Join(", ", active.Take(5).Select(user => user.Handle))}."
            ),
        };
    }
}
