using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Pages of the memberships of one person as of any revision.</summary>
internal sealed class MembershipPages(Database database)
{
    public async IAsyncEnumerable<PersonMembership> RowsAsync(
        long revision,
        MembershipQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var rows = Behind(Memberships(model, revision, query), query.After)
            .OrderBy(row => row.Group.Name)
            .ThenBy(row => row.Group.GroupKey)
            .ThenBy(row => row.Membership.Relation)
            .ThenBy(row => row.Membership.Origin)
            .AsQueryable();
        if (query.Limit > 0)
            rows = rows.Take(query.Limit);
        await foreach (var row in database.RowsAsync(rows, cancellationToken))
            yield return new PersonMembership(
                row.Group.Name,
                new(
                    row.Membership.GroupKey,
                    row.Membership.UserKey,
                    (MembershipRelation)row.Membership.Relation,
                    (MembershipOrigin)row.Membership.Origin,
                    row.Membership.Via,
                    row.Membership.FromRevision
                )
            );
    }

    public async Task<long> CountAsync(long revision, MembershipQuery query, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        return await database.CountAsync(Memberships(model, revision, query), cancellationToken);
    }

    public async Task<long> CountGroupsAsync(long revision, MembershipQuery query, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var groups = Memberships(model, revision, query).Select(row => row.Group.GroupKey).Distinct();
        return await database.CountAsync(groups, cancellationToken);
    }

    private static IQueryable<Named> Memberships(MusterContext model, long revision, MembershipQuery query)
    {
        var held = model.Memberships.Where(membership =>
            membership.Workspace == model.Workspace
            && membership.UserKey == query.User
            && membership.FromRevision <= revision
            && (membership.ToRevision == null || membership.ToRevision > revision)
        );
        if (query.Within is { } within)
        {
            var seen = Followers(model, within);
            held = held.Where(membership => query.Besides.Contains(membership.GroupKey) || seen.Contains(membership.GroupKey));
        }
        return from membership in held
            join version in PlatformLists.InForce(model, revision)
                on new { membership.Workspace, membership.GroupKey } equals new { version.Workspace, version.GroupKey }
            select new Named { Membership = membership, Group = version };
    }

    /// <summary>Keys of the groups that follow a directory of one of the connections, or followed it last.</summary>
    private static IQueryable<int> Followers(MusterContext model, IReadOnlyList<int> connections) =>
        from version in model.GroupVersions
        join source in model.DirectoryGroups
            on new { version.Workspace, Key = version.DirectoryKey } equals new { source.Workspace, Key = (int?)source.Key }
        where
            version.Workspace == model.Workspace
            && connections.Contains(source.Connection)
            && !model.GroupVersions.Any(later =>
                later.Workspace == model.Workspace && later.GroupKey == version.GroupKey && later.FromRevision > version.FromRevision
            )
        select version.GroupKey;

    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    private static IQueryable<Named> Behind(IQueryable<Named> rows, MembershipPlace? after)
    {
        if (after is null)
            return rows;
        var (name, key, relation, origin) = (after.Name, after.Group, (int)after.Relation, (int)after.Origin);
        return rows.Where(row =>
            string.Compare(row.Group.Name, name) > 0
            || (
                row.Group.Name == name
                && (
                    row.Group.GroupKey > key
                    || (
                        row.Group.GroupKey == key
                        && (row.Membership.Relation > relation || (row.Membership.Relation == relation && row.Membership.Origin > origin))
                    )
                )
            )
        );
    }

    private sealed class Named
    {
        public required MembershipIntervalRow Membership { get; init; }
        public required AppGroupVersionRow Group { get; init; }
    }
}
