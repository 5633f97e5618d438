using System.Data.Common;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Memberships by their keys, as of any revision.</summary>
internal static class MembershipRows
{
    /// <summary>Those of a group, or of a user, or all when neither is given.</summary>
    public static IAsyncEnumerable<MembershipRow> AllAsync(
        SqlSession session,
        long revision,
        int? group,
        int? user,
        CancellationToken cancellationToken
    ) => session.StreamAsync(Select(revision, group, user), Map, cancellationToken);

    /// <summary>A page of those of a group, or of a user.</summary>
    public static async Task<IReadOnlyList<MembershipRow>> PageAsync(
        SqlSession session,
        long revision,
        MembershipRowQuery query,
        CancellationToken cancellationToken
    )
    {
        // Before the first row of all: keys begin with 1.
        var after = query.After ?? new(0, 0, MembershipRelation.Member, MembershipOrigin.Directory);
        return await session.RowsAsync(
            query.Group is { } group
                ? $"""
                SELECT group_key, user_key, relation, origin, via, from_revision FROM membership
                WHERE workspace = {Database.Workspace} AND from_revision <= {revision} AND (to_revision IS NULL OR to_revision > {revision})
                    AND group_key = {group} AND (user_key, relation, origin) > ({after.User}, {after.Relation}, {after.Origin})
                ORDER BY group_key, user_key, relation, origin LIMIT {query.Limit}
                """
                : (FormattableString)
                    $"""
                    SELECT group_key, user_key, relation, origin, via, from_revision FROM membership
                    WHERE workspace = {Database.Workspace} AND from_revision <= {revision} AND (to_revision IS NULL OR to_revision > {revision})
                        AND user_key = {query.User} AND (group_key, relation, origin) > ({after.Group}, {after.Relation}, {after.Origin})
                    ORDER BY group_key, user_key, relation, origin LIMIT {query.Limit}
                    """,
            Map,
            cancellationToken
        );
    }

    private static FormattableString Select(long revision, int? group, int? user) =>
        (group, user) switch
        {
            ({ } g, { } u) => $"""
                SELECT group_key, user_key, relation, origin, via, from_revision FROM membership
                WHERE workspace = {Database.Workspace} AND from_revision <= {revision} AND (to_revision IS NULL OR to_revision > {revision})
                    AND group_key = {g} AND user_key = {u}
                ORDER BY group_key, user_key, relation, origin
                """,
            ({ } g, null) => $"""
                SELECT group_key, user_key, relation, origin, via, from_revision FROM membership
                WHERE workspace = {Database.Workspace} AND from_revision <= {revision} AND (to_revision IS NULL OR to_revision > {revision})
                    AND group_key = {g}
                ORDER BY group_key, user_key, relation, origin
                """,
            (null, { } u) => $"""
                SELECT group_key, user_key, relation, origin, via, from_revision FROM membership
                WHERE workspace = {Database.Workspace} AND from_revision <= {revision} AND (to_revision IS NULL OR to_revision > {revision})
                    AND user_key = {u}
                ORDER BY group_key, user_key, relation, origin
                """,
            _ => $"""
                SELECT group_key, user_key, relation, origin, via, from_revision FROM membership
                WHERE workspace = {Database.Workspace} AND from_revision <= {revision} AND (to_revision IS NULL OR to_revision > {revision})
                ORDER BY group_key, user_key, relation, origin
                """,
        };

    private static MembershipRow Map(DbDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetInt32(1),
            (MembershipRelation)row.GetInt32(2),
            (MembershipOrigin)row.GetInt32(3),
            row.GetInt32(4),
            row.GetInt64(5)
        );
}
