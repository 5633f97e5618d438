using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Runs;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Guarding;

/// <summary>What runs took away lately without a person's approval. What a person approved is settled, and so is what went before it.</summary>
internal static class LossesOfTheDay
{
    public static async Task<RecentLosses> LoadAsync(
        SqlSession session,
        int connection,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var totals = await RunJournal.RecentRemovalsAsync(session, connection, since, cancellationToken);
        return new RecentLosses(totals.Stated, totals.Inferred, await GroupsAsync(session, connection, since, cancellationToken));
    }

    private static async Task<Dictionary<int, RecentGroupLoss>> GroupsAsync(
        SqlSession session,
        int connection,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var losses = new Dictionary<int, RecentGroupLoss>();
        var first = await session.NumberAsync(
            $"SELECT min(number) FROM revision WHERE workspace = {Database.Workspace} AND at >= {since}",
            cancellationToken
        );
        if (first is null)
            return losses;
        var settled = new Dictionary<int, long>();
        await session.EachAsync(
            $"""
            SELECT m.group_key, max(m.to_revision) FROM membership m
            JOIN revision r ON r.workspace = m.workspace AND r.number = m.to_revision
            JOIN run u ON u.workspace = r.workspace AND u.id = r.run
            WHERE m.workspace = {Database.Workspace} AND m.to_revision >= {first} AND m.relation = {MembershipRelation.Member}
                AND m.origin = {MembershipOrigin.Directory} AND u.connection = {connection} AND u.decided_by IS NOT NULL
            GROUP BY m.group_key
            """,
            row => settled[row.GetInt32(0)] = row.GetInt64(1),
            cancellationToken
        );
        await session.EachAsync(
            $"""
            SELECT m.group_key, m.to_revision, coalesce(m.end_evidence, {Evidence.Stated}), count(*) FROM membership m
            JOIN revision r ON r.workspace = m.workspace AND r.number = m.to_revision
            JOIN run u ON u.workspace = r.workspace AND u.id = r.run
            WHERE m.workspace = {Database.Workspace} AND m.to_revision >= {first} AND m.relation = {MembershipRelation.Member}
                AND m.origin = {MembershipOrigin.Directory} AND u.connection = {connection} AND u.decided_by IS NULL
                AND u.outcome = {RunOutcome.Applied} AND coalesce(m.end_cause, {RemovalCause.LeftInDirectory}) <> {RemovalCause.LinkChanged}
                AND NOT EXISTS (
                    SELECT 1 FROM membership b WHERE b.workspace = m.workspace AND b.group_key = m.group_key AND b.relation = m.relation
                        AND b.origin = m.origin AND b.user_key = m.user_key AND b.from_revision > m.from_revision)
            GROUP BY m.group_key, m.to_revision, 3
            """,
            row =>
            {
                var group = row.GetInt32(0);
                if (row.GetInt64(1) <= settled.GetValueOrDefault(group))
                    return;
                var before = losses.GetValueOrDefault(group);
                var count = row.GetInt32(3);
                losses[group] =
                    (Evidence)row.GetInt32(2) == Evidence.Stated
                        ? before with
                        {
                            Stated = before.Stated + count,
                        }
                        : before with
                        {
                            Inferred = before.Inferred + count,
                        };
            },
            cancellationToken
        );
        return losses;
    }
}
