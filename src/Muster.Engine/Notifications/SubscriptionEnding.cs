using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>Ends, at the directory, what was subscribed for an address.</summary>
public static class SubscriptionEnding
{
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
