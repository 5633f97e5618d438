using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.History;

internal sealed class HistoryStore(Database database) : IHistoryStore
{
    private readonly VersionDifferences _versions = new(database);

    public async Task<Revision?> RevisionAsync(long number, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await RevisionAsync(session, number, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<long, Revision>> RevisionsAsync(
        IReadOnlyCollection<long> numbers,
        CancellationToken cancellationToken
    )
    {
        var revisions = new Dictionary<long, Revision>();
        await using var model = database.Model();
        foreach (var some in numbers.Distinct().Chunk(VersionDifferences.Several))
        {
            var rows = model.Revisions.Where(row => row.Workspace == model.Workspace && some.Contains(row.Number));
            await foreach (var row in database.RowsAsync(rows, cancellationToken))
                revisions[row.Number] = new Revision(row.Number, row.Run, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Entry);
        }
        return revisions;
    }

    public async Task<Revision?> InForceAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var number = await session.NumberAsync(
            $"SELECT max(number) FROM revision WHERE workspace = {Database.Workspace} AND at <= {instant}",
            cancellationToken
        );
        return number is { } found ? await RevisionAsync(session, found, cancellationToken) : null;
    }

    public async Task<ReadsAround> ReadsAsync(DateTimeOffset instant, int? connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new DirectoryReads(session).AroundAsync(instant, connection, cancellationToken);
    }

    public async Task<DirectoryRead?> LastReadAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new DirectoryReads(session).LastAsync(connection, cancellationToken);
    }

    public async Task<ConfigurationThen> ConfigurationAsync(Revision revision, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new AuditTrail(session).ConfigurationAsync(revision, cancellationToken);
    }

    public async Task<LinkThen?> LinkAsync(int group, long revision, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new AuditTrail(session).LinkAsync(group, revision, cancellationToken);
    }

    public IAsyncEnumerable<GroupDifference> GroupsAsync(long from, long to, CancellationToken cancellationToken) =>
        _versions.GroupsAsync(from, to, cancellationToken);

    public IAsyncEnumerable<UserDifference> UsersAsync(long from, long to, CancellationToken cancellationToken) =>
        _versions.UsersAsync(from, to, cancellationToken);

    public Task<IReadOnlyDictionary<int, UserRow>> UsersByKeyAsync(
        IReadOnlyCollection<int> keys,
        long revision,
        CancellationToken cancellationToken
    ) => _versions.UsersByKeyAsync(keys, revision, cancellationToken);

    public async Task<IReadOnlyList<UserThen>> UserVersionsAsync(int user, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var then = new List<UserThen>();
        UserRow? before = null;
        await foreach (var (from, row) in _versions.OfUserAsync(user, cancellationToken))
        {
            var since = (await RevisionAsync(session, from, cancellationToken))!;
            var run = await session.FirstAsync(
                $"SELECT actor, verb FROM run WHERE workspace = {Database.Workspace} AND id = {since.Run}",
                found => (By: found.GetString(0), Verb: found.GetString(1)),
                cancellationToken
            );
            then.Add(new UserThen(since, new UserDifference(before, row), run.By, run.Verb));
            before = row;
        }
        return then;
    }

