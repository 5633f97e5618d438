using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Server;

namespace Muster.Cli.Users;

/// <summary>Finds the one directory user that a text means.</summary>
internal static class DirectoryUserLookup
{
    /// <summary>By UPN, mail or object id.</summary>
    /// <param name="text">What a person typed.</param>
    /// <param name="muster">Where to look.</param>
    /// <param name="connection">In which directory.</param>
    /// <param name="present">Whether only users count that the directory has; otherwise removed ones are found too, where no present one fits.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="UserErrorException">None, or several.</exception>
    public static async Task<DirectoryUser> FindAsync(
        string text,
        MusterInstance muster,
        Connection connection,
        bool present,
        CancellationToken cancellationToken
    )
    {
        var all = await muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken);
        var there = all.Where(user => user.Presence == ObjectPresence.Present).ToList();
        List<DirectoryUser> found = there.Count > 0 || present ? there : [.. all];
        return found switch
        {
            [var only] => only,
            [] => throw new UserErrorException(
                ExitCodes.NotFound,
                $"The directory has no user with UPN, mail address or object id '{text}'{(present ? "; check the spelling, or look for people in the directory's own portal" : ", as far as it was read. Read it with: muster sync")}."
            ),
            _ => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"'{text}' fits {found.Count} directory users; give the object id of one: {string.Join(", ", found.Select(user => $"{user.Id} ({user.Facts.UserPrincipalName})"))}."
            ),
        };
    }
}
