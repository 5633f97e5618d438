using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Platform;

namespace Muster.Server.People;

/// <summary>Who here follows an account of a directory.</summary>
internal static class Followers
{
    /// <summary>The user who follows an account through a connection; another connection to the same tenant may have brought another. Null for nobody.</summary>
    public static async Task<UserRow?> FollowerAsync(
        this MusterInstance muster,
        Connection connection,
        DirectoryUser account,
        long revision,
        CancellationToken cancellationToken
    )
    {
        foreach (var row in await muster.Database.Platform.FindUsersAsync(account.Id.ToString(), revision, cancellationToken))
            if (row.Id == account.Id && await muster.Database.Whereabouts.OfUserAsync(row.Key, cancellationToken) == connection.Key)
                return row;
        return null;
    }
}
