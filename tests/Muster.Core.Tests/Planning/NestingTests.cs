using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

/// <summary>Staff holds ada; Sales, nested in it, holds grace; Desk, nested in Sales, holds joan.</summary>
public sealed class NestingTests
{
    [Fact]
    public void Directly_only_whom_the_group_holds_itself_is_a_member() =>
        Assert.Equal(["add ada to Staff"], Memberships(Nested(NestingPolicy.Direct, "Staff")));

    [Fact]
    public void In_a_hierarchy_a_linked_group_becomes_a_sub_group_with_its_own_people()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales");
        Assert.Equal(["nest Sales in Staff"], world.Sentences().Where(line => line.StartsWith("nest", StringComparison.Ordinal)));
        Assert.Equal(["add ada to Staff", "add grace to Sales", "add joan to Sales via Desk"], Memberships(world));
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void A_linked_group_below_one_that_is_not_linked_is_a_sub_group_too()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Desk");
        Assert.Contains("nest Desk in Staff", world.Sentences());
        Assert.Equal(["add ada to Staff", "add grace to Staff via Sales", "add joan to Desk"], Memberships(world));
    }

    [Fact]
    public void Who_is_in_both_a_group_and_its_sub_group_is_a_member_of_both()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Group("Staff", "grace");
        Assert.Equal(["add ada to Staff", "add grace to Staff", "add grace to Sales", "add joan to Sales via Desk"], Memberships(world));
    }

    [Fact]
    public void A_change_of_policy_moves_people_as_stated_by_a_person()
    {
        var world = Nested(NestingPolicy.Transitive, "Staff", "Sales").Synced();
        world.Configured("Staff", settings => settings with { Nesting = NestingPolicy.Hierarchy });
        Assert.Equal(
            ["nest Sales in Staff", "remove grace from Staff: OutsideNesting, Stated", "remove joan from Staff: OutsideNesting, Stated"],
            world.Sentences()
        );
        world.Synced().Configured("Staff", settings => settings with { Nesting = null });
        Assert.Equal(["unnest Sales from Staff: Stated", "add grace to Staff via Sales", "add joan to Staff via Desk"], world.Sentences());
    }

    [Fact]
    public void Somebody_merely_absent_is_not_excused_by_a_policy()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales")
            .Synced()
            .Leave("Staff", "ada", Evidence.Inferred)
            .Group("Sales", "ada");
        Assert.Contains("remove ada from Staff: LeftInDirectory, Inferred", world.Sentences());
    }

    [Theory]
    [InlineData(Evidence.Stated)]
    [InlineData(Evidence.Inferred)]
    public void A_group_that_is_no_longer_nested_is_no_longer_a_sub_group_as_the_directory_said_it(Evidence evidence) =>
        Assert.Equal(
            [$"unnest Sales from Staff: {evidence}"],
            Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Synced().Unnest("Staff", "Sales", evidence).Sentences()
        );

    [Fact]
    public void A_sub_group_that_is_merely_absent_is_held_for_a_person()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Synced().Unnest("Staff", "Sales", Evidence.Inferred);
        var held = Assert.IsType<PlanVerdict.Held>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual));
        Assert.Equal("subGroupInferred", Assert.Single(held.Trips).Guard);
    }

    [Fact]
    public void A_sub_group_that_the_directory_takes_out_counts_as_the_loss_of_its_people_INV_4()
    {
        var people = Enumerable.Range(1, 25).Select(number => $"p{number}").ToArray();
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Group("Sales", people).Synced().Unnest("Staff", "Sales");
        var held = Assert.IsType<PlanVerdict.Held>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual));
        var trip = Assert.Single(held.Trips);
        Assert.Equal("subGroupStated", trip.Guard);
        Assert.StartsWith(
            "'Staff' would lose 27 of the 28 people it has with its sub-groups; the limit is",
            trip.Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_protected_group_loses_nobody_with_a_sub_group_without_a_person()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Synced().Unnest("Staff", "Sales");
        Assert.IsType<PlanVerdict.Ready>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual));
        var context = new GuardContext
        {
            Recent = RecentLosses.None,
            ProtectedGroups = new HashSet<string> { "Staff" },
        };
        Assert.IsType<PlanVerdict.Held>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual, context));
    }

    [Fact]
    public void A_group_that_its_own_setting_protects_loses_nobody_with_a_sub_group_however_deep_it_is()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales")
            .Synced()
            .Configured("Staff", settings => settings with { Protected = true })
            .Unnest("Staff", "Sales");
        Assert.IsType<PlanVerdict.Held>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual));
        world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales", "Desk")
            .Synced()
            .Configured("Staff", settings => settings with { Protected = true })
            .Unnest("Sales", "Desk");
        Assert.IsType<PlanVerdict.Held>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual));
    }

    [Fact]
    public void Whoever_stays_by_another_sub_group_or_moves_into_the_group_itself_is_no_loss()
    {
        var people = Enumerable.Range(1, 25).Select(number => $"p{number}").ToArray();
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Group("Sales", people).Synced();
        world.Configured("Staff", settings => settings with { Nesting = NestingPolicy.Transitive });
        Assert.IsType<PlanVerdict.Ready>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual));
        world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales", "Desk")
            .Group("Sales", people)
            .Group("Desk", people)
            .Nest("Staff", "Desk");
        world.Synced().Unnest("Staff", "Sales");
        Assert.IsType<PlanVerdict.Ready>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual));
    }

    [Fact]
    public void Sub_groups_stay_while_what_they_depend_on_was_not_read_whole_INV_2()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Synced().Unnest("Staff", "Sales");
        Assert.Empty(world.PartlyRead("Staff").Sentences());
        world.PartlyRead("Staff", false).GroupsRead = false;
        Assert.Empty(world.Sentences());
    }

    [Fact]
    public void Groups_that_contain_each_other_keep_their_own_people_and_the_circle_is_shown_once()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Nest("Desk", "Staff");
        var problem = Assert.Single(world.Plan().Problems);
        Assert.Equal("nestedInCircle", problem.Code);
        Assert.Contains("'Staff' → 'Sales' → 'Staff'", problem.Message, StringComparison.Ordinal);
        Assert.Equal(["add ada to Staff", "add grace to Sales", "add joan to Sales via Desk"], Memberships(world));
        Assert.Empty(world.Synced().Plan().Problems);
    }

    [Fact]
    public void A_sub_group_that_is_unlinked_or_retired_is_none_any_more()
    {
        foreach (var name in new[] { "Staff", "Sales" })
        {
            var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Synced();
            var plan = GroupPlans.Unlink(world.Plan().Basis, world.Request().Actual, world.Platform.Named(name));
            Assert.All(world.Apply(plan).Platform.Groups.Values, group => Assert.True(group.SubGroups.IsEmpty));
        }
    }

    [Fact]
    public void People_of_a_sub_group_that_is_let_go_count_in_the_parent_again()
    {
        var world = Nested(NestingPolicy.Hierarchy, "Staff", "Sales").Synced();
        world.Apply(GroupPlans.Retire(world.Plan().Basis, world.Request().Actual, world.Platform.Named("Sales")));
        Assert.Equal(["add grace to Staff via Sales", "add joan to Staff via Desk"], Memberships(world));
    }

    private static World Nested(NestingPolicy policy, params string[] followed) =>
        new World()
            .Following(policies => policies with { Nesting = policy })
            .Group("Staff", "ada")
            .Group("Sales", "grace")
            .Group("Desk", "joan")
            .Nest("Staff", "Sales")
            .Nest("Sales", "Desk")
            .Follow(followed);

    private static List<string> Memberships(World world) =>
        [
            .. world
                .Sentences()
                .Where(line => line.StartsWith("add", StringComparison.Ordinal) || line.StartsWith("remove", StringComparison.Ordinal)),
        ];
}
