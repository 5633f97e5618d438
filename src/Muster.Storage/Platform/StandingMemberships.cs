using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>The memberships that stand by their history, set by set: what the packed sets are derived from.</summary>
internal static class StandingMemberships
{
    /// <summary>Hands over every set that is not empty, in the order of the table.</summary>
    public static async Task EachAsync(SqlSession session, Action<MemberSet, KeySet> take, CancellationToken cancellationToken)
    {
        MemberSet set = default;
        var users = new List<int>();
        void End()
        {
            if (users.Count > 0)
                take(set, KeySet.Of(users));
            users.Clear();
        }
        await session.EachAsync(
            $"""
            SELECT group_key, relation, origin, user_key FROM membership
            WHERE workspace = {Database.Workspace} AND to_revision IS NULL ORDER BY group_key, relation, origin, user_key
            """,
            row =>
            {
                var next = new MemberSet(row.GetInt32(0), (MembershipRelation)row.GetInt32(1), (MembershipOrigin)row.GetInt32(2));
                if (next != set)
                    End();
                set = next;
                users.Add(row.GetInt32(3));
            },
            cancellationToken
        );
        End();
    }
}
