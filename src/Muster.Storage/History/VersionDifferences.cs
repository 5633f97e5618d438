using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Storage.Model;
using Muster.Storage.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.History;

/// <summary>Users and groups as of revisions, by key, and how they differ between two.</summary>
internal sealed class VersionDifferences(Database database)
{
    /// <summary>Keys asked for in one query.</summary>
    public const int Several = 500;

    public async IAsyncEnumerable<GroupDifference> GroupsAsync(
        long earlier,
        long later,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        // Of the versions in force in one of the two revisions, those that are not in the other: one a group, or two.
        var changed =
            from version in model.GroupVersions
            where version.Workspace == model.Workspace && version.FromRevision <= later
            where version.ToRevision == null || version.ToRevision > earlier
            where (version.FromRevision <= earlier) != (version.ToRevision == null || version.ToRevision > later)
            orderby version.GroupKey, version.FromRevision
            select version;
        AppGroupVersionRow? before = null;
        await foreach (var version in RowsAsync(changed, cancellationToken))
            if (version.FromRevision <= earlier)
                before = version;
            else if (Difference(before?.GroupKey == version.GroupKey ? before : null, version) is { } difference)
                yield return difference;
    }

    public async IAsyncEnumerable<UserDifference> UsersAsync(
        long earlier,
        long later,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var changed =
            from version in model.UserVersions
            where version.Workspace == model.Workspace && version.FromRevision <= later
            where version.ToRevision == null || version.ToRevision > earlier
            where (version.FromRevision <= earlier) != (version.ToRevision == null || version.ToRevision > later)
            orderby version.UserKey, version.FromRevision
            select version;
        UserRow? before = null;
        await foreach (var found in RowsAsync(changed, cancellationToken))
        {
            var row = PlatformLists.Row(found);
            if (found.FromRevision <= earlier)
                before = row;
            else if (new UserDifference(before?.Key == row.Key ? before : null, row) is { Changes.Count: > 0 } difference)
                yield return difference;
        }
    }

    /// <summary>Every version of one user with the revision since which it stands, the oldest first.</summary>
    public async IAsyncEnumerable<(long From, UserRow User)> OfUserAsync(
        int user,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var query = model
            .UserVersions.Where(version => version.Workspace == model.Workspace && version.UserKey == user)
            .OrderBy(version => version.FromRevision);
        await foreach (var version in RowsAsync(query, cancellationToken))
            yield return (version.FromRevision, PlatformLists.Row(version));
    }

    public async Task<IReadOnlyDictionary<int, UserRow>> UsersByKeyAsync(
        IReadOnlyCollection<int> keys,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var users = new Dictionary<int, UserRow>(keys.Count);
        await using var model = database.Model();
        foreach (var some in keys.Distinct().Chunk(Several))
        {
            var query =
                from version in model.UserVersions
                where version.Workspace == model.Workspace && some.Contains(version.UserKey)
                where version.FromRevision <= revision && (version.ToRevision == null || version.ToRevision > revision)
                select version;
            await foreach (var version in RowsAsync(query, cancellationToken))
                users[version.UserKey] = PlatformLists.Row(version);
        }
        return users;
    }

    public async Task<IReadOnlyDictionary<int, GroupThen>> GroupsByKeyAsync(
        IReadOnlyCollection<int> keys,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var groups = new Dictionary<int, GroupThen>(keys.Count);
        await using var model = database.Model();
        foreach (var some in keys.Distinct().Chunk(Several))
        {
            var query = model.GroupVersions.Where(version =>
                version.Workspace == model.Workspace
                && some.Contains(version.GroupKey)
                && version.FromRevision <= revision
                && (version.ToRevision == null || version.ToRevision > revision)
            );
            await foreach (var version in RowsAsync(query, cancellationToken))
                groups[version.GroupKey] = Then(version);
        }
        return groups;
    }

    private static GroupDifference? Difference(AppGroupVersionRow? before, AppGroupVersionRow after) =>
        before is not null && IsSame(before, after)
            ? null
            : new GroupDifference(after.GroupKey, before is null ? null : Then(before), Then(after));

    /// <summary>Whether everything but the interval is the same: changed, and changed back.</summary>
    private static bool IsSame(AppGroupVersionRow before, AppGroupVersionRow after) =>
        typeof(AppGroupVersionRow)
            .GetProperties()
            .Where(property => property.Name is not (nameof(before.FromRevision) or nameof(before.ToRevision)))
            .All(property => Equals(property.GetValue(before), property.GetValue(after)));

    private static GroupThen Then(AppGroupVersionRow version) =>
        new(
            version.Name,
            GroupVersion.SettingsOf(version.Purpose, version.Settings),
            (LinkState)version.Link,
            version.ObjectId is { } id ? new ObjectId(id) : null
        )
        {
            Attributes = GroupVersion.AttributesOf(version.Settings),
        };

    private async IAsyncEnumerable<T> RowsAsync<T>(IQueryable<T> query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var rows = query.AsAsyncEnumerable().GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(rows))
            yield return rows.Current;
    }

    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }
}
