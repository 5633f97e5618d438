using Microsoft.EntityFrameworkCore;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Mirror;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

internal sealed class Whereabouts(Database database) : IWhereabouts
{
    public async Task<IReadOnlyDictionary<int, int>> OfGroupsAsync(IReadOnlyCollection<int> groups, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        return await RowsAsync(Placed(model, Latest(model).Where(version => groups.Contains(version.GroupKey))), cancellationToken);
    }

    public async Task<IReadOnlyDictionary<int, FollowedSource>> SourcesAsync(
        IReadOnlyCollection<int> groups,
        CancellationToken cancellationToken
    )
    {
        var sources = new Dictionary<int, FollowedSource>();
        var followed = await FollowedAsync(groups, cancellationToken);
        if (followed.Count == 0)
            return sources;
        await using var session = await database.ReadAsync(cancellationToken);
        var names = new Dictionary<int, (int Connection, string Name)>();
        var keys = KeySet.Of(followed.Select(pair => pair.Directory).Distinct());
        // A key is given once in a workspace, and is found by its connection at once.
        foreach (var connection in await ConnectionsAsync(session, cancellationToken))
            await session.EachAsync(
                GroupFactColumns.SelectAsked(connection),
                keys,
                row =>
                {
                    var group = GroupFactColumns.Map(row);
                    names[group.Key] = (connection, group.Facts.DisplayName ?? group.Id.ToString());
                },
                cancellationToken
            );
        var roots = names.Select(pair => (pair.Value.Connection, pair.Key)).ToList();
        var depths = await NestingDepths.OfAsync(session, roots, cancellationToken);
        foreach (var (group, directory) in followed)
            if (names.TryGetValue(directory, out var source))
                sources[group] = new FollowedSource(source.Connection, source.Name, depths[(source.Connection, directory)]);
        return sources;
    }

    /// <summary>The keys of the directory groups that these groups follow.</summary>
    private async Task<IReadOnlyList<(int Group, int Directory)>> FollowedAsync(
        IReadOnlyCollection<int> groups,
        CancellationToken cancellationToken
    )
    {
        if (groups.Count == 0)
            return [];
        await using var model = database.Model();
        var query = Latest(model)
            .Where(version => groups.Contains(version.GroupKey) && version.DirectoryKey != null)
            .Select(version => new { version.GroupKey, version.DirectoryKey });
        return await database
            .RowsAsync(query, cancellationToken)
            .Select(row => (row.GroupKey, row.DirectoryKey!.Value))
            .ToListAsync(cancellationToken);
    }

    private static Task<List<int>> ConnectionsAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"SELECT key FROM connection WHERE workspace = {Database.Workspace} ORDER BY key",
            row => row.GetInt32(0),
            cancellationToken
        );

    public async Task<int?> OfUserAsync(int user, CancellationToken cancellationToken) =>
        (await OfUsersAsync([user], cancellationToken)).TryGetValue(user, out var connection) ? connection : null;

    public async Task<IReadOnlyDictionary<int, int>> OfUsersAsync(IReadOnlyCollection<int> users, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var rows = model
            .Users.Where(row => row.Workspace == model.Workspace && row.Connection != null && users.Contains(row.Key))
            .Select(row => new { row.Key, row.Connection });
        return await database
            .RowsAsync(rows, cancellationToken)
            .ToDictionaryAsync(row => row.Key, row => row.Connection!.Value, cancellationToken: cancellationToken);
    }

    public async Task<IReadOnlyCollection<int>> OfGroupsOfUserAsync(int user, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var groups = Standing(model, user).Select(membership => membership.GroupKey);
        var versions = Latest(model).Where(version => groups.Contains(version.GroupKey));
        return (await RowsAsync(Placed(model, versions), cancellationToken)).Values.ToHashSet();
    }

    public async Task<IReadOnlyList<OwnedGroup>> OwnedByAsync(IReadOnlyCollection<int> users, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var versions = Latest(model).Where(version => version.ToRevision == null && version.Link != (int)LinkState.Retired);
        var query =
            from membership in model.Memberships
            where
                membership.Workspace == model.Workspace
                && membership.ToRevision == null
                && membership.Relation == (int)MembershipRelation.Owner
                && users.Contains(membership.UserKey)
            join placed in Placed(model, versions) on membership.GroupKey equals placed.Group
            select new
            {
                membership.UserKey,
                placed.Group,
                placed.Connection,
            };
        return await database
            .RowsAsync(query, cancellationToken)
            .Select(row => new OwnedGroup(row.UserKey, row.Group, row.Connection))
            .Distinct()
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<(int Connection, Guid ObjectId), int>> FollowersAsync(
        IReadOnlyCollection<Guid> objectIds,
        CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var rows = model
            .Users.Where(row =>
                row.Workspace == model.Workspace && row.Active && row.Connection != null && objectIds.Contains(row.ObjectId!.Value)
            )
            .Select(row => new
            {
                row.Connection,
                row.ObjectId,
                row.Key,
            });
        var followers = new Dictionary<(int, Guid), int>();
        await foreach (var row in database.RowsAsync(rows, cancellationToken))
            followers.TryAdd((row.Connection!.Value, row.ObjectId!.Value), row.Key);
        return followers;
    }

    public async Task<IReadOnlySet<int>> ActiveAsync(IReadOnlyCollection<int> users, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var rows = model
            .Users.Where(row => row.Workspace == model.Workspace && row.Active && users.Contains(row.Key))
            .Select(row => row.Key);
        return await database.RowsAsync(rows, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken);
    }

    private static IQueryable<MembershipIntervalRow> Standing(MusterContext model, int user) =>
        model.Memberships.Where(row => row.Workspace == model.Workspace && row.UserKey == user && row.ToRevision == null);

    /// <summary>What each group is, or was last.</summary>
    private static IQueryable<AppGroupVersionRow> Latest(MusterContext model) =>
        model.GroupVersions.Where(version =>
            version.Workspace == model.Workspace
            && !model.GroupVersions.Any(later =>
                later.Workspace == model.Workspace && later.GroupKey == version.GroupKey && later.FromRevision > version.FromRevision
            )
        );

    private static IQueryable<PlacedGroup> Placed(MusterContext model, IQueryable<AppGroupVersionRow> versions) =>
        from version in versions
        join source in model.DirectoryGroups
            on new { version.Workspace, Key = version.DirectoryKey } equals new { source.Workspace, Key = (int?)source.Key }
        select new PlacedGroup { Group = version.GroupKey, Connection = source.Connection };

    private async Task<IReadOnlyDictionary<int, int>> RowsAsync(IQueryable<PlacedGroup> query, CancellationToken cancellationToken)
    {
        var found = new Dictionary<int, int>();
        await foreach (var row in database.RowsAsync(query, cancellationToken))
            found[row.Group] = row.Connection;
        return found;
    }

    private sealed class PlacedGroup
    {
        public required int Group { get; init; }
        public required int Connection { get; init; }
    }
}
