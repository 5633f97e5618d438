using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Pages of users and groups as of any revision. A page begins behind the last row of the one before, so that the last costs what the first does.</summary>
/// <remarks>Texts are searched here and not by the database, as in <see cref="PlatformLists"/>; without a search the database counts.</remarks>
internal sealed class PlatformPages(Database database)
{
    private const int AtOnce = 500;

    private readonly PlatformLists _lists = new(database);

    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    public async IAsyncEnumerable<UserRow> UsersAsync(
        long revision,
        UserQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var versions = Users(model, revision, query);
        if (query.After is { UserPrincipalName: null, Key: var first })
            versions = versions.Where(version => version.UserPrincipalName != null || version.UserKey > first);
        else if (query.After is { UserPrincipalName: { } name, Key: var key })
            versions = versions.Where(version =>
                string.Compare(version.UserPrincipalName, name) > 0 || (version.UserPrincipalName == name && version.UserKey > key)
            );
        versions = versions.OrderBy(version => version.UserPrincipalName).ThenBy(version => version.UserKey);
        if (query.Search is { } text)
        {
            var keys = _lists.Named(versions, text, cancellationToken);
            await foreach (var some in (query.Limit > 0 ? keys.Take(query.Limit) : keys).Chunk(AtOnce).WithCancellation(cancellationToken))
            await foreach (var version in database.RowsAsync(versions.Where(version => some.Contains(version.UserKey)), cancellationToken))
                yield return PlatformLists.Row(version);
            yield break;
        }
        if (query.Limit > 0)
            versions = versions.Take(query.Limit);
        await foreach (var version in database.RowsAsync(versions, cancellationToken))
            yield return PlatformLists.Row(version);
    }

    public async Task<long> CountUsersAsync(long revision, UserQuery query, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var versions = Users(model, revision, query);
        return query.Search is { } text
            ? await _lists.Named(versions, text, cancellationToken).LongCountAsync(cancellationToken)
            : await database.CountAsync(versions, cancellationToken);
    }

    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    public async IAsyncEnumerable<GroupRow> GroupsAsync(
        long revision,
        GroupQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var versions = Groups(model, revision, query);
        if (query.After is { } name)
            versions = versions.Where(version => string.Compare(version.Name, name) > 0);
        versions = versions.OrderBy(version => version.Name).ThenBy(version => version.GroupKey);
        if (query.Search is { } text)
        {
            var keys = Named(versions, text, cancellationToken);
            await foreach (var some in (query.Limit > 0 ? keys.Take(query.Limit) : keys).Chunk(AtOnce).WithCancellation(cancellationToken))
            {
                var fitting = versions.Where(version => some.Contains(version.GroupKey));
                await foreach (var row in _lists.CountedAsync(model, fitting, revision, cancellationToken))
                    yield return row;
            }
            yield break;
        }
        if (query.Limit > 0)
            versions = versions.Take(query.Limit);
        await foreach (var row in _lists.CountedAsync(model, versions, revision, cancellationToken))
            yield return row;
    }

    public async Task<long> CountGroupsAsync(long revision, GroupQuery query, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var versions = Groups(model, revision, query);
        return query.Search is { } text
            ? await Named(versions, text, cancellationToken).LongCountAsync(cancellationToken)
            : await database.CountAsync(versions, cancellationToken);
    }

    /// <summary>Keys of the groups whose name has a text, in the order of the query. Nothing but names is read for it.</summary>
    private IAsyncEnumerable<int> Named(IQueryable<AppGroupVersionRow> versions, string text, CancellationToken cancellationToken) =>
        database
            .RowsAsync(versions.Select(version => new { version.GroupKey, version.Name }), cancellationToken)
            .Where(row => PlatformLists.Has(text, row.Name))
            .Select(row => row.GroupKey);

    private static IQueryable<AppUserVersionRow> Users(MusterContext model, long revision, UserQuery query)
    {
        var versions = PlatformLists.InForceUsers(model, revision);
        if (query.Active is { } active)
            versions = versions.Where(version => version.Active == active);
        if (query.Local is { } local)
            versions = versions.Where(version => (version.ObjectId == null) == local);
        if (query.Connection is { } connection)
            versions = versions.Where(version => version.Connection == connection);
        if (query.Within is { } within)
        {
            var groups = PlatformLists.Within(model, PlatformLists.InForce(model, revision), within).Select(version => version.GroupKey);
            versions = versions.Where(version =>
                (version.Connection != null && within.Contains(version.Connection.Value))
                || model.Memberships.Any(membership =>
                    membership.Workspace == Database.Workspace
                    && membership.UserKey == version.UserKey
                    && membership.FromRevision <= revision
                    && (membership.ToRevision == null || membership.ToRevision > revision)
                    && groups.Contains(membership.GroupKey)
                )
            );
        }
        return versions;
    }

    private static IQueryable<AppGroupVersionRow> Groups(MusterContext model, long revision, GroupQuery query)
    {
        var versions = PlatformLists.InForce(model, revision).Where(version => version.Link != (int)LinkState.Retired);
        if (query.Within is { } within)
            versions = PlatformLists.Within(model, versions, within);
        return query.Link is { } link ? versions.Where(version => version.Link == (int)link) : versions;
    }
}
