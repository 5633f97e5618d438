using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Reads back what was written: in every set that changed, the intervals that stand are the packed set, by count and two sums (INV-19).</summary>
/// <remarks>One pass over the intervals of the sets that changed; sets that did not change are left to 'muster audit verify'.</remarks>
internal static class WrittenMemberships
{
    /// <summary>A prime below 2^16, so that the sum of squares stays small whatever the keys; of 64 bits, since a square does not fit into the 32 that PostgreSQL would reckon with.</summary>
    private const long Modulus = 65521;

    /// <exception cref="Engine.Reading.StoredDataException">They differ; the transaction must not be committed.</exception>
    public static async Task CheckAsync(SqlSession session, IEnumerable<MembershipWork> works, CancellationToken cancellationToken)
    {
        var changed = works.Where(work => work.Additions.Count > 0 || !work.Removals.IsEmpty).ToList();
        var standing = await StandingAsync(session, changed.Select(work => work.Set), cancellationToken);
        foreach (var work in changed)
            if (standing[work.Set] is var intervals && Sums(work.After) is var packed && intervals != packed)
                throw Invariants.Disagrees(
                    "INV-19",
                    $"{work.Set}: {intervals.Count} memberships stand after the change, and {packed.Count} should, or they are of other people"
                );
    }

    /// <summary>The intervals of some sets that stand, by count and two sums; many sets a statement, since each is a way to the database and back.</summary>
    public static async Task<IReadOnlyDictionary<MemberSet, (long Count, long Sum, long Squares)>> StandingAsync(
        SqlSession session,
        IEnumerable<MemberSet> sets,
        CancellationToken cancellationToken
    )
    {
        var standing = new Dictionary<MemberSet, (long, long, long)>();
        foreach (var alike in sets.GroupBy(set => (set.Relation, set.Origin)))
        {
            var (relation, origin) = alike.Key;
            // Asked for within the selection, so that each group is found by its key whatever the database believes of the table, and in one text, since that gives one value.
            await session.EachAsync(
                $"""
                SELECT asked.key, (
                    SELECT count(*) || ' ' || coalesce(sum(user_key), 0) || ' ' || coalesce(sum((user_key % {Modulus}) * (user_key % {Modulus})), 0)
                    FROM membership WHERE workspace = {Database.Workspace} AND group_key = asked.key AND relation = {relation} AND origin = {origin}
                        AND to_revision IS NULL)
                FROM asked WHERE asked.key <> 0
                """,
                KeySet.Of(alike.Select(set => set.Group)),
                row =>
                {
                    var sums = row.GetString(1).Split(' ');
                    standing[new MemberSet(row.GetInt32(0), relation, origin)] = (Number(sums[0]), Number(sums[1]), Number(sums[2]));
                },
                cancellationToken
            );
        }
        return standing;
    }

    /// <summary>The same of a packed set.</summary>
    public static (long Count, long Sum, long Squares) Sums(KeySet users)
    {
        long sum = 0,
            squares = 0;
        foreach (var user in users.Keys)
        {
            var rest = user % Modulus;
            (sum, squares) = (sum + user, squares + (rest * rest));
        }
        return (users.Count, sum, squares);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
