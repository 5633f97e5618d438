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
        if (query.Limit > 0 && query.Search is null)
            versions = versions.Take(query.Limit);
        var shown = 0;
        await foreach (var version in database.RowsAsync(versions, cancellationToken))
        {
            if (query.Search is { } text && !PlatformLists.Has(text, version.UserPrincipalName, version.DisplayName, version.Mail))
                continue;
            yield return PlatformLists.Row(version);
            if (++shown == query.Limit)
                yield break;
        }
    }

    public async Task<long> CountUsersAsync(long revision, UserQuery query, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var versions = Users(model, revision, query);
        if (query.Search is not { } text)
            return await database.CountAsync(versions, cancellationToken);
        var texts = versions.Select(version => new
        {
            version.UserPrincipalName,
            version.DisplayName,
            version.Mail,
        });
        return await database
            .RowsAsync(texts, cancellationToken)
            .LongCountAsync(row => PlatformLists.Has(text, row.UserPrincipalName, row.DisplayName, row.Mail), cancellationToken);
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
        if (query.Limit > 0 && query.Search is null)
            versions = versions.OrderBy(version => version.Name).ThenBy(version => version.GroupKey).Take(query.Limit);
        var shown = 0;
        await foreach (var row in _lists.CountedAsync(model, versions, revision, cancellationToken))
        {
            if (query.Search is { } text && !PlatformLists.Has(text, row.Name))
                continue;
            yield return row;
            if (++shown == query.Limit)
                yield break;
        }
    }

    public async Task<long> CountGroupsAsync(long revision, GroupQuery query, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var versions = Groups(model, revision, query);
        return query.Search is not { } text
            ? await database.CountAsync(versions, cancellationToken)
            : await database
                .RowsAsync(versions.Select(version => version.Name), cancellationToken)
                .LongCountAsync(name => PlatformLists.Has(text, name), cancellationToken);
    }

    private static IQueryable<AppUserVersionRow> Users(MusterContext model, long revision, UserQuery query)
    {
        var versions = model.UserVersions.Where(version =>
            version.Workspace == Database.Workspace
            && version.FromRevision <= revision
            && (version.ToRevision == null || version.ToRevision > revision)
        );
        if (query.Active is { } active)
            versions = versions.Where(version => version.Active == active);
        if (query.Local is { } local)
            versions = versions.Where(version => (version.ObjectId == null) == local);
        if (query.Connection is { } connection)
            versions = versions.Where(version => version.Connection == connection);
        return versions;
    }

    private static IQueryable<AppGroupVersionRow> Groups(MusterContext model, long revision, GroupQuery query)
    {
        var versions = PlatformLists.InForce(model, revision).Where(version => version.Link != (int)LinkState.Retired);
        return query.Link is { } link ? versions.Where(version => version.Link == (int)link) : versions;
    }
}
