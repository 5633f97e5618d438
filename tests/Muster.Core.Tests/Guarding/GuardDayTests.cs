using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;

namespace Muster.Core.Tests.Guarding;

/// <summary>What single groups lose over a day, who is protected, and what every guard rail tells of itself.</summary>
public sealed class GuardDayTests
{
    /// <summary>What one run may not take from a group, several runs within a day may not take either.</summary>
    [Fact]
    public void Splitting_a_groups_loss_over_runs_passes_no_more_than_one_run_INV_4() =>
        Check.Sample(
            Gen.Select(Gen.Int[5, 300], Gen.Int[1, 15].Array[1, 25], Gen.Bool),
            (size, losses, stated) =>
            {
                var lost = 0;
                foreach (var loss in losses.Where(loss => lost + loss <= size))
                    if (!IsHeld(size - lost, loss, stated, lost))
                        lost += loss;
                Assert.False(lost > 0 && IsHeld(size, lost, stated, 0), $"{lost} of {size}");
            },
            iter: 500
        );

    [Fact]
    public void A_group_that_loses_one_by_one_within_a_day_may_not_become_empty_INV_3() =>
        Assert.Contains("groupEmptied", Guards(Loss(size: 1, stated: 1), recentStated: 4));

    [Theory]
    [InlineData(0, 3, "emptySource")]
    [InlineData(3, 3, "")]
    public void An_empty_tenant_is_never_followed_by_itself_INV_3(int present, int before, string guard)
    {
        var read = new StreamCertificate(true, true, before, present, 0);
        var measures = Loss(size: 100, stated: 1) with { Read = new ReadCertificate(read, new(true, true, 9, 9, 0), 1) };
        Assert.Equal(guard, Words(GuardRails.Default.Evaluate(measures)));
    }

    [Theory]
    [InlineData(7, 7, 0, "emptyScope")]
    [InlineData(7, 6, 0, "")]
    [InlineData(7, 7, 1, "")]
    public void An_import_rule_that_covers_nobody_any_more_waits_for_a_person_INV_3(
        int active,
        int suspended,
        int activated,
        string guard
    ) =>
        Assert.Equal(
            guard,
            Words(
                GuardRails.Default.Evaluate(
                    new GuardMeasures
                    {
                        ActiveUsers = active,
                        SuspendedStated = suspended,
                        Activated = activated,
                    }
                )
            )
        );

    [Fact]
    public void Protected_groups_and_people_are_never_touched_without_a_person_INV_11()
    {
        var removal = new Removals { Stated = 1, Size = 100 };
        string Judged(GuardContext context) => Removals.Words(GuardRails.Default.Judge(removal.Plan(), removal.State(), context));

        Assert.Equal("", Judged(GuardContext.None));
        Assert.Equal("protected", Judged(new GuardContext { ProtectedGroups = new HashSet<string> { "Group 1" } }));
        Assert.Equal("protected", Judged(new GuardContext { ProtectedUsers = new HashSet<int> { 1 } }));
        Assert.Equal("", Judged(new GuardContext { ProtectedUsers = new HashSet<int> { 2 } }));
    }

    [Fact]
    public void A_group_that_is_retired_loses_everybody_whatever_the_steps_say()
    {
        var removal = new Removals { Size = 40 };
        var plan = removal.Plan() with { Groups = [new GroupStep.Retire(1)] };
        Assert.Equal("groupEmptied", Removals.Words(GuardRails.Default.Judge(plan, removal.State())));
    }

    [Fact]
    public void A_group_that_is_retired_since_it_is_merely_absent_is_weighed_as_merely_absent_and_told_so()
    {
        var removal = new Removals { Inferred = 4, Size = 4 };
        var plan = removal.Plan() with { Groups = [new GroupStep.Retire(1)] };
        var verdict = GuardRails.Default.Judge(plan, removal.State());
        Assert.Contains("groupRemovalsInferred", Removals.Words(verdict), StringComparison.Ordinal);
        Assert.Contains(
            GuardDecisions.Of(GuardRails.Default, plan, removal.State(), GuardContext.None, verdict),
            decision => decision is { Code: "groupRemovalsInferred", Kind: DecisionKind.GuardTripped, Objects: 1 }
        );
    }

    [Fact]
    public void Every_guard_rail_tells_its_arithmetic_also_when_it_lets_a_plan_pass()
    {
        var removal = new Removals { Stated = 2, Size = 100 };
        var findings = GuardRails.Default.Evaluate(removal.Plan(), removal.State(), GuardContext.None);

        Assert.DoesNotContain(findings, finding => finding.Tripped);
        Assert.All(
            GuardFigure.All.Select(figure => figure.Guard).Distinct(),
            guard => Assert.Contains(findings, finding => finding.Guard == guard)
        );
        Assert.Contains(
            "'Group 1' would lose 2 of 100 members (2 %)",
            string.Join('\n', findings.Select(finding => finding.Detail)),
            StringComparison.Ordinal
        );
        Assert.All(findings, finding => Assert.NotEmpty(finding.Limit));
    }

