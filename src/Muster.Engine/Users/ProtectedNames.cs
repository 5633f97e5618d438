using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;

namespace Muster.Engine.Users;

/// <summary>Knows the people whom nothing takes out of a group (INV-11), whichever connection protects them.</summary>
public sealed class ProtectedNames(IConnectionStore connections, PolicyReader policies, IPlatformStore platform)
{
    /// <summary>What the setting calls a user; null when the user is not protected.</summary>
    public async Task<string?> FindAsync(int user, CancellationToken cancellationToken)
    {
        foreach (var connection in await connections.ListAsync(cancellationToken))
        {
            var names = (await policies.OfConnectionAsync(connection.Key, cancellationToken)).ProtectedUsers;
            if (names.Count > 0 && (await platform.CalledAsync(connection.Key, names, cancellationToken)).TryGetValue(user, out var name))
                return name;
        }
        return null;
    }
}
