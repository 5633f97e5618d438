using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Storage.Platform;

namespace Muster.Storage.Tests;

public sealed class SqliteWrittenMembershipTests : WrittenMembershipContract<SqliteTestDatabase>;

public sealed class PostgresWrittenMembershipTests : WrittenMembershipContract<PostgresTestDatabase>;

/// <summary>The sums by which what was written is compared with what should be, whatever the numbers of the people.</summary>
public abstract class WrittenMembershipContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly int[] Large = [1, 46_340, 46_341, 65_520, 65_521, 131_042, 2_000_000_000, int.MaxValue];

    [Fact]
    public async Task Sets_are_summed_like_their_packed_ones_also_where_people_have_large_numbers()
    {
        var sets = Enumerable
            .Range(1, 250)
            .SelectMany(group =>
                new[] { MembershipRelation.Member, MembershipRelation.Owner }.Select(relation => new MemberSet(
                    group,
                    relation,
                    MembershipOrigin.Directory
                ))
            )
            .ToList();
        var people = sets.ToDictionary(set => set, set => Large[..((set.Group + (int)set.Relation) % (Large.Length + 1))]);
        var rows = people.SelectMany(
            of => of.Value,
            (of, user) => $"(1, {of.Key.Group}, {(int)of.Key.Relation}, {(int)of.Key.Origin}, {user}, 1, NULL, 0)"
        );
        await Db.TamperAsync(
            $"INSERT INTO membership (workspace, group_key, relation, origin, user_key, from_revision, to_revision, via) VALUES {string.Join(", ", rows)}, (1, 7, 0, 0, 5, 0, 1, 0)"
        );

        await using var session = await Db.Muster.Database.ReadAsync(Token);
        var standing = await WrittenMemberships.StandingAsync(session, sets, Token);

        Assert.Equal(sets.Count, standing.Count);
        Assert.All(sets, set => Assert.Equal(WrittenMemberships.Sums(KeySet.Of(people[set])), standing[set]));
    }
}
