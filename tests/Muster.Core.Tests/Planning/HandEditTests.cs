using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

/// <summary>Members given and taken by hand in groups that follow the directory.</summary>
public sealed class HandEditTests
{
    private static World Edited(DriftPolicy policy = DriftPolicy.Heal) =>
        new World()
            .User("ada", "grace", "linus", "eve")
            .Group("team", "ada", "grace", "linus")
            .Follow("team")
            .Synced()
            .Configured("team", settings => settings with { HandEdits = HandEditsPolicy.Allow, OnDrift = policy })
            .Give("team", "eve")
            .Take("team", "grace");

    [Fact]
    public void By_rule_the_next_plan_puts_back_what_was_done_by_hand()
    {
        var world = Edited();
        Assert.Equal(["add grace to team", "remove eve from local team: GivenByHand, Stated"], Plain(world));
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void Where_a_group_only_reports_the_plan_leaves_it_and_says_so()
    {
        var world = Edited(DriftPolicy.Report);
        Assert.Empty(world.Sentences());
        var plan = world.Plan();
        Assert.Contains(
            "(1 given, 1 taken)",
            Assert.Single(plan.Problems, problem => problem.Code == "drift").Message,
            StringComparison.Ordinal
        );
        Assert.True(plan.LeavesADifference);
        // What the directory does is followed all the same.
        Assert.Equal(["remove linus from team: LeftInDirectory, Stated"], Plain(world.Leave("team", "linus")));
    }

    [Fact]
    public void Where_a_group_does_not_say_its_connection_does()
    {
        var world = Edited().Following(policies => policies with { OnDrift = DriftPolicy.Report });
        world.Configured("team", settings => settings with { OnDrift = null });
        Assert.Empty(world.Sentences());
        Assert.NotEmpty(world.Configured("team", settings => settings with { OnDrift = DriftPolicy.Heal }).Sentences());
    }

    [Fact]
    public void Healing_puts_back_what_is_only_reported()
    {
        var request = Edited(DriftPolicy.Report).Request() with { HealsReported = true };
        var plan = SyncPlanner.Plan(request);
        Assert.Equal((1, 1), (plan.Counts.MembersAdded, plan.Counts.MembersRemoved));
        Assert.Equal(
            [(true, RemovalCause.GivenByHand), (false, (RemovalCause?)null)],
            VisibleDifferences
                .Of(plan, request.Actual)
                .Select(found => (found.Ends is not null, found.Ends))
                .OrderByDescending(found => found.Item1)
        );
    }

    [Fact]
    public void Who_was_given_by_hand_and_comes_in_the_directory_too_is_a_member_once_and_no_difference()
    {
        foreach (var policy in Enum.GetValues<DriftPolicy>())
        {
            var world = Edited(policy).Group("team", "eve");
            var request = world.Request();
            var plan = world.Plan();
            Assert.Contains(plan.Memberships, change => change.Removals.Any(removal => removal.Cause == RemovalCause.InDirectory));
            Assert.DoesNotContain(
                VisibleDifferences.Of(plan, request.Actual),
                found => found.User == world.Platform.UserFollowing(world.Someone("eve").Key)
            );
        }
    }

    [Fact]
    public void What_was_given_before_the_link_is_no_hand_edit_and_waits_for_a_person()
    {
        var world = Edited(DriftPolicy.Report).Take("team", "linus").Local("team", "linus");
        var change = Assert.Single(world.Plan().Memberships, change => change.Origin == MembershipOrigin.Local);
        Assert.Equal(RemovalCause.LinkChanged, Assert.Single(change.Removals).Cause);
    }

    /// <summary>INV-4: the loss counts whoever had given it, together with what the directory takes.</summary>
    [Fact]
    public void Guard_rails_count_what_was_given_by_hand_with_what_the_directory_gave_INV_4()
    {
        var names = Enumerable.Range(1, 12).Select(number => $"p{number}").ToArray();
        var world = new World().User(names).Group("team", names[..6]).Follow("team").Synced();
        foreach (var name in names[6..])
            world.Give("team", name);
        var verdict = GuardRails.Default.Judge(world.Plan(), world.Request().Actual);
        Assert.IsType<PlanVerdict.Ready>(verdict);
        foreach (var name in names[..6])
            world.Leave("team", name);
        Assert.Contains(
            Assert.IsType<PlanVerdict.Held>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual)).Trips,
            trip => trip.Guard == "groupEmptied"
        );
    }

    /// <summary>INV-7: whatever happens, a plan ends only what the directory gave, what an exception gave, or what a linked group's setting lets the directory decide about.</summary>
    [Fact]
    public void No_plan_ends_what_is_not_Musters_to_end_INV_7() =>
        Worlds.Any.Sample(
            story =>
            {
                var world = Worlds.Build(story);
                var plan = world.Plan();
                var linked = plan.Groups.OfType<GroupStep.Link>().Select(step => step.Group).ToHashSet();
                foreach (var change in plan.Memberships.Where(change => world.Platform.Groups.ContainsKey(change.Group)))
                {
                    var group = world.Platform.Groups[change.Group];
                    var follows =
                        linked.Contains(group.Key)
                        || group.Link is LinkState.Linked or LinkState.SourceDeleted
                        || (group.Link == LinkState.Paused && group.PausedUntil <= world.Now);
                    if (change.Origin == MembershipOrigin.Exception && change.Additions.IsEmpty)
                        continue;
                    Assert.True(follows, $"{group.Name} is {group.Link}");
                    if (
                        change.Origin == MembershipOrigin.Local
                        && !change.Removals.IsEmpty
                        && !plan.Groups.Any(step => step is GroupStep.Retire && step.Group == group.Key)
                    )
                        Assert.NotEqual(LocalMembersPolicy.Keep, group.Settings.LocalMembers);
                    Assert.All(change.Removals, removal => Assert.True(group.Of(change.Relation, change.Origin).Contains(removal.User)));
                }
            },
            iter: 3000
        );

    private static IReadOnlyList<string> Plain(World world) => [.. world.Sentences().Order(StringComparer.Ordinal)];
}
