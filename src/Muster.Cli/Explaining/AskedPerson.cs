using Muster.Cli.Users;
using Muster.Core.DirectoryObjects;
using Muster.Core.Reporting;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Server;
using Muster.Server.Groups;

namespace Muster.Cli.Explaining;

/// <summary>Whom somebody asked about: a user of now or then, or somebody of the directory who is none.</summary>
/// <param name="Connection">The directory the account was found in, or the only one; null without one.</param>
/// <param name="User">As a user; null for somebody who is none.</param>
/// <param name="WasUser">Whether the person was a user at the moment asked about.</param>
/// <param name="Person">As the directory has the person now; null when it has none.</param>
internal sealed record AskedPerson(Connection? Connection, UserRow? User, bool WasUser, DirectoryUser? Person)
{
    /// <summary>The one person a text means, with the account in the directory that a group follows.</summary>
    /// <exception cref="UserErrorException">Nobody is called so, here or in the directory, or several are.</exception>
    public static async Task<AskedPerson> FindAsync(
        MusterInstance muster,
        string text,
        GroupRow group,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var connections = await muster.AnsweringAsync(group.Key, cancellationToken);
        var found = await muster.Database.Platform.FindUsersAsync(text, revision, cancellationToken);
        var wasUser = found.Count > 0;
        var latest = await muster.Database.Platform.RevisionAsync(cancellationToken);
        if (!wasUser && latest != revision)
            found = await muster.Database.Platform.FindUsersAsync(text, latest, cancellationToken);
        if (found.Count > 0)
        {
            var user = UserCommands.Chosen(found, text);
            foreach (var connection in connections)
                if (user.Id is { } id && await AccountAsync(muster, connection, id.ToString(), cancellationToken) is { } account)
                    return new AskedPerson(connection, user, wasUser, account);
            return new AskedPerson(connections is [var only] ? only : null, user, wasUser, null);
        }
        foreach (var connection in connections)
            if (await AccountAsync(muster, connection, text, cancellationToken) is { } account)
                return new AskedPerson(connection, null, false, account);
        throw new UserErrorException(
            ExitCodes.NotFound,
            $"There is no user '{text}' here, and nobody in the directory as it was last read. Give the UPN, the mail address or the object id; search with: muster users list --search TEXT"
        );
    }

    private static async Task<DirectoryUser?> AccountAsync(
        MusterInstance muster,
        Connection connection,
        string text,
        CancellationToken cancellationToken
    )
    {
        var found = await muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken);
        var present = found.Where(user => user.Presence == ObjectPresence.Present).ToList();
        return (present.Count > 0 ? present : [.. found]) switch
        {
            [] => null,
            [var only] => only,
            var several => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"'{text}' fits {CountWords.People(several.Count)} of the directory; give the object id of one: {string.Join(", ", several.Take(10).Select(user => $"{user.Id} ({user.Facts.UserPrincipalName})"))}."
            ),
        };
    }
}
