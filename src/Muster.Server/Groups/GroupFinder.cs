using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;

namespace Muster.Server.Groups;

/// <summary>Finds groups of the platform, and what they follow. Costs the same however many there are.</summary>
internal static class GroupFinder
{
    /// <summary>The group with a key as of a revision, a retired one too; null when there was none.</summary>
    public static async Task<GroupRow?> GroupAsync(this MusterInstance muster, int key, long revision, CancellationToken cancellationToken)
    {
        var then = await muster.Database.History.GroupsByKeyAsync([key], revision, cancellationToken);
        return then.TryGetValue(key, out var named)
            ? (await muster.Database.Platform.FindGroupsAsync(named.Name, revision, cancellationToken)).FirstOrDefault(row =>
                row.Key == key
            )
            : null;
    }

    /// <summary>The group in use with exactly a name as of a revision; else a retired one.</summary>
    public static async Task<GroupRow?> GroupNamedAsync(
        this MusterInstance muster,
        string name,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var found = await muster.Database.Platform.FindGroupsAsync(name, revision, cancellationToken);
        return found.FirstOrDefault(row => row.Link != LinkState.Retired) ?? (found.Count > 0 ? found[0] : null);
    }

    /// <summary>What a group follows; null when it follows nothing that is known.</summary>
    public static async Task<GroupOrigin?> OriginAsync(this MusterInstance muster, GroupRow group, CancellationToken cancellationToken) =>
        group.Id is { } id
        && await muster.FollowedByAsync(group.Key, cancellationToken) is { } connection
        && await muster.Database.Mirror.GroupFactsAsync(connection.Key, id, cancellationToken) is { } source
            ? new(connection, source, await muster.Policies.OfConnectionAsync(connection.Key, cancellationToken))
            : null;

    /// <summary>The connection whose directory group a group follows, or followed last, by which rights to the group are decided too; null for none. Two connections may read one tenant, so the object id does not tell.</summary>
    public static async Task<Connection?> FollowedByAsync(this MusterInstance muster, int group, CancellationToken cancellationToken)
    {
        var placed = await muster.Database.Whereabouts.OfGroupsAsync([group], cancellationToken);
        return placed.TryGetValue(group, out var key)
            ? (await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(connection => connection.Key == key)
            : null;
    }

    /// <summary>The connections whose accounts count where it is asked why somebody is in a group: the one that it follows; all where it follows none.</summary>
    public static async Task<IReadOnlyList<Connection>> AnsweringAsync(
        this MusterInstance muster,
        int group,
        CancellationToken cancellationToken
    ) =>
        await muster.FollowedByAsync(group, cancellationToken) is { } followed
            ? [followed]
            : await muster.Connections.ListAsync(cancellationToken);

    /// <summary>Names of the directory groups with these keys.</summary>
    public static async Task<IReadOnlyDictionary<int, string>> SourceNamesAsync(
        this MusterInstance muster,
        IEnumerable<int> keys,
        CancellationToken cancellationToken
    )
    {
        var wanted = KeySet.Of(keys.Where(key => key != 0));
        var names = new Dictionary<int, string>();
        if (!wanted.IsEmpty)
            foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
            foreach (var source in await muster.Database.Mirror.GroupFactsAsync(connection.Key, wanted, cancellationToken))
                names[source.Key] = source.Name;
        return names;
    }
}

/// <summary>What a group follows.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Source">The directory group, without its members.</param>
/// <param name="Policies">The connection's policies.</param>
internal sealed record GroupOrigin(Connection Connection, DirectoryGroup Source, ConnectionPolicies Policies);
