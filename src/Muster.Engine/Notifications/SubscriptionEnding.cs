using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>Ends, at the directory, what was subscribed for an address.</summary>
public static class SubscriptionEnding
{
    /// <summary>Switches the notifications of a connection off, forgets its subscriptions, and ends them at the directory too. Whether that works or not, they are off.</summary>
    /// <returns>What could not be ended, as <see cref="EndAsync"/> says it.</returns>
    public static async Task<IReadOnlyList<string>> SwitchOffAsync(
        IConnectionStore connections,
        ISubscriptionStore store,
        IDirectorySubscriptionsFactory directory,
        Connection connection,
        string actor,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(connection);
        var endpoint = (await store.EndpointsAsync(cancellationToken)).FirstOrDefault(known => known.Connection == connection.Key);
        if (endpoint is null)
            return [];
        await store.DisableAsync(connection.Key, actor, cancellationToken);
        try
        {
            await using var remote = await directory.OpenAsync(connections, connection, cancellationToken);
            return await EndAsync(remote, endpoint, cancellationToken);
        }
        catch (DirectoryReadException failure)
        {
            return [failure.Message];
        }
    }

    /// <summary>Ends everything that is there for the address, wherever the server was to be found when it was made.</summary>
    /// <returns>What could not be ended, in words; it ends by itself within four weeks, and what it sends until then is not heeded.</returns>
    public static async Task<IReadOnlyList<string>> EndAsync(
        IDirectorySubscriptions remote,
        NotificationEndpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(endpoint);
        var problems = new List<string>();
        try
        {
            foreach (var subscription in await remote.ListAsync(cancellationToken))
                if (endpoint.IsAt(subscription.Url) && await remote.DeleteAsync(subscription.Id, cancellationToken) is { } problem)
                    problems.Add(problem);
        }
        catch (DirectoryReadException failure)
        {
            problems.Add(failure.Message);
        }
        return problems;
    }
}