    [Fact]
    public void The_headroom_of_a_limit_is_the_most_that_does_not_pass_it() =>
        Check.Sample(
            Gen.Select(Gen.Int[0, 200], Gen.Int[0, 60], Gen.Int[1, 99], Gen.Int[0, 20], Gen.Int[0, 50], Gen.Int[0, 80]),
            (size, removed, percent, atLeast, of, moreThan) =>
            {
                var limit = new RemovalLimit(percent, atLeast, of, moreThan);
                var whole = size + removed;
                var most = Enumerable.Range(0, size + 1).TakeWhile(more => !limit.IsPassed(removed + more, whole)).LastOrDefault();
                Assert.Equal(most, limit.Headroom(removed, whole));
            },
            iter: 2000
        );

    [Fact]
    public void A_limit_without_share_and_number_never_holds_and_says_so()
    {
        var none = new RemovalLimit(null, 1);
        Assert.True(none.IsEmpty);
        Assert.False(none.IsPassed(int.MaxValue, int.MaxValue));
        Assert.Null(none.Headroom(5, 10));
        Assert.Contains("both are empty", none.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_without_a_figure_are_set_and_stored_as_none()
    {
        var setting = Settings.OfConnection.Find("guards.runStated.moreThan");
        var changed = setting.Apply(ConnectionPolicies.Default, "none");

        Assert.Null(changed.Guards.RunStated.MoreThan);
        Assert.Equal("none", Settings.OfConnection.ToValues(changed)["guards.runStated.moreThan"]);
        Assert.Equal(changed, Settings.OfConnection.FromValues(Settings.OfConnection.ToValues(changed)));
    }

    [Fact]
    public void A_ceiling_binds_what_is_laxer_and_leaves_what_is_stricter()
    {
        var ceiling = Settings
            .OfWorkspace.FromValues(
                new Dictionary<string, string> { ["guardCeiling.groupStated.percent"] = "20", ["guardCeiling.runStated.moreThan"] = "100" }
            )
            .GuardCeiling;
        var lax = GuardRails.Default with { RunStated = GuardRails.Default.RunStated with { MoreThan = null } };
        var strict = GuardRails.Default with
        {
            GroupStated = GuardRails.Default.GroupStated with { Percent = 5 },
            RunStated = GuardRails.Default.RunStated with { MoreThan = 100 },
        };

        Assert.Equal((20, 100), (ceiling.Bind(lax).GroupStated.Percent, ceiling.Bind(lax).RunStated.MoreThan));
        Assert.Equal(strict, ceiling.Bind(strict));
        Assert.Contains(
            "guards.runStated.moreThan is none, above the workspace's ceiling guardCeiling.runStated.moreThan of 100",
            ceiling.Exceeding(lax)[1].Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_replay_holds_what_the_limits_hold_and_sums_up_a_day()
    {
        var start = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        PastRun Run(int id, double hours, int size, int lost) =>
            new()
            {
                Id = id,
                At = start.AddHours(hours),
                Verb = "sync",
                Measures = Loss(size, stated: lost) with { AllMemberships = 100_000 },
            };
        PastRun[] runs = [Run(1, 0, 40, 9), Run(2, 1, 31, 9), Run(3, 2, 22, 1), Run(4, 40, 21, 6)];

        var replay = GuardReplay.Of(runs, GuardRails.Default);

        Assert.Equal((4, 4), (replay.Runs, replay.TookAway));
        Assert.Equal([(2, "groupDayStated")], replay.Trips.Select(trip => ((int)trip.Run.Id!.Value, trip.Finding.Guard)));
        var strict = GuardRails.Default with { GroupStated = new RemovalLimit(10, 1) };
        Assert.Equal([1, 2, 4], GuardReplay.Of(runs, strict).Trips.Select(trip => (int)trip.Run.Id!.Value).Distinct());
    }

    [Fact]
    public void A_replay_counts_each_run_and_each_discarded_plan_that_would_have_waited_once()
    {
        PastRun Of(long? run, long? rejected) =>
            new()
            {
                Id = run,
                Rejected = rejected,
                At = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero),
                Verb = "sync",
                Measures = Loss(40, stated: 30, inferred: 10) with { AllMemberships = 100 },
            };

        var replay = GuardReplay.Of([Of(1, null), Of(null, 7), Of(null, 8)], GuardRails.Default);

        Assert.True(replay.Trips.Count > 3);
        Assert.Equal(3, replay.Held);
    }

    private static bool IsHeld(int size, int lost, bool stated, int earlier) =>
        Guards(
            stated ? Loss(size, stated: lost) : Loss(size, inferred: lost),
            recentStated: stated ? earlier : 0,
            recentInferred: stated ? 0 : earlier
        ).Length > 0;

    private static GuardMeasures Loss(int size, int stated = 0, int inferred = 0) =>
        new()
        {
            Groups = [new GroupLoss(1, "Group 1", size, stated, inferred, 0)],
            Stated = stated,
            Inferred = inferred,
            AllMemberships = 1_000_000,
        };

    private static string Guards(GuardMeasures measures, int recentStated = 0, int recentInferred = 0) =>
        Words(
            GuardRails.Default.Evaluate(
                measures with
                {
                    Recent = new RecentLosses(0, 0, new Dictionary<int, RecentGroupLoss> { [1] = new(recentStated, recentInferred) }),
                }
            )
        );

    private static string Words(IReadOnlyList<GuardFinding> findings) =>
        string.Join(' ', GuardRails.Trips(findings).Select(trip => trip.Guard));
}
