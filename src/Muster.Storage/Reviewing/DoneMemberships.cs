using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Reviewing;
using Muster.Storage.Sql;

namespace Muster.Storage.Reviewing;

/// <summary>What one revision did to memberships.</summary>
internal sealed class DoneMemberships(SqlSession session, KeySet? groups)
{
    public async Task<IReadOnlyList<MembershipDone>> PageAsync(
        long revision,
        ChangePlace? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var found = new List<MembershipDone>();
        var from = after ?? new ChangePlace(0, default, default, 0);
        foreach (var some in await TouchedGroups.FromAsync(session, groups, after, cancellationToken))
        {
            if (found.Count >= limit)
                break;
            await session.EachAsync(
                $"""
                SELECT m.group_key, m.relation, m.origin, m.user_key, m.from_revision, m.via, m.end_cause, m.end_evidence,
                    g.name, u.display_name, u.user_principal_name
                FROM asked CROSS JOIN membership m
                LEFT JOIN app_group_version g ON g.workspace = m.workspace AND g.group_key = m.group_key AND g.to_revision IS NULL
                LEFT JOIN app_user_version u ON u.workspace = m.workspace AND u.user_key = m.user_key AND u.to_revision IS NULL
                WHERE m.workspace = {Database.Workspace} AND m.group_key = asked.key AND (m.from_revision = {revision} OR m.to_revision = {revision})
                    AND (m.group_key, m.relation, m.origin, m.user_key) > ({from.Group}, {from.Relation}, {from.Origin}, {from.User})
                ORDER BY m.group_key, m.relation, m.origin, m.user_key LIMIT {limit - found.Count}
                """,
                some,
                row =>
                {
                    var added = row.GetInt64(4) == revision;
                    found.Add(
                        new MembershipDone(
                            Places.Of(row),
                            row.TextOrNull(8) ?? Places.Unnamed(row.GetInt32(0)),
                            row.TextOrNull(9) ?? row.TextOrNull(10),
                            added,
                            row.GetInt32(5),
                            added ? null : (RemovalCause?)row.IntOrNull(6),
                            added ? null : (Evidence?)row.IntOrNull(7)
                        )
                    );
                },
                cancellationToken
            );
        }
        return found;
    }

    public async Task<long> CountAsync(long revision, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var some in await TouchedGroups.FromAsync(session, groups, null, cancellationToken))
            await session.EachAsync(
                $"""
                SELECT count(*) FROM asked CROSS JOIN membership m
                WHERE m.workspace = {Database.Workspace} AND m.group_key = asked.key AND (m.from_revision = {revision} OR m.to_revision = {revision})
                """,
                some,
                row => count += row.GetInt64(0),
                cancellationToken
            );
        return count;
    }
}

/// <summary>Places of memberships in rows.</summary>
internal static class Places
{
    /// <summary>The place in the first four columns.</summary>
    public static ChangePlace Of(System.Data.Common.DbDataReader row) =>
        new(row.GetInt32(0), (MembershipRelation)row.GetInt32(1), (MembershipOrigin)row.GetInt32(2), row.GetInt32(3));

    /// <summary>What a group is called that has no name.</summary>
    public static string Unnamed(int group) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"#{group}");
}
