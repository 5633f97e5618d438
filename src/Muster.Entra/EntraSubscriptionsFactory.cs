using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Entra.Http;
using Muster.Entra.Subscriptions;

namespace Muster.Entra;

/// <summary>Reaches the subscriptions of an application through Microsoft Graph.</summary>
/// <param name="clock">Time for tokens, waits and time-outs.</param>
public sealed class EntraSubscriptionsFactory(TimeProvider clock) : IDirectorySubscriptionsFactory
{
    /// <inheritdoc />
    public IDirectorySubscriptions Create(Connection connection, Credential credential)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(credential);
        return new EntraSubscriptions(connection, credential, new RetryRules(Random.Shared.NextDouble), clock);
    }
}
