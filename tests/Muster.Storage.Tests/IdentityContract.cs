using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteIdentityTests : IdentityContract<SqliteTestDatabase>
{
    [Fact]
    public async Task An_older_database_gets_the_identity_into_every_version()
    {
        await Db.ReadUsersAsync(full: true, User("ada"), User("bob"));
        await Db.AppliedAsync(await Db.PlanAsync(users: [Create(1, "ada"), Create(2, "bob")]));
        await Db.AppliedAsync(await Db.PlanAsync(users: [new UserStep.Suspend(1, RemovalCause.AccountDisabled, Evidence.Stated)]));

        await Db.DowngradeAsync(2);

        for (var revision = 1; revision <= 2; revision++)
            Assert.Equal(
                [Id("ada"), Id("bob")],
                await Db.Muster.Platform.UserRowsAsync(revision, null, Token).Select(user => user.Id!.Value).ToListAsync(Token)
            );
        Assert.Equal(1, (await Db.StateAsync()).UserOf(1));
        Assert.Contains(
            "WITHOUT ROWID",
            await Db.TextAsync("SELECT sql FROM sqlite_master WHERE name = 'app_user'"),
            StringComparison.Ordinal
        );
    }
}

public sealed class PostgresIdentityTests : IdentityContract<PostgresTestDatabase>;

/// <summary>Whom a user follows is part of each of its versions.</summary>
public abstract class IdentityContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly UserAttributes Ada = UserAttributes.From(Facts("ada"));

    [Fact]
    public async Task INV_9_a_user_shows_at_every_moment_whom_it_followed_then()
    {
        await Db.ReadUsersAsync(full: true, User("ada"), User("new ada"));
        await Db.AppliedAsync(await Db.PlanAsync(users: [new UserStep.CreateLocal(1, Ada)]));
        await Db.AppliedAsync(await Db.PlanAsync(users: [new UserStep.Adopt(1, 1, Id("ada"), AdoptedBy.Mail)]));
        Assert.Equal(1, (await Db.StateAsync()).UserOf(1));
        await Db.AppliedAsync(await Db.PlanAsync(users: [new UserStep.KeepApart(1)]));
        Assert.Equal(KeySet.Of(1), (await Db.StateAsync()).LocalUsers);
        Assert.True((await Db.Muster.Platform.UsersAsync(KeySet.Of(1), Token))[1] is { KeptApart: true, IsLocal: true });
        await Db.AppliedAsync(await Db.PlanAsync(users: [new UserStep.Adopt(1, 2, Id("new ada"), AdoptedBy.Picked)]));

        var ids = new List<ObjectId?>();
        for (var revision = 1; revision <= 4; revision++)
            ids.Add((await RowAsync(revision)).Id);
        Assert.Equal([null, Id("ada"), null, Id("new ada")], ids);
        Assert.Equal("#1", (await RowAsync(1)).Handle);
        Assert.Single(await Db.Muster.Platform.FindUsersAsync("#1", 1, Token));
        Assert.Empty(await Db.Muster.Platform.FindUsersAsync(Id("ada").ToString(), 4, Token));
        Assert.Equal((0, 1), ((await Db.StateAsync()).UserOf(1), (await Db.StateAsync()).UserOf(2)));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task A_user_may_take_over_the_directory_user_of_another_in_one_plan()
    {
        await Db.ReadUsersAsync(full: true, User("ada"), User("bob"));
        await Db.AppliedAsync(await Db.PlanAsync(users: [Create(1, "ada"), Create(2, "bob")]));
        await Db.AppliedAsync(
            await Db.PlanAsync(users: [new UserStep.Adopt(1, 2, Id("bob"), AdoptedBy.Picked), new UserStep.KeepApart(2)])
        );
        Assert.Equal((0, 1), ((await Db.StateAsync()).UserOf(1), (await Db.StateAsync()).UserOf(2)));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Custom_attributes_are_kept_per_version()
    {
        var custom = Ada with { Custom = ValueList.Of([KeyValuePair.Create("costCentre", "4711"), KeyValuePair.Create("site", "Oslo")]) };
        await Db.AppliedAsync(await Db.PlanAsync(users: [new UserStep.CreateLocal(1, custom)]));
        await Db.AppliedAsync(await Db.PlanAsync(users: [new UserStep.Update(1, custom, Ada)]));
        Assert.Equal(custom, (await RowAsync(1)).Attributes);
        Assert.Equal(Ada, (await RowAsync(2)).Attributes);
        Assert.Empty(await Db.FaultsAsync());
    }

    private async Task<UserRow> RowAsync(long revision) =>
        Assert.Single(await Db.Muster.Platform.UserRowsAsync(revision, null, Token).ToListAsync(Token));
}
