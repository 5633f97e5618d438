using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Incremental;
using Muster.Engine.Reading;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqlitePartTests : PartContract<SqliteTestDatabase>;

public sealed class PostgresPartTests : PartContract<PostgresTestDatabase>;

/// <summary>Groups loaded without people, and people loaded by key, are what loading everything gives.</summary>
public abstract class PartContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int Many = 100_000;

    [Fact]
    public async Task Groups_loaded_for_changes_are_those_loaded_for_everything()
    {
        await SeedAsync();
        var (whole, groups) = (await Db.MirrorAsync(), await Db.Muster.Mirror.LoadGroupsAsync(Db.Entra.Key, Token));
        Assert.Equal(whole.Groups, groups.Groups);
        Assert.Equal((whole.UserKeyLimit, whole.Certificate), (groups.UserKeyLimit, groups.Certificate));
        var (state, here) = (await Db.StateAsync(), await Db.Muster.Platform.LoadGroupsAsync(Token));
        Assert.Equal(state.Groups, here.Groups);
        Assert.Equal(
            (state.Revision, state.NextUserKey, state.NextGroupKey, state.ActiveUserCount, state.LocalUsers),
            (here.Revision, here.NextUserKey, here.NextGroupKey, here.ActiveUserCount, here.LocalUsers)
        );
        Assert.Equal(2, here.ActiveUserCount);
    }

    [Fact]
    public async Task People_loaded_by_key_are_as_when_everybody_is_loaded()
    {
        await SeedAsync();
        var (ada, cy) = (await Db.KeyAsync("ada"), await Db.KeyAsync("cy"));
        var (whole, state) = (await Db.MirrorAsync(), await Db.StateAsync());
        var groups = await Db.Muster.Mirror.LoadGroupsAsync(Db.Entra.Key, Token);
        var mirror = await Db.Muster.Mirror.WithUsersAsync(Db.Entra.Key, groups, KeySet.Of(ada, cy), Token);
        Assert.Equal((whole.User(ada), whole.User(cy)), (mirror.User(ada), mirror.User(cy)));
        Assert.Equal(DirectoryUserState.RemovedStated, mirror.User(cy));
        Assert.Equal(DirectoryUserState.Unseen, mirror.User(await Db.KeyAsync("bob")));
        var here = await Db.Muster.Platform.WithUsersAsync(
            Db.Entra.Key,
            await Db.Muster.Platform.LoadGroupsAsync(Token),
            KeySet.Of(ada, cy),
            Token
        );
        Assert.Equal((state.UserOf(ada), state.UserOf(cy)), (here.UserOf(ada), here.UserOf(cy)));
        Assert.Equal((true, false), (here.IsActive(here.UserOf(ada)), here.IsActive(here.UserOf(cy))));
        Assert.Equal(KeySet.Of(ada), await Db.Muster.Platform.FollowedAsync(Db.Entra.Key, KeySet.Of(1, 99), Token));
        Assert.Equal(KeySet.Of(cy), await Db.Muster.Platform.GoneAsync(Db.Entra.Key, Token));
    }

    [Fact]
    public async Task A_person_who_was_lost_stops_the_plan_that_asks_for_her()
    {
        await SeedAsync();
        var bob = await Db.KeyAsync("bob");
        var groups = await Db.Muster.Mirror.LoadGroupsAsync(Db.Entra.Key, Token);
        await Db.TamperAsync("DELETE FROM directory_user WHERE display_name = 'bob'");
        await Assert.ThrowsAsync<StoredDataException>(() => Db.Muster.Mirror.WithUsersAsync(Db.Entra.Key, groups, KeySet.Of(bob), Token));
    }

    [Theory]
    [InlineData("UPDATE directory_edges SET packed = substr(packed, 1, length(packed) - 1) WHERE kind = 0")]
    [InlineData("UPDATE directory_edges SET packed = substr(packed, 1, length(packed) - 1), count = count - 1 WHERE kind = 0")]
    [InlineData("UPDATE directory_edges SET packed = CAST(substr(packed, 1, length(packed) - 1) || X'07' AS BLOB) WHERE kind = 0")]
    [InlineData("DELETE FROM directory_edges WHERE kind = 0")]
    [InlineData("UPDATE group_members SET packed = substr(packed, 1, length(packed) - 1) WHERE relation = 0")]
    [InlineData("UPDATE group_members SET packed = CAST(substr(packed, 1, length(packed) - 1) || X'07' AS BLOB) WHERE relation = 0")]
    [InlineData("DELETE FROM group_members WHERE relation = 0")]
    [InlineData("DELETE FROM app_user WHERE key = 2")]
    public async Task Whoever_looks_for_people_in_a_set_that_was_stored_otherwise_is_stopped(string bug)
    {
        await SeedAsync();
        Assert.NotEqual(0, await Db.TamperAsync(bug));
        await Assert.ThrowsAsync<StoredDataException>(async () =>
        {
            var people = KeySet.Of(1);
            foreach (var group in (await Db.Muster.Mirror.LoadGroupsAsync(Db.Entra.Key, Token)).Groups)
                group.Members.Intersect(people);
            foreach (var group in (await Db.Muster.Platform.LoadGroupsAsync(Token)).Groups)
                group.Members.Intersect(people);
        });
    }

    [Fact]
    public async Task Each_of_many_random_ids_is_walked_once_and_found_by_its_key()
    {
        var ids = Enumerable.Range(0, Many).Select(_ => new ObjectId(Guid.NewGuid())).ToArray();
        await using (var session = await Db.SessionAsync(DirectoryStream.Users, full: false))
        {
            foreach (var page in ids.Chunk(1000))
                await session.WriteUsersAsync([.. page.Select(id => new DirectoryUserChange(id, new UserFacts()))], Token);
            await session.CompleteAsync("link", Token);
        }
        var walked = await Db.Muster.Mirror.UsersAsync(Db.Entra.Key, UserSelection.All, Token).ToListAsync(Token);
        Assert.Equal(Many, walked.Select(user => user.Id).ToHashSet().Count);
        Assert.True(ids.ToHashSet().SetEquals(walked.Select(user => user.Id)));
        Assert.Equal(walked.Select(user => user.Key).Order(), walked.Select(user => user.Key));
        var some = KeySet.Of(walked.Where((_, i) => i % 37 == 0).Select(user => user.Key));
        var found = await Db.Muster.Mirror.UsersAsync(Db.Entra.Key, some, Token).ToListAsync(Token);
        Assert.Equal(some.AsList, found.Select(user => user.Key));
        Assert.All(found, user => Assert.Equal(walked[user.Key - walked[0].Key].Id, user.Id));
    }

    [Fact]
    public async Task Every_instant_comes_back_to_the_millisecond_also_where_clocks_are_changed()
    {
        // Sydney loses 2026-10-04 02:00 to 03:00 and lives 2027-04-04 02:00 to 03:00 twice; both are instants like any other.
        DateTimeOffset[] changes = [new(2026, 10, 3, 16, 0, 0, TimeSpan.Zero), new(2027, 4, 3, 16, 0, 0, TimeSpan.Zero)];
        await Db.ReadUsersAsync(false, User("ada"));
        var mirrorVersion = (await Db.MirrorAsync()).Certificate.MirrorVersion;
        foreach (var change in changes)
        foreach (var milliseconds in Enumerable.Range(-40, 80).Concat([-3_600_000, 3_599_999, 3_600_000]))
        {
            var at = change.AddMilliseconds(milliseconds);
            var mark = new PlanningMark
            {
                MirrorVersion = mirrorVersion,
                Revision = 0,
                Configuration = "1",
                At = at.ToOffset(TimeSpan.FromHours(11)),
                FullAt = at,
                Due = [new(at.AddMilliseconds(1), Core.Incremental.DueKind.DirectoryUser, 1)],
            };
            await Db.Muster.Mirror.SettleAsync(Db.Entra.Key, mirrorVersion, mark, Db.Lease, Token);
            var position = await Db.Muster.Planning.PositionAsync(Db.Entra.Key, Token);
            Assert.Equal((at, at, at.AddMilliseconds(1)), (position.Mark!.At, position.Mark.FullAt, position.NextDue));
            Assert.Empty((await Db.Muster.Planning.ChangesAsync(Db.Entra.Key, mark, at, Token)).Users.AsList);
            var due = await Db.Muster.Planning.ChangesAsync(Db.Entra.Key, mark, at.AddMilliseconds(1), Token);
            Assert.Equal(KeySet.Of(1), due.Users);
        }
    }

    /// <summary>Ada and Bob are in a group; Cy has been deleted and is suspended.</summary>
    private async Task SeedAsync()
    {
        await Db.ReadUsersAsync(false, User("ada"), User("bob"), User("cy"));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob"), Owner("ada")), Group("desk", Member("bob")));
        var crew = (await Db.GroupAsync("crew")).Key;
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Create(1, "crew", null), new GroupStep.Link(1, crew, Id("crew"), LinkCause.ExactName)],
                [Create(1, "ada"), Create(2, "bob"), Create(3, "cy")],
                [Members(1, [1, 2]), Members(1, [1], relation: MembershipRelation.Owner)]
            )
        );
        await Db.ReadUsersAsync(false, new DirectoryUserChange(Id("cy"), null));
        await Db.ReadGroupsAsync(false, Group("desk", Member("bob", removed: true)));
        await Db.AppliedAsync(await Db.PlanAsync(users: [new UserStep.Suspend(3, RemovalCause.AccountDeleted, Evidence.Stated)]));
        await Db.ReadGroupsAsync(false, Group("desk", Member("ada")), Group("crew", Member("bob", removed: true)));
    }
}
