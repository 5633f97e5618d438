using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Platform;

namespace Muster.Server.Groups;

/// <summary>The directory groups behind the platform's, with the policies of their connection.</summary>
internal sealed class GroupSources
{
    private readonly Dictionary<ObjectId, GroupSource> _byId = [];
    private readonly Dictionary<int, GroupSource> _followed = [];

    private GroupSources() { }

    /// <summary>Loads facts and policies of every connection.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="at">Policies as of this instant; null for now. Facts are those of the last read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<GroupSources> LoadAsync(MusterInstance muster, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var (sources, all) = (new GroupSources(), new Dictionary<int, GroupSource>());
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
        {
            var policies = at is { } instant
                ? await muster.Policies.OfConnectionAtAsync(connection.Key, instant, cancellationToken)
                : await muster.Policies.OfConnectionAsync(connection.Key, cancellationToken);
            foreach (var group in await muster.Database.Mirror.GroupFactsAsync(connection.Key, cancellationToken))
                sources._byId.TryAdd(group.Id, all[group.Key] = new GroupSource(connection, policies, group));
        }
        // Where two connections read one tenant, the object id does not tell which of them a group follows.
        if (all.Count > sources._byId.Count)
            foreach (var group in (await muster.Database.Platform.LoadGroupsAsync(cancellationToken)).Groups)
                if (group.DirectoryKey is { } key && all.TryGetValue(key, out var followed))
                    sources._followed[group.Key] = followed;
        return sources;
    }

    /// <summary>The directory group a platform group is pinned to; null for none.</summary>
    public GroupSource? Of(GroupRow group) =>
        group.Id is not { } id ? null
        : _followed.TryGetValue(group.Key, out var followed) && followed.Group.Id == id ? followed
        : _byId.GetValueOrDefault(id);

    /// <summary>What is special about the directory group, none when there is none.</summary>
    public IReadOnlyList<string> Labels(GroupRow group) => Of(group) is { } source ? GroupLabels.Of(source.Group.Facts) : [];

    /// <summary>What owners of the group may do; nothing where it follows no directory.</summary>
    public IReadOnlyList<string> OwnerPermissions(GroupRow group) => Of(group)?.Policies.OwnerPermissions ?? ValueList.Empty<string>();
}

/// <summary>A directory group with its connection.</summary>
internal sealed record GroupSource(Connection Connection, ConnectionPolicies Policies, DirectoryGroup Group);
