using Microsoft.EntityFrameworkCore;
using Muster.Core.Platform;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Which connection groups and users belong to at this moment, for deciding who may see them.</summary>
public sealed class Whereabouts
{
    private readonly Database _database;

    internal Whereabouts(Database database) => _database = database;

    /// <summary>The connections of groups that follow a directory, by group; a retired group counts as it was last.</summary>
    public async Task<IReadOnlyDictionary<int, int>> OfGroupsAsync(IReadOnlyCollection<int> groups, CancellationToken cancellationToken)
    {
        await using var model = _database.Model();
        return await RowsAsync(Placed(model, Latest(model).Where(version => groups.Contains(version.GroupKey))), cancellationToken);
    }

    /// <summary>Whether there is, or was, a group with this number.</summary>
    public async Task<bool> IsGroupAsync(int group, CancellationToken cancellationToken)
    {
        await using var model = _database.Model();
        return await _database.CountAsync(Latest(model).Where(version => version.GroupKey == group), cancellationToken) > 0;
    }

    /// <summary>The connection whose directory user somebody follows; null for a local user, and for nobody.</summary>
    public async Task<int?> OfUserAsync(int user, CancellationToken cancellationToken)
    {
        await using var model = _database.Model();
        var rows = model.Users.Where(row => row.Workspace == Database.Workspace && row.Key == user).Select(row => row.Connection);
        return await _database.RowsAsync(rows, cancellationToken).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The connections of the groups that somebody is in, whoever decided it.</summary>
    public async Task<IReadOnlyCollection<int>> OfGroupsOfUserAsync(int user, CancellationToken cancellationToken)
    {
        await using var model = _database.Model();
        var groups = Standing(model, user).Select(membership => membership.GroupKey);
        var versions = Latest(model).Where(version => groups.Contains(version.GroupKey));
        return (await RowsAsync(Placed(model, versions), cancellationToken)).Values.ToHashSet();
    }

    /// <summary>Groups in use that somebody owns, with the connection each follows; those that follow none are left out.</summary>
    public async Task<IReadOnlyDictionary<int, int>> OwnedByAsync(int user, CancellationToken cancellationToken)
    {
        await using var model = _database.Model();
        var owned = Standing(model, user)
            .Where(membership => membership.Relation == (int)MembershipRelation.Owner)
            .Select(membership => membership.GroupKey);
        var versions = Latest(model)
            .Where(version => version.ToRevision == null && version.Link != (int)LinkState.Retired && owned.Contains(version.GroupKey));
        return await RowsAsync(Placed(model, versions), cancellationToken);
    }

    /// <summary>The active user who follows the directory user with this object id in a connection; null for nobody.</summary>
    public async Task<int?> FollowerOfAsync(int connection, Guid objectId, CancellationToken cancellationToken)
    {
        await using var model = _database.Model();
        var rows = model
            .Users.Where(row =>
                row.Workspace == Database.Workspace && row.Connection == connection && row.ObjectId == objectId && row.Active
            )
            .Select(row => (int?)row.Key);
        return await _database.RowsAsync(rows, cancellationToken).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Whether there is an active user with this key.</summary>
    public async Task<bool> IsActiveAsync(int user, CancellationToken cancellationToken)
    {
        await using var model = _database.Model();
        return await _database.CountAsync(
                model.Users.Where(row => row.Workspace == Database.Workspace && row.Key == user && row.Active),
                cancellationToken
            ) > 0;
    }

    private static IQueryable<MembershipIntervalRow> Standing(MusterContext model, int user) =>
        model.Memberships.Where(row => row.Workspace == Database.Workspace && row.UserKey == user && row.ToRevision == null);

    /// <summary>What each group is, or was last.</summary>
    private static IQueryable<AppGroupVersionRow> Latest(MusterContext model) =>
        model.GroupVersions.Where(version =>
            version.Workspace == Database.Workspace
            && !model.GroupVersions.Any(later =>
                later.Workspace == Database.Workspace && later.GroupKey == version.GroupKey && later.FromRevision > version.FromRevision
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
        await foreach (var row in _database.RowsAsync(query, cancellationToken))
            found[row.Group] = row.Connection;
        return found;
    }

    private sealed class PlacedGroup
    {
        public required int Group { get; init; }
        public required int Connection { get; init; }
    }
}
