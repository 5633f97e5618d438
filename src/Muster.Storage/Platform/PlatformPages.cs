using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Pages of users and groups as of any revision. A page begins behind the last row of the one before, so that the last costs what the first does.</summary>
internal sealed class PlatformPages(Database database, PlatformLists lists, KnownFinds finds)
{
    private const int AtOnce = 500;

    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    public async IAsyncEnumerable<UserRow> UsersAsync(
        long revision,
        UserQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (query.Within is [])
            yield break;
        await using var model = database.Model();
        if (query.Search is not null && IsFirst(query.After is null, query.Limit, query.Within))
        {
            var known = await FoundAsync(revision, query, cancellationToken);
            foreach (var some in known.Take(query.Limit).Chunk(AtOnce))
            {
                var shown = PlatformLists.InForceUsers(model, revision).Where(version => some.Contains(version.UserKey));
                await foreach (var version in database.RowsAsync(PlatformLists.Ordered(shown), cancellationToken))
                    yield return PlatformLists.Row(version);
            }
            yield break;
        }
        var versions = Users(model, revision, query);
        if (query.After is { UserPrincipalName: null, Key: var first })
            versions = versions.Where(version => version.UserPrincipalName != null || version.UserKey > first);
        else if (query.After is { UserPrincipalName: { } name, Key: var key })
            versions = versions.Where(version =>
                string.Compare(version.UserPrincipalName, name) > 0 || (version.UserPrincipalName == name && version.UserKey > key)
            );
        versions = PlatformLists.Ordered(versions);
        if (query.Limit > 0)
            versions = versions.Take(query.Limit);
        await foreach (var version in database.RowsAsync(versions, cancellationToken))
            yield return PlatformLists.Row(version);
    }

    public async Task<long> CountUsersAsync(long revision, UserQuery query, CancellationToken cancellationToken)
    {
        if (query.Within is [])
            return 0;
        if (query is { Search: not null, Within: null })
            return (await FoundAsync(revision, query, cancellationToken)).Count;
        await using var model = database.Model();
        return await database.CountAsync(Users(model, revision, query), cancellationToken);
    }

    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    public async IAsyncEnumerable<GroupRow> GroupsAsync(
        long revision,
        GroupQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (IsNone(query))
            yield break;
        await using var model = database.Model();
        if (query.Search is not null)
        {
            var keys = IsFirst(query.After is null, query.Limit, query.Within)
                ? (await FoundAsync(revision, query, cancellationToken)).Take(query.Limit).ToAsyncEnumerable()
                : database.RowsAsync(Page().Select(version => version.GroupKey), cancellationToken);
            await foreach (var some in keys.Chunk(AtOnce).WithCancellation(cancellationToken))
            {
                var shown = PlatformLists.InForce(model, revision).Where(version => some.Contains(version.GroupKey));
                await foreach (var row in lists.CountedAsync(model, shown, revision, cancellationToken))
                    yield return row;
            }
            yield break;
        }
        await foreach (var row in lists.CountedAsync(model, Page(), revision, cancellationToken))
            yield return row;

        IQueryable<AppGroupVersionRow> Page()
        {
            var versions = Groups(model, revision, query);
            if (query.After is { } name)
                versions = versions.Where(version => string.Compare(version.Name, name) > 0);
            versions = PlatformLists.Ordered(versions);
            return query.Limit > 0 ? versions.Take(query.Limit) : versions;
        }
    }

    public async Task<long> CountGroupsAsync(long revision, GroupQuery query, CancellationToken cancellationToken)
    {
        if (IsNone(query))
            return 0;
        if (query is { Search: not null, Within: null })
            return (await FoundAsync(revision, query, cancellationToken)).Count;
        await using var model = database.Model();
        return await database.CountAsync(Groups(model, revision, query), cancellationToken);
    }

    private static bool IsNone(GroupQuery query) => query.Within is [] || query.Keys is { Count: 0 };

    /// <summary>Whether a page is the beginning of what everybody finds. Whom somebody may see depends on the directory too, which no revision tells.</summary>
    private static bool IsFirst(bool fromTop, int limit, IReadOnlyList<int>? within) => fromTop && limit > 0 && within is null;

    /// <summary>Everybody who fits, in the order of the list.</summary>
    private Task<IReadOnlyList<int>> FoundAsync(long revision, UserQuery query, CancellationToken cancellationToken)
    {
        var whole = query with { After = null, Limit = 0 };
        return FoundAsync(
            revision,
            whole,
            model => PlatformLists.Ordered(Users(model, revision, whole)).Select(version => version.UserKey),
            cancellationToken
        );
    }

    /// <summary>Every group that fits, in the order of the list.</summary>
    private Task<IReadOnlyList<int>> FoundAsync(long revision, GroupQuery query, CancellationToken cancellationToken)
    {
        var whole = query with { After = null, Limit = 0 };
        return FoundAsync(
            revision,
            whole,
            model => PlatformLists.Ordered(Groups(model, revision, whole)).Select(version => version.GroupKey),
            cancellationToken
        );
    }

    private Task<IReadOnlyList<int>> FoundAsync(
        long revision,
        object query,
        Func<MusterContext, IQueryable<int>> keys,
        CancellationToken cancellationToken
    ) =>
        finds.OfAsync(
            query,
            revision,
            async stop =>
            {
                await using var model = database.Model();
                return await database.RowsAsync(keys(model), stop).ToArrayAsync(stop);
            },
            cancellationToken
        );

    private static IQueryable<AppUserVersionRow> Users(MusterContext model, long revision, UserQuery query)
    {
        var versions = PlatformLists.InForceUsers(model, revision);
        if (query.Search is { } text)
            versions = PlatformLists.Having(versions, text);
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
                    membership.Workspace == model.Workspace
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
        if (query.Search is { } text)
            versions = PlatformLists.Having(versions, text);
        if (query.Keys is { } keys)
            versions = versions.Where(version => keys.Contains(version.GroupKey));
        return query.Link is { } link ? versions.Where(version => version.Link == (int)link) : versions;
    }
}
