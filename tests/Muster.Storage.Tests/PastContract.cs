using CsCheck;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqlitePastTests : PastContract<SqliteTestDatabase>;

public sealed class PostgresPastTests : PastContract<PostgresTestDatabase>;

/// <summary>What is said of a moment that has passed is never said differently later.</summary>
public abstract class PastContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly Gen<Happening> Happenings = Gen.Select(
            Gen.Int[0, 9],
            Gen.Int[-90, 90],
            Gen.Select(Gen.Int[1, 2], Gen.Bool, Gen.Int[1, 5], Gen.Bool).Array[1, 6],
            Gen.Double[0, 1]
        )
        .Select((what, minutes, changes, asked) => new Happening(what, TimeSpan.FromMinutes(minutes), changes, asked));

    [Fact]
    public async Task INV_21_answers_about_the_past_stay_whatever_happens_and_however_the_clock_is_set() =>
        await Happenings.Array[2, 12].SampleAsync(PlayAsync, iter: 12, threads: 1);

    [Fact]
    public async Task A_membership_keeps_why_it_ended_also_when_everybody_leaves_at_once_for_different_reasons()
    {
        await StartAsync(Db);
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [1, 2, 3]), Members(2, [4, 5])]));
        Removal[] leaving =
        [
            new(1, RemovalCause.AccountDisabled, Evidence.Stated),
            new(2, RemovalCause.LeftInDirectory, Evidence.Inferred),
            new(3, RemovalCause.OutsideImportRule, Evidence.Stated),
        ];
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Retire(2)],
                memberships: [new MembershipChange(1, MembershipRelation.Member, MembershipOrigin.Directory, [], [.. leaving])]
            )
        );
        foreach (var removal in leaving)
        {
            var interval = Assert.Single(await Db.Muster.Platform.HistoryAsync(1, removal.User, Token));
            Assert.Equal((removal.Cause, removal.Evidence), (interval.EndCause, interval.EndEvidence));
        }
        var retired = Assert.Single(await Db.Muster.Platform.HistoryAsync(2, 4, Token));
        Assert.Equal((RemovalCause.LinkChanged, Evidence.Stated), (retired.EndCause, retired.EndEvidence));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task INV_20_somebody_who_stands_cannot_get_a_reason_for_an_end_unseen()
    {
        await StartAsync(Db);
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [1])]));
        await Db.TamperAsync("UPDATE membership SET end_cause = 1, end_evidence = 0");
        Assert.NotEmpty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task INV_20_a_run_that_ended_in_any_way_cannot_be_changed_unseen()
    {
        await StartAsync(Db);
        foreach (var outcome in new[] { RunOutcome.NoChanges, RunOutcome.Failed, RunOutcome.Incomplete, RunOutcome.Cancelled })
            await Db.Muster.Runs.EndAsync(await Db.BeginAsync() with { Outcome = outcome }, Db.Lease, Token);
        var plan = await Db.PlanAsync(memberships: [Members(1, [1])]);
        await Db.Muster.Runs.HoldAsync(await Db.BeginAsync() with { Outcome = RunOutcome.Held }, plan, Db.Lease, Token);
        await Db.Muster.Runs.HoldAsync(await Db.BeginAsync() with { Outcome = RunOutcome.Held }, plan, Db.Lease, Token);
        Assert.Empty(await Db.FaultsAsync());
        for (var run = 1; run <= 7; run++)
        {
            await Db.TamperAsync($"UPDATE run SET verb = verb || 'x' WHERE id = {run}");
            Assert.Contains(await Db.FaultsAsync(), fault => fault.Contains($"Run {run}", StringComparison.Ordinal));
            await Db.TamperAsync($"UPDATE run SET verb = substr(verb, 1, length(verb) - 1) WHERE id = {run}");
        }
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task INV_19_the_sum_of_all_events_is_the_membership_at_every_revision()
    {
        await StartAsync(Db);
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [1, 2]), Members(2, [3])]));
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Unlink(2)], memberships: [Members(1, [4], [2])]));
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [2], [1, 4])]));
        var sum = new HashSet<(int, int, MembershipRelation, MembershipOrigin)>();
        for (var revision = 1; revision <= await Db.Muster.Platform.RevisionAsync(Token); revision++)
        {
            await foreach (var change in Db.Muster.Platform.EventsAsync(revision, Token))
                Assert.True(
                    change.Added
                        ? sum.Add((change.Group, change.User, change.Relation, change.Origin))
                        : sum.Remove((change.Group, change.User, change.Relation, change.Origin))
                );
            var rows = await Db.RowsAsync(revision);
            Assert.Equal(sum.Order(), rows.Select(row => (row.Group, row.User, row.Relation, row.Origin)).Order());
        }
    }

    private static async Task StartAsync(TestDatabase db)
    {
        await db.ReadUsersAsync(false, [.. Enumerable.Range(1, 5).Select(number => User($"u{number}"))]);
        await db.AppliedAsync(
            await db.PlanAsync(
                [new GroupStep.Create(1, "g1", null), new GroupStep.Create(2, "g2", null)],
                Enumerable.Range(1, 5).Select(number => Create(number, $"u{number}"))
            )
        );
    }

    private static async Task PlayAsync(Happening[] happenings)
    {
        await using var db = new TDatabase();
        await db.StartAsync();
        await StartAsync(db);
        var first = db.Clock.Now;
        var latest = first;
        var said = new List<(DateTimeOffset At, string Answer)>();
        foreach (var happening in happenings)
        {
            db.Clock.Now += happening.Step;
            await HappenAsync(db, happening);
            // A run dates what follows, whether it changed something or not.
            latest = db.Clock.Now > latest ? db.Clock.Now : latest;
            var at = first + ((latest - first) * happening.Asked);
            // The present is not past: with a clock that was set back, what follows is dated at the same instant.
            if (at < latest)
                said.Add((at, await AnswerAsync(db, at)));
        }
        foreach (var (at, answer) in said)
            Assert.Equal(answer, await AnswerAsync(db, at));
        Assert.Empty(await db.FaultsAsync());
    }

    private static async Task HappenAsync(TestDatabase db, Happening happening)
    {
        if (happening.What == 0)
        {
            await db.Muster.Runs.EndAsync(await db.BeginAsync() with { Outcome = RunOutcome.NoChanges }, db.Lease, Token);
            return;
        }
        var state = (await db.StateAsync()).Groups.ToDictionary(group => group.Key);
        var changes = happening
            .Changes.DistinctBy(change => (change.Group, change.Owner, change.User))
            .GroupBy(change => (change.Group, change.Owner))
            .OrderBy(change => change.Key)
            .Select(change => new MembershipChange(
                change.Key.Group,
                change.Key.Owner ? MembershipRelation.Owner : MembershipRelation.Member,
                MembershipOrigin.Directory,
                [.. change.Where(one => one.Add).OrderBy(one => one.User).Select(one => new Addition(one.User, 0))],
                [
                    .. change
                        .Where(one => !one.Add)
                        .OrderBy(one => one.User)
                        .Select(one => new Removal(one.User, RemovalCause.LeftInDirectory, Evidence.Stated)),
                ]
            ));
        GroupStep[] groups = happening.What switch
        {
            1 => [new GroupStep.Rename(1, state[1].Name, $"{state[1].Name}x")],
            2 => [new GroupStep.Unlink(2)],
            _ => [],
        };
        UserStep[] users =
            happening.What == 3
                ? [new UserStep.Update(1, UserAttributes.None, new UserAttributes { DisplayName = $"{happening.Asked}" })]
                : [];
        await db.AppliedAsync(await db.PlanAsync(groups, users, changes));
    }

    /// <summary>Everything that lists show of a moment.</summary>
    private static async Task<string> AnswerAsync(TestDatabase db, DateTimeOffset at)
    {
        if (await db.Muster.History.InForceAsync(at, Token) is not { } revision)
            return "nothing is known";
        var lines = new List<string> { $"{revision}" };
        await foreach (var user in db.Muster.Platform.UserRowsAsync(revision.Number, null, Token))
            lines.Add($"{user}");
        await foreach (var group in db.Muster.Platform.GroupRowsAsync(revision.Number, null, Token))
            lines.Add($"{group}");
        lines.AddRange((await db.RowsAsync(revision.Number)).Select(row => $"{row}"));
        return string.Join('\n', lines);
    }

    private sealed record Happening(int What, TimeSpan Step, (int Group, bool Owner, int User, bool Add)[] Changes, double Asked);
}
