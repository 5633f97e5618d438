using Muster.Engine.Reviewing;
using Muster.Storage.Sql;

namespace Muster.Storage.Reviewing;

/// <summary>What two revisions did to memberships, side by side: the database puts the intervals of a membership together.</summary>
internal sealed class ComparedMemberships(SqlSession session, RevisionPair pair)
{
    public async Task<IReadOnlyList<ComparedMembership>> PageAsync(ChangePlace? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<ComparedMembership>();
        var from = after ?? new ChangePlace(0, default, default, 0);
        var only = pair.Overlap is { } wanted ? (int)wanted : -1;
        foreach (var some in await TouchedGroups.FromAsync(session, pair.Groups, after, cancellationToken))
        {
            if (found.Count >= limit)
                break;
            await session.EachAsync(
                $"""
                SELECT c.group_key, c.relation, c.origin, c.user_key, c.first_began, c.first_ended, c.second_began, c.second_ended, c.overlap,
                    g.name, u.display_name, u.user_principal_name
                FROM (
                    SELECT e.*, CASE
                        WHEN first_began + second_ended = 2 OR first_ended + second_began = 2 THEN {ChangeOverlap.Undone}
                        WHEN first_began + second_began = 2 OR first_ended + second_ended = 2 THEN {ChangeOverlap.Both}
                        WHEN first_began + first_ended > 0 THEN {ChangeOverlap.OnlyFirst} ELSE {ChangeOverlap.OnlySecond} END AS overlap
                    FROM (
                        SELECT m.workspace, m.group_key, m.relation, m.origin, m.user_key,
                            max(CASE WHEN m.from_revision = {pair.First} THEN 1 ELSE 0 END) AS first_began,
                            max(CASE WHEN m.to_revision = {pair.First} THEN 1 ELSE 0 END) AS first_ended,
                            max(CASE WHEN m.from_revision = {pair.Second} THEN 1 ELSE 0 END) AS second_began,
                            max(CASE WHEN m.to_revision = {pair.Second} THEN 1 ELSE 0 END) AS second_ended
                        FROM asked CROSS JOIN membership m
                        WHERE m.workspace = {Database.Workspace} AND m.group_key = asked.key
                            AND (m.from_revision IN ({pair.First}, {pair.Second}) OR m.to_revision IN ({pair.First}, {pair.Second}))
                            AND (m.group_key, m.relation, m.origin, m.user_key) > ({from.Group}, {from.Relation}, {from.Origin}, {from.User})
                        GROUP BY m.workspace, m.group_key, m.relation, m.origin, m.user_key
                    ) e
                ) c
                LEFT JOIN app_group_version g ON g.workspace = c.workspace AND g.group_key = c.group_key AND g.to_revision IS NULL
                LEFT JOIN app_user_version u ON u.workspace = c.workspace AND u.user_key = c.user_key AND u.to_revision IS NULL
                WHERE ({only} = -1 OR c.overlap = {only})
                ORDER BY c.group_key, c.relation, c.origin, c.user_key LIMIT {limit - found.Count}
                """,
                some,
                row =>
                    found.Add(
                        new ComparedMembership(
                            Places.Of(row),
                            row.TextOrNull(9) ?? Places.Unnamed(row.GetInt32(0)),
                            row.TextOrNull(10) ?? row.TextOrNull(11),
                            Did(row.GetInt32(4), row.GetInt32(5)),
                            Did(row.GetInt32(6), row.GetInt32(7)),
                            (ChangeOverlap)row.GetInt32(8)
                        )
                    ),
                cancellationToken
            );
        }
        return found;
    }

    public async Task<IReadOnlyDictionary<ChangeOverlap, long>> CountAsync(CancellationToken cancellationToken)
    {
        var counts = Enum.GetValues<ChangeOverlap>().ToDictionary(overlap => overlap, _ => 0L);
        foreach (var some in await TouchedGroups.FromAsync(session, pair.Groups, null, cancellationToken))
            await session.EachAsync(
                $"""
                SELECT overlap, count(*) FROM (
                    SELECT CASE
                        WHEN first_began + second_ended = 2 OR first_ended + second_began = 2 THEN {ChangeOverlap.Undone}
                        WHEN first_began + second_began = 2 OR first_ended + second_ended = 2 THEN {ChangeOverlap.Both}
                        WHEN first_began + first_ended > 0 THEN {ChangeOverlap.OnlyFirst} ELSE {ChangeOverlap.OnlySecond} END AS overlap
                    FROM (
                        SELECT
                            max(CASE WHEN m.from_revision = {pair.First} THEN 1 ELSE 0 END) AS first_began,
                            max(CASE WHEN m.to_revision = {pair.First} THEN 1 ELSE 0 END) AS first_ended,
                            max(CASE WHEN m.from_revision = {pair.Second} THEN 1 ELSE 0 END) AS second_began,
                            max(CASE WHEN m.to_revision = {pair.Second} THEN 1 ELSE 0 END) AS second_ended
                        FROM asked CROSS JOIN membership m
                        WHERE m.workspace = {Database.Workspace} AND m.group_key = asked.key
                            AND (m.from_revision IN ({pair.First}, {pair.Second}) OR m.to_revision IN ({pair.First}, {pair.Second}))
                        GROUP BY m.group_key, m.relation, m.origin, m.user_key
                    ) e
                ) c
                GROUP BY overlap
                """,
                some,
                row => counts[(ChangeOverlap)row.GetInt32(0)] += row.GetInt64(1),
                cancellationToken
            );
        return counts;
    }

    /// <summary>A membership that a revision ended and began anew is one that it began.</summary>
    private static bool? Did(int began, int ended) =>
        began > 0 ? true
        : ended > 0 ? false
        : null;
}
