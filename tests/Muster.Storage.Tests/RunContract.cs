using CsCheck;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Watching;
using Muster.Storage.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteRunTests : RunContract<SqliteTestDatabase>;

public sealed class PostgresRunTests : RunContract<PostgresTestDatabase>;

public abstract class RunContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task A_run_is_stored_as_it_ended()
    {
        var run = await Db.BeginAsync("users import");
        Assert.Equal(RunOutcome.Running, (await Db.Muster.Runs.FindAsync(run.Id, Token))!.Outcome);
        var ended = run with
        {
            Outcome = RunOutcome.Incomplete,
            EndedAt = Db.Clock.Now + TimeSpan.FromMilliseconds(1),
            Full = true,
            Message = "cut off",
            Reason = RunReason.Overtaken,
            Spending = new ReadSpending(3, 7, 1),
            Seconds = new RunSeconds(1.5, 0.25, 0),
            Problems = [new PlanProblem("ambiguousName", "crew", "Two groups", [Id("a").ToString(), Id("b").ToString()])],
            Held = [new GuardTrip("runRemovalsStated", "5 of 10")],
            Counts = new PlanCounts { MembersAdded = 3 },
        };
        await Db.Muster.Runs.EndAsync(ended, Db.Lease, Token);
        var stored = (await Db.Muster.Runs.FindAsync(run.Id, Token))!;
        Assert.Equivalent(ended, stored, strict: true);
        Assert.Null(await Db.Muster.Runs.FindAsync(99, Token));
    }

    [Fact]
    public async Task What_syncs_brought_is_as_old_as_what_the_directory_told_or_else_as_the_look_before()
    {
        await Db.SeedAsync();
        var start = Db.Clock.Now;
        Assert.Empty(await ArrivalsAsync(start.AddDays(-1)));
        await SyncAsync(RunOutcome.NoChanges);
        var told = start.AddMinutes(7);
        await SyncAsync(RunOutcome.Applied, new GroupStep.Unlink(1), told);
        await SyncAsync(RunOutcome.Applied, new GroupStep.Unlink(2), decidedBy: "zoe");
        await SyncAsync(RunOutcome.Failed);
        await SyncAsync(RunOutcome.Applied, new GroupStep.Rename(1, "crew", "team"));

        Assert.Equal(
            [new RunArrival(start.AddMinutes(30), start.AddMinutes(50), 1, false), new RunArrival(told, start.AddMinutes(20), 1, true)],
            await ArrivalsAsync(start)
        );
        Assert.Single(await ArrivalsAsync(start.AddMinutes(20)));
        Assert.Single(await Db.Muster.Runs.ArrivalsAsync(Db.Entra.Key, start, 1, Token));
        Assert.Empty(await Db.Muster.Runs.ArrivalsAsync(99, start, 9, Token));

        // Ten minutes after the one before, and over at once.
        async Task SyncAsync(RunOutcome outcome, GroupStep? step = null, DateTimeOffset? toldAt = null, string? decidedBy = null)
        {
            Db.Clock.Now = Db.Clock.Now.AddMinutes(10);
            var run = await Db.BeginAsync() with { ToldAt = toldAt, DecidedBy = decidedBy, Outcome = outcome, EndedAt = Db.Clock.Now };
            if (step is null)
                await Db.Muster.Runs.EndAsync(run, Db.Lease, Token);
            else
            {
                var plan = await Db.PlanAsync([step]);
                run = run with { Counts = plan.Counts };
                Assert.IsType<ApplyOutcome.Applied>(
                    await Db.Muster.Platform.ApplyAsync(plan, run, new ApplyContext(Db.Lease, Db.Clock.Now, false), null, Token)
                );
            }
        }

        Task<IReadOnlyList<RunArrival>> ArrivalsAsync(DateTimeOffset since) => Db.Muster.Runs.ArrivalsAsync(Db.Entra.Key, since, 9, Token);
    }

    [Fact]
    public async Task Runs_that_changed_something_in_a_stretch_of_time_are_listed_and_counted()
    {
        await Db.SeedAsync();
        Db.Clock.Now = Db.Clock.Now.AddHours(1);
        var from = Db.Clock.Now;
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Unlink(1)]));
        await Db.Muster.Runs.EndAsync((await Db.BeginAsync()) with { Outcome = RunOutcome.NoChanges, EndedAt = from }, Db.Lease, Token);
        var to = Db.Clock.Now;
        Db.Clock.Now = Db.Clock.Now.AddHours(1);
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Unlink(2)]));
        var all = await Db.Muster.Runs.ListAsync(new RunFilter(), Token);
        foreach (
            var (start, end, some) in new[] { (from, to, 1), (from, Db.Clock.Now, 2), (from.AddDays(-1), to, 2), (to.AddDays(2), to, 0) }
        )
        {
            var filter = new RunFilter { Changed = (start, end) };
            var expected = all.Where(run => run.Revision is not null && run.EndedAt >= start && run.EndedAt <= end).Select(run => run.Id);
            Assert.Equal(expected, (await Db.Muster.Runs.ListAsync(filter, Token)).Select(run => run.Id));
            Assert.Equal(some, await Db.Muster.Runs.CountAsync(filter, Token));
        }
    }

    [Fact]
    public async Task The_mark_of_the_workspace_is_another_whenever_a_run_begins_or_ends_and_something_is_recorded()
    {
        var marks = new List<WorkspaceMark> { await Db.Muster.Marks.NowAsync(Token) };
        Assert.Equal(marks[0], await Db.Muster.Marks.NowAsync(Token));
        var run = await Db.BeginAsync();
        marks.Add(await Db.Muster.Marks.NowAsync(Token));
        await Db.Muster.Runs.EndAsync(run with { Outcome = RunOutcome.NoChanges }, Db.Lease, Token);
        marks.Add(await Db.Muster.Marks.NowAsync(Token));
        await Db.Muster.Audit.AppendAsync("ada", "something.done", "here", [], Token);
        marks.Add(await Db.Muster.Marks.NowAsync(Token));
        Assert.Equal(marks.Count, marks.Distinct().Count());
        Assert.Equal((run.Id, (long)RunOutcome.NoChanges), (marks[^1].Run, marks[^1].Outcome));
    }

    [Theory]
    [InlineData(true, RunOutcome.NoChanges, 510, true)]
    [InlineData(true, RunOutcome.Held, 1, true)]
    [InlineData(true, RunOutcome.Incomplete, 1, false)]
    [InlineData(true, RunOutcome.Failed, 1, false)]
    [InlineData(false, RunOutcome.NoChanges, 1, false)]
    public async Task A_full_read_of_the_day_is_found_however_many_runs_came_after_it(
        bool full,
        RunOutcome outcome,
        int laterRuns,
        bool isFound
    )
    {
        var dawn = Db.Clock.Now;
        var run = await Db.BeginAsync();
        await Db.Muster.Runs.EndAsync(run with { Outcome = outcome, Full = full }, Db.Lease, Token);
        for (var later = 0; later < laterRuns; later++)
            await Db.Muster.Runs.EndAsync((await Db.BeginAsync()) with { Outcome = RunOutcome.NoChanges }, Db.Lease, Token);
        var connection = run.Connection!.Value;
        Assert.Equal(isFound, await Db.Muster.Runs.HasReadInFullSinceAsync(connection, dawn, Token));
        Assert.False(await Db.Muster.Runs.HasReadInFullSinceAsync(connection + 1, dawn, Token));
        Assert.False(await Db.Muster.Runs.HasReadInFullSinceAsync(connection, Db.Clock.Now.AddMinutes(1), Token));
    }

    [Fact]
    public async Task A_run_that_was_applied_is_never_noted_as_anything_else_INV_15()
    {
        var run = await Db.BeginAsync();
        var plan = await Db.PlanAsync(users: [Create(1, "ada")]);
        var context = new ApplyContext(Db.Lease, Db.Clock.Now, Settles: true);
        await Db.Muster.Platform.ApplyAsync(plan, run with { Outcome = RunOutcome.Applied }, context, null, Token);
        var applied = (await Db.Muster.Runs.FindAsync(run.Id, Token))!;
        var entries = await Db.Muster.Audit.EntriesAsync(0, Token).CountAsync(Token);

        await Db.Muster.Runs.EndAsync(run with { Outcome = RunOutcome.Failed, Message = "the disk is full" }, Db.Lease, Token);

        Assert.Equivalent(applied, await Db.Muster.Runs.FindAsync(run.Id, Token), strict: true);
        Assert.Equal((RunOutcome.Applied, 1), (applied.Outcome, applied.Revision));
        Assert.Equal(entries, await Db.Muster.Audit.EntriesAsync(0, Token).CountAsync(Token));
        Assert.Empty(await Db.FaultsAsync());

        await Db.Muster.Runs.EndAsync(applied with { Seconds = new RunSeconds(1, 2, 3) }, Db.Lease, Token);
        Assert.Equal(new RunSeconds(1, 2, 3), (await Db.Muster.Runs.FindAsync(run.Id, Token))!.Seconds);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_and_page_by_number()
    {
        for (var i = 0; i < 5; i++)
            await Db.BeginAsync();
        Assert.Equal([5, 4], (await Db.Muster.Runs.ListAsync(null, 2, Token)).Select(run => run.Id));
        Assert.Equal([3, 2, 1], (await Db.Muster.Runs.ListAsync(4, 9, Token)).Select(run => run.Id));
    }

    [Fact]
    public async Task INV_17_a_run_that_a_dead_process_left_is_marked_as_failed()
    {
        var left = await Db.BeginAsync();
        Db.Clock.Now += TimeSpan.FromMinutes(1);
        await using var other = await Db.OpenAsync();
        var lease = await LeaseAsync(other);
        await other.Runs.BeginAsync(Db.Entra.Key, "sync", "test", lease, Token);
        var stored = (await Db.Muster.Runs.FindAsync(left.Id, Token))!;
        Assert.Equal(RunOutcome.Failed, stored.Outcome);
        Assert.NotNull(stored.EndedAt);
        Assert.NotNull(stored.Message);
        await Assert.ThrowsAsync<LeaseLostException>(() => Db.Muster.Runs.EndAsync(left, Db.Lease, Token));
    }

    [Fact]
    public async Task A_held_plan_comes_back_whole_and_a_later_one_supersedes_it()
    {
        var plan = await Db.PlanAsync(users: [Create(1, "ada")]);
        var first = await Db.BeginAsync();
        await Db.Muster.Runs.HoldAsync(first, plan, Db.Lease, Token);
        var held = (await Db.Muster.Runs.HeldPlanAsync(first.Id, Token))!;
        Assert.Equal(plan.Hash, held.Hash);
        Assert.Equal(plan.Basis, held.Basis);

        var second = await Db.BeginAsync();
        await Db.Muster.Runs.HoldAsync(second, plan, Db.Lease, Token);
        Assert.Equal(RunOutcome.Superseded, (await Db.Muster.Runs.FindAsync(first.Id, Token))!.Outcome);
        Assert.Null(await Db.Muster.Runs.HeldPlanAsync(first.Id, Token));
        Assert.NotNull(await Db.Muster.Runs.HeldPlanAsync(second.Id, Token));
        await Db.Muster.Runs.EndAsync(second with { Outcome = RunOutcome.Rejected, DecidedBy = "zoe" }, Db.Lease, Token);
        Assert.Null(await Db.Muster.Runs.HeldPlanAsync(second.Id, Token));
        Assert.Contains(
            await Db.Muster.Audit.EntriesAsync(0, Token).ToListAsync(Token),
            entry => entry is { Action: "run.rejected", Actor: "zoe" }
        );
    }

    [Fact]
    public async Task A_held_plan_that_was_changed_in_the_database_is_not_handed_out()
    {
        var run = await Db.BeginAsync();
        await Db.Muster.Runs.HoldAsync(run, await Db.PlanAsync(users: [Create(1, "ada")]), Db.Lease, Token);
        var other = PlanCodec.Encode(await Db.PlanAsync(users: [Create(1, "eve")]));
        await Db.TamperAsync($"UPDATE stored_plan SET body = X'{Convert.ToHexString(other)}'");
        await Assert.ThrowsAsync<StoredDataException>(() => Db.Muster.Runs.HeldPlanAsync(run.Id, Token));
    }

    [Fact]
    public async Task Recent_removals_count_what_syncs_did_by_themselves_since_the_last_approval()
    {
        await Db.ReadUsersAsync(false, User("ada"), User("bob"), User("cy"), User("dan"));
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Create(1, "crew", null)],
                [Create(1, "ada"), Create(2, "bob"), Create(3, "cy"), Create(4, "dan")],
                [Members(1, [1, 2, 3, 4])]
            )
        );
        var start = Db.Clock.Now;
        Assert.Equal(new RecentRemovals(0, 0), await Db.Muster.Runs.RecentRemovalsAsync(Db.Entra.Key, start, Token));
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [], [1])]));
        Db.Clock.Now += TimeSpan.FromHours(1);
        var inferred = Members(1, [], [2]);
        inferred = inferred with { Removals = [new Removal(2, RemovalCause.LeftInDirectory, Evidence.Inferred)] };
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [inferred]));
        Assert.Equal(new RecentRemovals(1, 1), await Db.Muster.Runs.RecentRemovalsAsync(Db.Entra.Key, start, Token));
        Assert.Equal(new RecentRemovals(0, 1), await Db.Muster.Runs.RecentRemovalsAsync(Db.Entra.Key, Db.Clock.Now, Token));

        var approved = await Db.BeginAsync() with { DecidedBy = "zoe" };
        await Db.Muster.Platform.ApplyAsync(
            await Db.PlanAsync(memberships: [Members(1, [], [3])]),
            approved,
            new Muster.Engine.Platform.ApplyContext(Db.Lease, Db.Clock.Now, true),
            null,
            Token
        );
        Assert.Equal(new RecentRemovals(0, 0), await Db.Muster.Runs.RecentRemovalsAsync(Db.Entra.Key, start, Token));
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [], [4])]));
        Assert.Equal(new RecentRemovals(1, 0), await Db.Muster.Runs.RecentRemovalsAsync(Db.Entra.Key, start, Token));
    }
}

