using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Entra;

namespace Muster.Server.Connections;

/// <summary>Takes a connection away, and ends at the directory what was subscribed for it.</summary>
internal static class ConnectionRemoval
{
    /// <summary>Removes it.</summary>
    /// <returns>What could not be ended at the directory, which ends by itself within four weeks; null when users or groups still follow it, so that nothing was removed.</returns>
    public static async Task<IReadOnlyList<string>?> RemoveAsync(
        MusterInstance muster,
        Connection connection,
        string actor,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // Fetched while they are there: without them nothing could be ended at the directory afterwards.
        var notified = await muster.Database.Subscriptions.EndpointsAsync(cancellationToken);
        var endpoint = notified.FirstOrDefault(known => known.Connection == connection.Key);
        var credential = endpoint is null ? null : await CredentialAsync(muster, connection, cancellationToken);
        if (!await muster.RemoveAsync(connection, actor, cancellationToken))
            return null;
        if (endpoint is null)
            return [];
        if (credential is null)
            return endpoint.Enabled ? [Unreadable(connection)] : [];
        try
        {
            await using var remote = new EntraSubscriptionsFactory(clock).Create(connection, credential);
            return await SubscriptionEnding.EndAsync(remote, endpoint, cancellationToken);
        }
        catch (DirectoryReadException failure)
        {
            return [failure.Message];
        }
    }

    /// <summary>Why nothing could be ended where nobody could sign in any more.</summary>
    private static string Unreadable(Connection connection) =>
        $"The credential of '{connection.Name}' could not be read any more, so nobody could sign in to the directory.";

    /// <summary>Why a connection stays, and what to do instead.</summary>
    public static string Refusal(Connection connection) =>
        $"Users or groups still follow “{connection.Name}”, so it stays; users that were imported from it cannot be handed over yet. For a new secret, certificate or address, change the connection instead. Nothing was removed.";

    /// <summary>The credential; null when it cannot be decrypted any more, which must not keep a connection from being removed.</summary>
    private static async Task<Credential?> CredentialAsync(
        MusterInstance muster,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await muster.Connections.CredentialAsync(connection.Key, cancellationToken);
        }
        catch (CredentialUnreadableException)
        {
            return null;
        }
    }
}
