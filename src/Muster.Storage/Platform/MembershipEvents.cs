using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>What ranges of revisions did, for those who take it back.</summary>
internal static class MembershipEvents
{
    /// <summary>Everything that began or ended, the oldest first. A membership may have done both.</summary>
    public static async Task<List<(long Revision, MembershipEvent Event)>> BetweenAsync(
        SqlSession session,
        long first,
        long last,
        CancellationToken cancellationToken
    )
    {
        var events = new List<(long Revision, MembershipEvent Event)>();
        await session.EachAsync(
            $"""
            SELECT group_key, user_key, relation, origin, via, from_revision, to_revision FROM membership
            WHERE workspace = {Database.Workspace}
                AND (from_revision BETWEEN {first} AND {last} OR to_revision BETWEEN {first} AND {last})
            ORDER BY group_key, user_key, relation, origin, from_revision
            """,
            row =>
            {
                var began = new MembershipEvent(
                    row.GetInt32(0),
                    row.GetInt32(1),
                    (MembershipRelation)row.GetInt32(2),
                    (MembershipOrigin)row.GetInt32(3),
                    row.GetInt32(4),
                    Added: true
                );
                if (row.GetInt64(5) >= first && row.GetInt64(5) <= last)
                    events.Add((row.GetInt64(5), began));
                if (row.NumberOrNull(6) is { } to && to >= first && to <= last)
                    events.Add((to, began with { Added = false }));
            },
            cancellationToken
        );
        // Stable: within a revision the order of the table stays.
        return [.. events.OrderBy(item => item.Revision)];
    }

    /// <summary>Groups whose current version a revision made, by pausing them.</summary>
    public static async Task<HashSet<int>> PausedByAsync(SqlSession session, long revision, CancellationToken cancellationToken) =>
        [
            .. await session.RowsAsync(
                $"""
                SELECT v.group_key FROM app_group_version v
                JOIN app_group_version b ON b.workspace = v.workspace AND b.group_key = v.group_key AND b.to_revision = v.from_revision
                WHERE v.workspace = {Database.Workspace} AND v.from_revision = {revision} AND v.to_revision IS NULL
                    AND v.link = {LinkState.Paused} AND b.link = {LinkState.Linked}
                """,
                row => row.GetInt32(0),
                cancellationToken
            ),
        ];
}
