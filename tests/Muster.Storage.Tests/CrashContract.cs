using Muster.Core.Planning;
using Muster.Engine.Platform;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteCrashTests : CrashContract<SqliteTestDatabase>;

public sealed class PostgresCrashTests : CrashContract<PostgresTestDatabase>;

public abstract class CrashContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task INV_14_a_plan_that_stops_at_any_statement_has_changed_nothing_and_can_be_applied_again()
    {
        await Db.ReadUsersAsync(false, User("ada"), User("bob"), User("cy"));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob")));
        await Db.ReadGroupsAsync(false, Group("crew", Member("bob", removed: true)));
        await Db.AppliedAsync(
            await Db.PlanAsync([new GroupStep.Create(1, "crew", null)], [Create(1, "ada"), Create(2, "bob")], [Members(1, [1, 2])]),
            settles: false
        );
        var plan = await Db.PlanAsync(
            [new GroupStep.Rename(1, "crew", "staff"), new GroupStep.Create(2, "desk", null)],
            [Create(3, "cy"), new UserStep.Suspend(2, RemovalCause.AccountDisabled, Evidence.Stated)],
            [Members(1, [3], [2]), Members(2, [1])]
        );
        var run = await Db.BeginAsync();
        var context = new ApplyContext(Db.Lease, Db.Clock.Now, Settles: true);
        var before = await PictureAsync();
        var stops = 0;
        for (var at = 1; ; at++)
        {
            var left = at;
            Db.Muster.Database.BeforeStatement = _ => ThrowAtZero(ref left);
            try
            {
                await Db.Muster.Platform.ApplyAsync(plan, run, context, null, Token);
                break;
            }
            catch (PowerCut)
            {
                stops++;
            }
            Db.Muster.Database.BeforeStatement = null;
            await Db.ReopenAsync();
            Assert.Equal(before, await PictureAsync());
        }
        Db.Muster.Database.BeforeStatement = null;
        Assert.True(stops > 20, $"stopped {stops} times");
        Assert.NotEqual(before, await PictureAsync());
        Assert.Equal(2, await Db.Muster.Platform.RevisionAsync(Token));
        Assert.Empty(await Db.FaultsAsync());
        Assert.Equal(3, (await Db.RowsAsync(2)).Count);
    }

    [Fact]
    public async Task INV_18_a_round_that_stops_at_any_statement_has_changed_nothing()
    {
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob"), Other("printer")), Group("old"));
        var before = await PictureAsync();
        var stops = 0;
        for (var at = 1; ; at++)
        {
            await using var session = await Db.SessionAsync(Engine.Reading.DirectoryStream.Groups, full: true);
            await session.WriteGroupsAsync([Group("crew", Member("ada"), Member("cy"), Child("inner")), Group("new", Other("fax"))], Token);
            var left = at;
            Db.Muster.Database.BeforeStatement = _ => ThrowAtZero(ref left);
            try
            {
                await session.CompleteAsync("next", Token);
                break;
            }
            catch (PowerCut)
            {
                stops++;
            }
            finally
            {
                Db.Muster.Database.BeforeStatement = null;
            }
            Assert.Equal(before, await PictureAsync());
        }
        Assert.True(stops > 10, $"stopped {stops} times");
        Assert.NotEqual(before, await PictureAsync());
        Assert.Equal(4, (await Db.MirrorAsync()).Groups.Count);
    }

    private static void ThrowAtZero(ref int left)
    {
        if (--left == 0)
            throw new PowerCut();
    }

    /// <summary>Everything in every table that a plan or a round may write, but for marks of interrupted rounds.</summary>
    private async Task<string> PictureAsync()
    {
        var parts = new List<string>();
        foreach (var table in Tables)
            parts.Add($"{table}: {await Db.ContentAsync(table)}");
        parts.Add(await Db.TextAsync("SELECT max(link || linked_at || objects || present_after) FROM delta_link WHERE stream = 0"));
        parts.Add(await Db.TextAsync("SELECT max(link || linked_at || objects || present_after) FROM delta_link WHERE stream = 1"));
        return string.Join('\n', parts);
    }

    private static readonly string[] Tables =
    [
        "workspace",
        "connection",
        "directory_user",
        "directory_group",
        "directory_edges",
        "directory_other",
        "app_user",
        "app_user_version",
        "app_group",
        "app_group_version",
        "membership",
        "group_members",
        "revision",
        "run",
        "audit_entry",
    ];

    private sealed class PowerCut : Exception;
}
