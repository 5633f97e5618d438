using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;

namespace Muster.Engine.Groups;

/// <summary>Knows in whose name a decision about a group is made, so that nobody has to say it.</summary>
public sealed class FollowedConnections(IConnectionStore connections, IMirrorStore mirror, IPlatformStore platform)
{
    /// <summary>The connection that a decision about a group is recorded with: the only one there is, or the one whose directory the group follows.</summary>
    /// <param name="group">Name of the group, exactly.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when there is none, or when there are several and the group follows none of them.</returns>
    public async Task<Connection?> ForAsync(string group, CancellationToken cancellationToken)
    {
        var all = await connections.ListAsync(cancellationToken);
        if (all is [] or [_])
            return all is [var only] ? only : null;
        var groups = (await platform.LoadGroupsAsync(cancellationToken)).Groups;
        return groups.FirstOrDefault(candidate => candidate.Name == group) is { } found ? await OfAsync(found, cancellationToken) : null;
    }

    /// <summary>The connection whose directory a group follows; null for none.</summary>
    public async Task<Connection?> OfAsync(PlatformGroup group, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.DirectoryKey is not { } key)
            return null;
        foreach (var connection in await connections.ListAsync(cancellationToken))
            if (await mirror.GroupFactsAsync(connection.Key, KeySet.Of(key), cancellationToken) is [_, ..])
                return connection;
        return null;
    }
}