public sealed class PlanCodecTests
{
    [Fact]
    public void Any_plan_comes_back_as_it_was_stored() =>
        Plans.Any.Sample(plan =>
        {
            var back = PlanCodec.Decode(PlanCodec.Encode(plan), 1);
            Assert.Equal(plan.Hash, back.Hash);
            Assert.Equal(plan.Basis, back.Basis);
            Assert.Equal(plan.Counts, back.Counts);
            Assert.Equal(plan.RemovalsKeptBack, back.RemovalsKeptBack);
            Assert.Equal(plan.CoversAll, back.CoversAll);
            Assert.Equivalent(plan.Problems, back.Problems, strict: true);
            Assert.Equal(plan.Groups, back.Groups);
            Assert.Equal(plan.Users, back.Users);
        });

    [Fact]
    public void Bytes_that_are_cut_or_lengthened_are_no_plan() =>
        Gen.Select(Plans.Any, Gen.Int[0, 1000])
            .Sample(
                (plan, at) =>
                {
                    var bytes = PlanCodec.Encode(plan);
                    var cut = bytes[..(at % bytes.Length)];
                    Assert.Throws<StoredDataException>(() => PlanCodec.Decode(cut, 1));
                    Assert.Throws<StoredDataException>(() => PlanCodec.Decode([.. bytes, 0], 1));
                },
                iter: 200
            );
}
