using Muster.Core.DirectoryObjects;
using Muster.Engine.Auditing;
using Muster.Engine.Plans;
using Muster.Engine.Reviewing;
using Muster.Storage.Sql;

namespace Muster.Storage.Reviewing;

internal sealed class ReviewStore(Database database) : IReviewStore
{
    public async Task<IReadOnlyList<AuditEntry>> EntriesAsync(
        string action,
        string subject,
        long after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            $"""
            SELECT number, at, actor, action, subject, detail, previous_hash, hash FROM audit_entry
            WHERE workspace = {Database.Workspace} AND action = {action} AND subject = {subject} AND number > {after}
            ORDER BY number LIMIT {limit}
            """,
            row => Entry(row, 0),
            cancellationToken
        );
    }

    public async Task<long> CountAsync(string action, string subject, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.NumberAsync(
                $"""
                SELECT count(*) FROM audit_entry
                WHERE workspace = {Database.Workspace} AND action = {action} AND subject = {subject}
                """,
                cancellationToken
            ) ?? 0;
    }

    public async Task<IReadOnlyList<PlanEntry>> OfWaitingPlansAsync(string action, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            $"""
            SELECT p.id, p.connection, p.state, a.number, a.at, a.actor, a.action, a.subject, a.detail, a.previous_hash, a.hash
            FROM stored_plan p
            JOIN audit_entry a ON a.workspace = p.workspace AND a.action = {action} AND a.subject = 'plan ' || p.id
            WHERE p.workspace = {Database.Workspace} AND p.state IN ({PlanState.Ready}, {PlanState.Held}) AND p.expires_at > {at}
            ORDER BY a.number DESC
            """,
            row => new PlanEntry(row.GetInt64(0), row.IntOrNull(1), (PlanState)row.GetInt32(2) == PlanState.Held, Entry(row, 3)),
            cancellationToken
        );
    }

    public async Task<IReadOnlyList<DepartmentSize>> DepartmentsAsync(KeySet users, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var sizes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await session.EachAsync(
            $"""
            SELECT v.department, count(*) FROM asked CROSS JOIN app_user_version v
            WHERE v.workspace = {Database.Workspace} AND v.user_key = asked.key AND v.to_revision IS NULL AND v.department IS NOT NULL
            GROUP BY v.department
            """,
            users,
            row => sizes[row.GetString(0)] = sizes.GetValueOrDefault(row.GetString(0)) + row.GetInt64(1),
            cancellationToken
        );
        return [.. sizes.Select(size => new DepartmentSize(size.Key, size.Value))];
    }

    public async Task<KeySet> InDepartmentAsync(KeySet users, string department, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var found = new List<int>();
        await session.EachAsync(
            $"""
            SELECT v.user_key FROM asked CROSS JOIN app_user_version v
            WHERE v.workspace = {Database.Workspace} AND v.user_key = asked.key AND v.to_revision IS NULL AND v.department = {department}
            """,
            users,
            row => found.Add(row.GetInt32(0)),
            cancellationToken
        );
        return KeySet.Of(found);
    }

    public async Task<SourceVersions> SourcesAsync(
        int connection,
        KeySet groups,
        KeySet sources,
        KeySet users,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var (byGroup, bySource, byUser) = (new Dictionary<int, long>(), new Dictionary<int, long>(), new Dictionary<int, long>());
        await session.EachAsync(
            $"""
            SELECT v.group_key, d.changed FROM asked CROSS JOIN app_group_version v
            JOIN directory_group d ON d.workspace = v.workspace AND d.connection = {connection} AND d.key = v.directory_key
            WHERE v.workspace = {Database.Workspace} AND v.group_key = asked.key AND v.to_revision IS NULL
            """,
            groups,
            row => byGroup[row.GetInt32(0)] = row.GetInt64(1),
            cancellationToken
        );
        await session.EachAsync(
            $"""
            SELECT d.key, d.changed FROM asked CROSS JOIN directory_group d
            WHERE d.workspace = {Database.Workspace} AND d.connection = {connection} AND d.key = asked.key
            """,
            sources,
            row => bySource[row.GetInt32(0)] = row.GetInt64(1),
            cancellationToken
        );
        await session.EachAsync(
            $"""
            SELECT u.key, d.changed FROM asked CROSS JOIN app_user u
            JOIN directory_user d ON d.workspace = u.workspace AND d.connection = u.connection AND d.key = u.directory_key
            WHERE u.workspace = {Database.Workspace} AND u.connection = {connection} AND u.key = asked.key
            """,
            users,
            row => byUser[row.GetInt32(0)] = row.GetInt64(1),
            cancellationToken
        );
        return new SourceVersions(byGroup, bySource, byUser);
    }

    public async Task<IReadOnlyList<MembershipDone>> DoneAsync(
        long revision,
        KeySet? groups,
        ChangePlace? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new DoneMemberships(session, groups).PageAsync(revision, after, limit, cancellationToken);
    }

    public async Task<KeySet> TouchedAsync(long revision, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return KeySet.Of(
            await session.RowsAsync(
                $"""
                SELECT DISTINCT group_key FROM membership
                WHERE workspace = {Database.Workspace} AND (from_revision = {revision} OR to_revision = {revision})
                """,
                row => row.GetInt32(0),
                cancellationToken
            )
        );
    }

    public async Task<long> CountDoneAsync(long revision, KeySet? groups, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new DoneMemberships(session, groups).CountAsync(revision, cancellationToken);
    }

    public async Task<IReadOnlyList<ComparedMembership>> CompareAsync(
        RevisionPair query,
        ChangePlace? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new ComparedMemberships(session, query).PageAsync(after, limit, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<ChangeOverlap, long>> CountComparedAsync(RevisionPair query, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new ComparedMemberships(session, query).CountAsync(cancellationToken);
    }

    private static AuditEntry Entry(System.Data.Common.DbDataReader row, int first) =>
        new(
            row.GetInt64(first),
            row.Instant(first + 1),
            row.GetString(first + 2),
            row.GetString(first + 3),
            row.GetString(first + 4),
            row.GetString(first + 5),
            Convert.ToHexStringLower((byte[])row.GetValue(first + 6)),
            Convert.ToHexStringLower((byte[])row.GetValue(first + 7))
        );
}
