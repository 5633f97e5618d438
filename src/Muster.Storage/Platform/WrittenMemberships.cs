using Muster.Core.DirectoryObjects;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Reads back what was written: in every set that changed, the intervals that stand are the packed set, by count and two sums (INV-19).</summary>
/// <remarks>One pass over the intervals of the sets that changed; sets that did not change are left to 'muster audit verify'.</remarks>
internal static class WrittenMemberships
{
    /// <summary>A prime below 2^16, so that the sum of squares stays small whatever the keys.</summary>
    private const int Modulus = 65521;

    /// <exception cref="Engine.Reading.StoredDataException">They differ; the transaction must not be committed.</exception>
    public static async Task CheckAsync(SqlSession session, IEnumerable<MembershipWork> works, CancellationToken cancellationToken)
    {
        foreach (var work in works)
            if (work.Additions.Count > 0 || !work.Removals.IsEmpty)
            {
                var (standing, packed) = (await StandingAsync(session, work.Set, cancellationToken), Sums(work.After));
                if (standing != packed)
                    throw Invariants.Disagrees(
                        "INV-19",
                        $"{work.Set}: {standing.Count} memberships stand after the change, and {packed.Count} should, or they are of other people"
                    );
            }
    }

    /// <summary>The intervals of a set that stand, by count and two sums.</summary>
    public static async Task<(long Count, long Sum, long Squares)> StandingAsync(
        SqlSession session,
        MemberSet set,
        CancellationToken cancellationToken
    ) =>
        await session.FirstAsync(
            $"""
            SELECT count(*), coalesce(sum(user_key), 0), coalesce(sum((user_key % {Modulus}) * (user_key % {Modulus})), 0) FROM membership
            WHERE workspace = {Database.Workspace} AND group_key = {set.Group} AND relation = {set.Relation} AND origin = {set.Origin}
                AND to_revision IS NULL
            """,
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken
        );

    /// <summary>The same of a packed set.</summary>
    public static (long Count, long Sum, long Squares) Sums(KeySet users)
    {
        long sum = 0,
            squares = 0;
        foreach (var user in users.Keys)
        {
            long rest = user % Modulus;
            (sum, squares) = (sum + user, squares + (rest * rest));
        }
        return (users.Count, sum, squares);
    }
}
