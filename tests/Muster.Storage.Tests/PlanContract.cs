using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Platform;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqlitePlanTests : PlanContract<SqliteTestDatabase>
{
    [Fact]
    public async Task A_run_that_an_earlier_version_held_is_superseded_when_the_schema_is_brought_up_to_date()
    {
        var steps = await Db.PlanAsync([new GroupStep.Create(1, "crew", null)]);
        var run = await Db.BeginAsync();
        await Db.Muster.Runs.HoldAsync(run, steps, Db.Lease, Token);
        await Db.DowngradeAsync(2);
        var after = (await Db.Muster.Runs.FindAsync(run.Id, Token))!;
        Assert.Equal(Engine.Runs.RunOutcome.Superseded, after.Outcome);
        Assert.Contains("earlier version", after.Message, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(null));
        await Db.AppliedAsync(steps);
        Assert.Single(await ListAsync(PlanState.Applied));
    }
}

public sealed class PostgresPlanTests : PlanContract<PostgresTestDatabase>;

public abstract class PlanContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task A_plan_is_stored_as_it_was_made()
    {
        var steps = await Db.PlanAsync(users: [Create(1, "ada")], memberships: [Members(1, [1])]);
        var made = Made(steps) with
        {
            Origin = new PlanOrigin(["crew"], true, new PlanCut { AdditionsOnly = true, WithoutUsers = KeySet.Of(3, 5) }),
            Held = [new GuardTrip("runRemovalsStated", "5 of 10")],
            Problems = [new PlanProblem("unmatched", "crew", "No such group", ["x"])],
            Decisions = [new Decision("importRule", DecisionKind.LeftOut, "Everyone", "0 of 1", 0)],
            Message = "for a look",
        };
        var stored = await Db.Muster.Plans.AddAsync(made, steps, Db.Lease, Token);
        Assert.Equivalent(stored, await Db.Muster.Plans.FindAsync(stored.Id, Token), strict: true);
        Assert.Equal(steps.Hash, (await Db.Muster.Plans.StepsAsync(stored.Id, Token))!.Hash);
        Assert.Null(await Db.Muster.Plans.FindAsync(99, Token));
        Assert.Contains(await Db.Muster.Audit.EntriesAsync(0, Token).ToListAsync(Token), entry => entry is { Action: "plan.made" });
    }

    [Fact]
    public async Task Whose_attempt_finds_that_a_plan_is_held_now_is_in_the_audit_log()
    {
        var steps = await Db.PlanAsync(users: [Create(1, "ada")]);
        var stored = await Db.Muster.Plans.AddAsync(Made(steps), steps, Db.Lease, Token);

        await Db.Muster.Plans.HoldAsync(stored.Id, [new GuardTrip("dayRemovalsStated", "5 of 10")], [], "zoe", Db.Lease, Token);

        var entry = (await Db.Muster.Audit.EntriesAsync(0, Token).ToListAsync(Token)).Single(entry => entry.Action == "plan.held");
        Assert.Equal("zoe", entry.Actor);
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task INV_5_a_stored_plan_is_applied_at_most_once()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        var steps = await Db.PlanAsync([new GroupStep.Create(1, "crew", null)], [Create(1, "ada")]);
        var stored = await Db.Muster.Plans.AddAsync(Made(steps), steps, Db.Lease, Token);
        var context = new ApplyContext(Db.Lease, Db.Clock.Now, Settles: true);
        var run = await Db.BeginAsync() with { Plan = stored.Id };
        Assert.IsType<ApplyOutcome.Applied>(await Db.Muster.Platform.ApplyAsync(steps, run, context, null, Token));
        Assert.Equal((PlanState.Applied, run.Id), await StateAsync(stored.Id));
        // The same number with steps that would fit now.
        var next = await Db.PlanAsync(memberships: [Members(1, [1])]);
        var again = await Db.BeginAsync() with { Plan = stored.Id };
        var stale = Assert.IsType<ApplyOutcome.Stale>(await Db.Muster.Platform.ApplyAsync(next, again, context, null, Token));
        Assert.Contains($"plan {stored.Id} does not wait", stale.Difference, StringComparison.Ordinal);
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Every_applied_run_has_a_plan_and_takes_the_place_of_those_that_wait()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        var steps = await Db.PlanAsync([new GroupStep.Create(1, "crew", null)], [Create(1, "ada")]);
        var waiting = await Db.Muster.Plans.AddAsync(Made(steps), steps, Db.Lease, Token);
        var held = await Db.Muster.Runs.HoldAsync(await Db.BeginAsync(), steps, Db.Lease, Token);
        Assert.Equal(PlanState.Superseded, (await StateAsync(waiting.Id)).State);
        Assert.Equal((PlanState.Held, held.Id), await StateAsync(held.Plan!.Value));
        await Db.AppliedAsync(steps);
        var run = (await Db.Muster.Runs.ListAsync(null, 1, Token))[0];
        Assert.Equal((PlanState.Applied, run.Id), await StateAsync(run.Plan!.Value));
        Assert.Equal(steps.Hash, (await Db.Muster.Plans.StepsAsync(run.Plan!.Value, Token))!.Hash);
        Assert.Equal(PlanState.Superseded, (await StateAsync(held.Plan!.Value)).State);
        Assert.Equal(Engine.Runs.RunOutcome.Superseded, (await Db.Muster.Runs.FindAsync(held.Id, Token))!.Outcome);
    }

    [Fact]
    public async Task A_plan_that_waited_too_long_is_expired_and_cannot_be_applied()
    {
        var steps = await Db.PlanAsync([new GroupStep.Create(1, "crew", null)]);
        var stored = await Db.Muster.Plans.AddAsync(Made(steps), steps, Db.Lease, Token);
        Db.Clock.Now += PlanKeeping.Waiting;
        Assert.Equal(PlanState.Expired, (await StateAsync(stored.Id)).State);
        Assert.Equal([stored.Id], await ListAsync(PlanState.Expired));
        Assert.Empty(await ListAsync(PlanState.Ready));
        Assert.False(await Db.Muster.Plans.DiscardAsync(stored.Id, "zoe", "late", Db.Lease, Token));
        var run = await Db.BeginAsync() with { Plan = stored.Id };
        Assert.IsType<ApplyOutcome.Stale>(
            await Db.Muster.Platform.ApplyAsync(steps, run, new ApplyContext(Db.Lease, Db.Clock.Now, false), null, Token)
        );
    }

    [Fact]
    public async Task Plans_without_a_run_and_the_steps_of_old_runs_are_not_kept_for_ever()
    {
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Create(1, "crew", null)]));
        var applied = (await Db.Muster.Runs.ListAsync(null, 1, Token))[0].Plan!.Value;
        var steps = await Db.PlanAsync([new GroupStep.Create(2, "ops", null)]);
        for (var i = 0; i < PlanKeeping.NewestWithoutRun + 3; i++)
            await Db.Muster.Plans.AddAsync(Made(steps), steps, Db.Lease, Token);
        Assert.NotNull(await Db.Muster.Plans.StepsAsync(applied, Token));
        Assert.Equal(PlanKeeping.NewestWithoutRun + 1, (await ListAsync(null)).Count);
        Assert.Null(await Db.Muster.Plans.FindAsync(applied + 3, Token));

        Db.Clock.Now += PlanKeeping.Steps + TimeSpan.FromDays(1);
        var late = await Db.Muster.Plans.AddAsync(Made(steps), steps, Db.Lease, Token);
        Assert.Null(await Db.Muster.Plans.StepsAsync(applied, Token));
        Assert.False((await Db.Muster.Plans.FindAsync(applied, Token))!.HasSteps);
        Assert.NotNull(await Db.Muster.Plans.StepsAsync(late.Id, Token));
    }

    [Theory]
    [InlineData("detail = replace(detail, '0 of 1', '9 of 9')")]
    [InlineData("made_by = 'somebody else'")]
    [InlineData("hash = 'ffff'")]
    [InlineData("body = X'01'")]
    [InlineData("id = 77")]
    public async Task A_stored_plan_that_was_changed_in_the_database_is_found_INV_20(string change)
    {
        var steps = await Db.PlanAsync([new GroupStep.Create(1, "crew", null)]);
        var made = Made(steps) with { Decisions = [new Decision("importRule", DecisionKind.LeftOut, "Everyone", "0 of 1", 0)] };
        await Db.Muster.Plans.AddAsync(made, steps, Db.Lease, Token);
        await Db.Muster.Runs.HoldAsync(await Db.BeginAsync(), steps, Db.Lease, Token);
        await Db.AppliedAsync(steps);
        Assert.Empty(await Db.FaultsAsync());
        await Db.TamperAsync($"UPDATE stored_plan SET {change} WHERE id = 1");
        Assert.Contains("lan ", Assert.Single((await Db.FaultsAsync()).Take(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_was_dropped_or_applied_and_waits_again_is_found_INV_20()
    {
        var steps = await Db.PlanAsync([new GroupStep.Create(1, "crew", null)]);
        var dropped = await Db.Muster.Plans.AddAsync(Made(steps), steps, Db.Lease, Token);
        Assert.True(await Db.Muster.Plans.DiscardAsync(dropped.Id, "zoe", "not now", Db.Lease, Token));
        await Db.AppliedAsync(steps);
        var applied = (await Db.Muster.Runs.ListAsync(null, 1, Token))[0].Plan!.Value;
        foreach (var id in new[] { dropped.Id, applied })
        {
            Assert.Empty(await Db.FaultsAsync());
            var before = await Db.TamperAsync($"SELECT state FROM stored_plan WHERE id = {id}");
            await Db.TamperAsync($"UPDATE stored_plan SET state = {(int)PlanState.Ready} WHERE id = {id}");
            Assert.Contains(await Db.FaultsAsync(), fault => fault.Contains($"Plan {id} waits", StringComparison.Ordinal));
            await Db.TamperAsync($"UPDATE stored_plan SET state = {before} WHERE id = {id}");
        }
    }

    private StoredPlan Made(SyncPlan steps) =>
        PlanValues.Of(steps, new PlanVerdict.Ready(), "plan", "test", Db.Clock.Now) with
        {
            Connection = Db.Entra.Key,
        };

    private async Task<(PlanState State, long? Run)> StateAsync(long id)
    {
        var plan = (await Db.Muster.Plans.FindAsync(id, Token))!;
        return (plan.State, plan.Run);
    }

    protected async Task<List<long>> ListAsync(PlanState? state) =>
        [.. (await Db.Muster.Plans.ListAsync(new PlanFilter(Db.Entra.Key, state, null, 1000), Token)).Select(plan => plan.Id)];
}

/// <summary>The check in the transaction that writes: nothing that the plan does not say (INV-1).</summary>
public sealed class PlanItemsTests
{
    private static readonly MemberSet Crew = new(1, MembershipRelation.Member, MembershipOrigin.Directory);

    [Fact]
    public void What_the_plan_says_may_be_written_INV_1()
    {
        var plan = Plan(Members(1, [4, 6], [1]));
        PlanItems.Check(plan, [Work(plan)]);
        // Less than planned is fine: somebody is there already, somebody else has gone already.
        PlanItems.Check(Plan(Members(1, [2, 4, 6], [1, 9])), [Work(plan)]);
    }

    [Fact]
    public void A_membership_that_belongs_to_no_item_stops_the_transaction_INV_1()
    {
        var plan = Plan(Members(1, [4, 6], [1]));
        SyncPlan[] others =
        [
            Plan(Members(1, [4], [1])),
            Plan(Members(1, [4, 6])),
            Plan(Members(2, [4, 6], [1])),
            Plan(Members(1, [4, 6], [1], MembershipRelation.Owner)),
            Plan(Members(1, [4, 6], [1]) with { Origin = MembershipOrigin.Local }),
            Plan(Members(1, [4, 6], [1]), Members(1, [4, 6], [1])),
            Plan(),
        ];
        Assert.All(others, other => Assert.Throws<StoredDataException>(() => PlanItems.Check(other, [Work(plan)])));
    }

    [Fact]
    public void Ending_a_link_is_an_item_for_all_memberships_of_its_group_INV_1()
    {
        var plan = Plan(Members(1, [4], [1]));
        PlanItems.Check(Plan() with { Groups = [new GroupStep.Unlink(1)] }, [Work(plan)]);
        Assert.Throws<StoredDataException>(() => PlanItems.Check(Plan() with { Groups = [new GroupStep.Unlink(2)] }, [Work(plan)]));
    }

    private static MembershipWork Work(SyncPlan plan)
    {
        var work = new MembershipWork(Crew, KeySet.Of(1, 2, 3));
        work.Take(plan.Memberships[0]);
        return work;
    }

    private static SyncPlan Plan(params MembershipChange[] changes) =>
        new()
        {
            Basis = new PlanBasis(1, new ReadCertificate(StreamCertificate.NotRead, StreamCertificate.NotRead, 0), 0),
            Groups = [],
            Users = [],
            Memberships = [.. changes],
            Problems = [],
        };
}