    public async Task<IReadOnlyList<ConnectionVersion>> ConnectionVersionsAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await ConnectionVersions.LoadAsync(session, connection, cancellationToken);
    }

    public Task<IReadOnlyDictionary<int, GroupThen>> GroupsByKeyAsync(
        IReadOnlyCollection<int> keys,
        long revision,
        CancellationToken cancellationToken
    ) => _versions.GroupsByKeyAsync(keys, revision, cancellationToken);

    public async Task<IReadOnlyList<GroupActivity>> GroupActivityAsync(int group, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new GroupActivities(session).OfAsync(group, cancellationToken);
    }

    public async Task<IReadOnlyList<GroupActivity>> ActivityAsync(IReadOnlyCollection<int>? within, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new GroupActivities(session).OfAllAsync(within, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<int, Revision>> LastChangesAsync(
        IReadOnlyCollection<int> groups,
        long revision,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var numbers = new Dictionary<int, long>();
        foreach (var group in groups)
            if (await GroupActivities.LastAsync(session, group, revision, cancellationToken) is { } number)
                numbers[group] = number;
        var revisions = await RevisionsAsync(numbers.Values, cancellationToken);
        return numbers.Where(last => revisions.ContainsKey(last.Value)).ToDictionary(last => last.Key, last => revisions[last.Value]);
    }

    public async Task<IReadOnlyList<int>> ChangedGroupsAsync(long from, long to, int? user, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            user is { } only
                ? $"""
                SELECT DISTINCT group_key FROM membership
                WHERE workspace = {Database.Workspace} AND user_key = {only} AND from_revision <= {to} AND (to_revision IS NULL OR to_revision > {from})
                    AND (from_revision <= {from}) <> (to_revision IS NULL OR to_revision > {to}) ORDER BY group_key
                """
                : (FormattableString)
                    $"""
                    SELECT DISTINCT group_key FROM membership
                    WHERE workspace = {Database.Workspace} AND from_revision <= {to} AND (to_revision IS NULL OR to_revision > {from})
                        AND (from_revision <= {from}) <> (to_revision IS NULL OR to_revision > {to}) ORDER BY group_key
                    """,
            row => row.GetInt32(0),
            cancellationToken
        );
    }

    public async Task<ILookup<int, MembershipDifference>> MembershipsAsync(
        long from,
        long to,
        IReadOnlyCollection<int> groups,
        int? user,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var changed = new List<ChangedRow>();
        foreach (var group in groups)
            changed.AddRange(await ChangedAsync(session, from, to, group, user, cancellationToken));
        var gone = await UsersByKeyAsync([.. changed.Where(row => row.From <= from).Select(row => row.User)], from, cancellationToken);
        var come = await UsersByKeyAsync([.. changed.Where(row => row.From > from).Select(row => row.User)], to, cancellationToken);
        var revisions = await RevisionsAsync([.. changed.Select(row => row.Event(from))], cancellationToken);
        return changed
            .Where(row => (row.From > from ? come : gone).ContainsKey(row.User))
            .Select(row =>
                (row.Group, Difference: row.ToDifference(from, (row.From > from ? come : gone)[row.User], revisions[row.Event(from)]))
            )
            .OrderBy(found => found.Difference.Relation)
            .ThenBy(found => found.Difference.Added)
            .ThenBy(found => found.Difference.User.Attributes.DisplayName, StringComparer.Ordinal)
            .ThenBy(found => found.Difference.User.Key)
            .ThenBy(found => found.Difference.Origin)
            .ToLookup(found => found.Group, found => found.Difference);
    }

    public async Task<(long Added, long Removed)> CountChangesAsync(
        long from,
        long to,
        int? group,
        int? user,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var only = user ?? -1;
        // One that ended and began again under the same decision stands in both.
        return await session.FirstAsync(
            group is { } key
                    ? $"""
                    SELECT coalesce(sum(added), 0), coalesce(sum(1 - added), 0) FROM (
                        SELECT min(CASE WHEN from_revision > {from} THEN 1 ELSE 0 END) AS added FROM membership
                        WHERE workspace = {Database.Workspace} AND group_key = {key} AND ({only} = -1 OR user_key = {only})
                            AND from_revision <= {to} AND (to_revision IS NULL OR to_revision > {from})
                            AND (from_revision <= {from}) <> (to_revision IS NULL OR to_revision > {to})
                        GROUP BY user_key, relation, origin HAVING count(*) = 1) AS changed
                    """
                : user is { } person
                    ? $"""
                    SELECT coalesce(sum(added), 0), coalesce(sum(1 - added), 0) FROM (
                        SELECT min(CASE WHEN from_revision > {from} THEN 1 ELSE 0 END) AS added FROM membership
                        WHERE workspace = {Database.Workspace} AND user_key = {person}
                            AND from_revision <= {to} AND (to_revision IS NULL OR to_revision > {from})
                            AND (from_revision <= {from}) <> (to_revision IS NULL OR to_revision > {to})
                        GROUP BY group_key, relation, origin HAVING count(*) = 1) AS changed
                    """
                : (FormattableString)
                    $"""
                    SELECT coalesce(sum(added), 0), coalesce(sum(1 - added), 0) FROM (
                        SELECT min(CASE WHEN from_revision > {from} THEN 1 ELSE 0 END) AS added FROM membership
                        WHERE workspace = {Database.Workspace}
                            AND from_revision <= {to} AND (to_revision IS NULL OR to_revision > {from})
                            AND (from_revision <= {from}) <> (to_revision IS NULL OR to_revision > {to})
                        GROUP BY group_key, user_key, relation, origin HAVING count(*) = 1) AS changed
                    """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellationToken
        );
    }

    /// <summary>Of the memberships of a group that stand in one of the two revisions, those that do not stand in the other.</summary>
    private static async Task<IEnumerable<ChangedRow>> ChangedAsync(
        SqlSession session,
        long from,
        long to,
        int group,
        int? user,
        CancellationToken cancellationToken
    )
    {
        var rows = await session.RowsAsync(
            $"""
            SELECT group_key, user_key, relation, origin, from_revision, to_revision, end_cause, end_evidence FROM membership
            WHERE workspace = {Database.Workspace} AND group_key = {group} AND from_revision <= {to} AND (to_revision IS NULL OR to_revision > {from})
                AND (from_revision <= {from}) <> (to_revision IS NULL OR to_revision > {to})
            """,
            row => new ChangedRow(
                row.GetInt32(0),
                row.GetInt32(1),
                (MembershipRelation)row.GetInt32(2),
                (MembershipOrigin)row.GetInt32(3),
                row.GetInt64(4),
                row.NumberOrNull(5),
                row.IntOrNull(6),
                row.IntOrNull(7)
            ),
            cancellationToken
        );
        // One that ended and began again under the same decision stands in both.
        return rows.Where(row => user is null || row.User == user)
            .GroupBy(row => (row.User, row.Relation, row.Origin))
            .Where(same => same.Count() == 1)
            .Select(same => same.Single());
    }

    private static Task<Revision?> RevisionAsync(SqlSession session, long number, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"SELECT number, run, at, entry FROM revision WHERE workspace = {Database.Workspace} AND number = {number}",
            row => (Revision?)new Revision(row.GetInt64(0), row.GetInt64(1), row.Instant(2), row.NumberOrNull(3)),
            cancellationToken
        );

    private sealed record ChangedRow(
        int Group,
        int User,
        MembershipRelation Relation,
        MembershipOrigin Origin,
        long From,
        long? To,
        int? Cause,
        int? Evidence
    )
    {
        /// <summary>The revision that made it different from the earlier moment.</summary>
        public long Event(long earlier) => From > earlier ? From : To!.Value;

        public MembershipDifference ToDifference(long earlier, UserRow person, Revision made) =>
            From > earlier
                ? new MembershipDifference(person, Relation, Origin, true, made, null, null)
                : new MembershipDifference(person, Relation, Origin, false, made, (RemovalCause?)Cause, (Evidence?)Evidence);
    }
}
