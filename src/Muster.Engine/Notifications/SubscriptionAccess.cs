using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>Opens the subscriptions of a connection with the credential that is stored for it.</summary>
internal static class SubscriptionAccess
{
    /// <exception cref="DirectoryReadException">The credential cannot be used, or not be decrypted any more.</exception>
    public static async Task<IDirectorySubscriptions> OpenAsync(
        this IDirectorySubscriptionsFactory directory,
        IConnectionStore connections,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return directory.Create(connection, await connections.CredentialAsync(connection.Key, cancellationToken));
        }
        catch (CredentialUnreadableException failure)
        {
            throw new DirectoryReadException(DirectoryFault.SignInRefused, failure.Message, failure);
        }
    }
}
