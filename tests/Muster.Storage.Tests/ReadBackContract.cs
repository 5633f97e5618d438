using Muster.Core.Planning;
using Muster.Core.Platform;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteReadBackTests : ReadBackContract<SqliteTestDatabase>;

public sealed class PostgresReadBackTests : ReadBackContract<PostgresTestDatabase>;

/// <summary>What a plan wrote is read back once everybody sees it, and whatever is not as planned is counted and named.</summary>
public abstract class ReadBackContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task What_was_applied_is_read_back_and_every_membership_that_is_not_as_planned_is_counted()
    {
        await Db.SeedAsync();
        var plan = await Db.PlanAsync(memberships: [Members(1, add: [3], remove: [2]), Members(2, add: [2], remove: [1])]);
        var revision = await Db.AppliedAsync(plan);
        var well = await Db.Muster.Platform.VerifyAsync(plan, revision, Token);
        Assert.Equal((4L, 0L), (well!.Memberships, well.Differing));
        Assert.Empty(well.Where);

        await Db.TamperAsync("DELETE FROM membership WHERE group_key = 1 AND user_key = 3 AND to_revision IS NULL");
        var damaged = await Db.Muster.Platform.VerifyAsync(plan, revision, Token);
        Assert.Equal((4L, 1L), (damaged!.Memberships, damaged.Differing));
        Assert.Contains("Group 1", Assert.Single(damaged.Where), StringComparison.Ordinal);

        var other = await Db.PlanAsync(memberships: [Members(1, add: [2], remove: [1]), Members(2, add: [3])]);
        var unwritten = await Db.Muster.Platform.VerifyAsync(other, revision, Token);
        Assert.Equal((3L, 3L), (unwritten!.Memberships, unwritten.Differing));
        Assert.Null(await Db.Muster.Platform.VerifyAsync(plan, revision - 1, Token));
    }

    [Theory]
    [InlineData("DELETE FROM sub_group WHERE group_key = 1", "Group 2 is not a sub-group of group 1.")]
    [InlineData("DELETE FROM exception WHERE id = 1", "Exception 1 is not there as planned.")]
    [InlineData("UPDATE exception SET user_key = 1 WHERE id = 1", "Exception 1 is not there as planned.")]
    [InlineData("DELETE FROM app_user_version WHERE user_key = 4", "User 4 is not there.")]
    [InlineData("DELETE FROM app_user WHERE key = 4", "User 4 is there, and not as planned.")]
    [InlineData(
        "UPDATE app_user_version SET active = (SELECT active FROM app_user WHERE key = 1) WHERE user_key = 2 AND to_revision IS NULL",
        "User 2 is there, and not as planned."
    )]
    [InlineData("DELETE FROM app_group_version WHERE group_key = 3", "Group 3 is not there.")]
    [InlineData(
        "UPDATE app_group_version SET from_revision = 0 WHERE group_key = 2 AND to_revision IS NULL",
        "Group 2 is there, and not as planned."
    )]
    public async Task Whatever_else_a_plan_wrote_is_read_back_too(string damage, string where)
    {
        var (plan, revision) = await ManifoldAsync();
        var well = await Db.Muster.Platform.VerifyAsync(plan, revision, Token);
        Assert.Equal(
            new(0, 0)
            {
                People = 2,
                Groups = 2,
                SubGroups = 1,
                Exceptions = 1,
                Where = well!.Where,
            },
            well
        );

        Assert.Equal(1, await Db.TamperAsync(damage));

        var damaged = await Db.Muster.Platform.VerifyAsync(plan, revision, Token);
        Assert.Equal((1, where), (damaged!.Differing, Assert.Single(damaged.Where)));
    }

    [Fact]
    public async Task Steps_that_were_never_written_are_missed_whatever_they_end()
    {
        var (plan, revision) = await ManifoldAsync();
        var crew = (await Db.GroupAsync("crew")).Key;
        var unwritten = await Db.PlanAsync(
            [
                new GroupStep.Retire(3),
                new GroupStep.Unlink(1),
                new GroupStep.Link(2, crew, Id("crew"), LinkCause.Picked),
                new GroupStep.Unnest(1, 2, Evidence.Stated),
            ],
            [new UserStep.Reactivate(2, ImportReason.Rule), new UserStep.KeepApart(3), new UserStep.Adopt(4, 3, Id("cy"), AdoptedBy.Mail)]
        ) with
        {
            Exceptions = [new ExceptionStep.End(plan.Exceptions[0].Exception, ExceptionEnd.Person, "over")],
        };

        var found = await Db.Muster.Platform.VerifyAsync(unwritten, revision, Token);

        Assert.Equal(8, found!.Differing);
        Assert.Contains("Group 2 is still a sub-group of group 1.", found.Where);
        Assert.Contains("Exception 1 still stands.", found.Where);
    }

    [Fact]
    public async Task Reading_back_asks_no_statement_for_each_row()
    {
        const int Many = 1_200;
        await Db.SeedAsync();
        var plan = await Db.PlanAsync(
            [.. Enumerable.Range(3, Many).Select(key => new GroupStep.Create(key, $"g{key}", null))],
            [.. Enumerable.Range(4, Many).Select(key => new UserStep.CreateLocal(key, new() { DisplayName = $"p{key}" }))]
        );
        var revision = await Db.AppliedAsync(plan);
        var statements = 0;
        Db.Muster.Database.BeforeStatement = _ => statements++;

        var found = await Db.Muster.Platform.VerifyAsync(plan, revision, Token);

        Db.Muster.Database.BeforeStatement = null;
        Assert.Equal((Many, Many, 0), (found!.People, found.Groups, found.Differing));
        Assert.InRange(statements, 1, 10);
        await Db.TamperAsync("DELETE FROM app_user WHERE key = 500");
        Assert.Equal(["User 500 is there, and not as planned."], (await Db.Muster.Platform.VerifyAsync(plan, revision, Token))!.Where);
    }

    /// <summary>Applies a plan with something of every kind but memberships.</summary>
    private async Task<(SyncPlan Plan, long Revision)> ManifoldAsync()
    {
        await Db.SeedAsync();
        var at = Db.Clock.GetUtcNow();
        var exception = new MembershipException(1, 1, 3, MembershipRelation.Member, ExceptionKind.Include, "why", "ada", at, at.AddDays(1));
        var plan = await Db.PlanAsync(
            [new GroupStep.Rename(2, "desk", "front desk"), new GroupStep.Create(3, "night", null), new GroupStep.Nest(1, 2)],
            [
                new UserStep.Suspend(2, RemovalCause.AccountDisabled, Evidence.Stated),
                new UserStep.CreateLocal(4, new() { DisplayName = "dan" }),
            ]
        ) with
        {
            Exceptions = [new ExceptionStep.Begin(exception)],
        };
        return (plan, await Db.AppliedAsync(plan));
    }
}
