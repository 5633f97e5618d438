using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class GroupPolicyTests
{
    [Fact]
    public void A_group_that_keeps_its_name_does_not_follow_a_rename_and_stays_linked()
    {
        var world = Linked("Crew").Configured("Crew", settings => settings with { OnRename = RenamePolicy.Keep });
        Assert.Empty(world.Named("Crew", "Team").Group("Crew", "ada").Sentences());
        Assert.Equal(["remove ada from Crew: LeftInDirectory, Stated"], world.Leave("Crew", "ada").Sentences());
    }

    [Fact]
    public void A_renamed_group_whose_policy_is_unlink_stops_following_and_keeps_everybody()
    {
        var world = Linked("Crew").Own("Crew", "grace").Synced().Following(policies => policies with { OnRename = RenamePolicy.Unlink });
        Assert.Equal(
            [
                "unlink Crew",
                "remove ada from Crew: LinkChanged, Stated",
                "add ada to local Crew",
                "remove grace from owners of Crew: LinkChanged, Stated",
                "add grace to local owners of Crew",
            ],
            world.Named("Crew", "Team").Sentences()
        );
        Assert.Equal(["unlinkedByRename"], world.Plan().Problems.Select(problem => problem.Code));
        Assert.Empty(world.Synced().Leave("Crew", "ada").Sentences());
    }

    [Fact]
    public void A_group_whose_pause_ends_takes_the_new_name_in_the_same_plan_INV_8()
    {
        var world = Linked("Crew");
        var group = world.Platform.Named("Crew");
        world.Platform.Groups[group.Key] = group with { Link = LinkState.Paused, PausedUntil = world.Now };
        world.Named("Crew", "Team");

        Assert.Equal(["Crew becomes Linked", "rename Crew to Team"], world.Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void Who_waits_for_the_new_name_gets_the_directory_group_in_the_same_plan()
    {
        var world = Linked("Crew").Wait("Team").Following(policies => policies with { OnRename = RenamePolicy.Unlink });
        world.Named("Crew", "Team");
        Assert.Contains("link Team to Crew: ExactName", world.Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void Unlinking_by_a_rename_takes_nothing_from_anybody_and_is_not_held_INV_4()
    {
        var names = Enumerable.Range(0, 40).Select(i => $"p{i}").ToArray();
        var world = new World().Group("Crew", names).Follow("Crew").Synced();
        world.Following(policies => policies with { OnRename = RenamePolicy.Unlink }).Named("Crew", "Team");
        Assert.IsType<PlanVerdict.Ready>(GuardRails.Default.Judge(world.Plan(), world.Request().Actual));
    }

    [Fact]
    public void Somebody_who_is_disabled_by_then_does_not_become_a_local_member()
    {
        var world = Linked("Crew").Group("Crew", "grace").Synced().Following(p => p with { OnRename = RenamePolicy.Unlink });
        world.Named("Crew", "Team").State("ada", DirectoryUserState.Disabled);
        Assert.DoesNotContain("add ada to local Crew", world.Sentences());
        Assert.Contains("add grace to local Crew", world.Sentences());
    }

    [Fact]
    public void Somebody_whose_account_goes_as_the_link_ends_leaves_for_that_and_on_the_evidence_for_that()
    {
        var world = Linked("Crew").Group("Crew", "grace").Synced().Following(p => p with { OnRename = RenamePolicy.Unlink });
        world.Named("Crew", "Team").State("ada", DirectoryUserState.RemovedInferred);
        Assert.Contains("remove ada from Crew: AccountDeleted, Inferred", world.Sentences());
        Assert.Contains("remove grace from Crew: LinkChanged, Stated", world.Sentences());
    }

    [Theory]
    [InlineData(ObjectPresence.RemovedStated, "Stated")]
    [InlineData(ObjectPresence.RemovedInferred, "Inferred")]
    public void A_deleted_source_retires_its_group_by_policy_as_the_directory_said_it(ObjectPresence presence, string evidence)
    {
        var world = Linked("Crew").Following(policies => policies with { OnSourceDeleted = SourceDeletedPolicy.Prune });
        Assert.Equal(["retire Crew", $"remove ada from Crew: SourceDeleted, {evidence}"], world.Presence("Crew", presence).Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void Nothing_is_retired_on_the_strength_of_an_unfinished_read_INV_2()
    {
        var world = Linked("Crew").Following(policies => policies with { OnSourceDeleted = SourceDeletedPolicy.Prune });
        world.Presence("Crew", ObjectPresence.RemovedStated).GroupsRead = false;
        Assert.Equal(["Crew becomes SourceDeleted"], world.Sentences());
    }

    [Fact]
    public void A_group_that_was_given_members_here_is_not_retired_with_its_source()
    {
        var world = Linked("Crew").Following(policies => policies with { OnSourceDeleted = SourceDeletedPolicy.Prune });
        world.Local("Crew", "ada");
        Assert.Equal(["Crew becomes SourceDeleted"], world.Presence("Crew", ObjectPresence.RemovedStated).Sentences());
    }

    [Fact]
    public void Pruning_a_group_of_many_is_held_by_the_guard_rails()
    {
        var names = Enumerable.Range(0, 12).Select(i => $"p{i}").ToArray();
        var world = new World().Group("Crew", names).Follow("Crew").Synced();
        world.Following(policies => policies with { OnSourceDeleted = SourceDeletedPolicy.Prune });
        var plan = world.Presence("Crew", ObjectPresence.RemovedStated).Plan();
        var held = Assert.IsType<PlanVerdict.Held>(GuardRails.Default.Judge(plan, world.Request().Actual));
        Assert.Contains("groupEmptied", held.Trips.Select(trip => trip.Guard));
    }

    [Fact]
    public void A_pruned_name_goes_to_the_new_directory_group_in_the_same_plan()
    {
        var world = Linked("Crew")
            .Following(p => p with { OnSourceDeleted = SourceDeletedPolicy.Prune, CreateGroupsLike = ValueList.Of<string>(["Cr*"]) });
        world.Presence("Crew", ObjectPresence.RemovedStated).Group("new", "grace").Named("new", "Crew").User("grace");
        Assert.Contains("create group Crew", world.Sentences());
        Assert.Equal("Crew", Assert.Single(world.Synced().Platform.Groups.Values).Name);
    }

    [Fact]
    public void Local_members_of_a_followed_group_stay_where_its_setting_says_keep()
    {
        var world = new World().Group("Crew", "grace").User("ada", "grace").Synced().Wait("Crew").Local("Crew", "ada");
        world.Configured("Crew", settings => settings with { LocalMembers = LocalMembersPolicy.Keep });
        Assert.Equal(["link Crew to Crew: ExactName", "add grace to Crew"], world.Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void Directory_groups_whose_name_fits_are_created_linked_and_filled_by_one_plan()
    {
        var world = new World().Group("ORG-A", "ada").Group("Other", "grace").User("ada", "grace").Synced();
        world.Following(policies => policies with { CreateGroupsLike = ValueList.Of<string>(["ORG-*"]) });
        Assert.Equal(["create group ORG-A", "link ORG-A to ORG-A: Rule", "add ada to ORG-A"], world.Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void Two_directory_groups_of_one_name_are_not_created_by_rule_but_reported()
    {
        var world = new World().Named("one", "ORG-A").Named("two", "ORG-A");
        world.Following(policies => policies with { CreateGroupsLike = ValueList.Of<string>(["ORG-*"]) });
        Assert.Empty(world.Sentences());
        Assert.Equal("ambiguousName", Assert.Single(world.Plan().Problems).Code);
    }

    [Fact]
    public void A_group_that_takes_the_old_name_of_a_renamed_one_is_created_with_the_rename()
    {
        var world = Linked("ORG-A").Named("ORG-A", "ORG-B").Group("new", "grace").Named("new", "ORG-A").User("grace");
        world.Following(policies => policies with { CreateGroupsLike = ValueList.Of<string>(["ORG-*"]) });
        Assert.Contains("rename ORG-A to ORG-B", world.Sentences());
        Assert.Contains("create group ORG-A", world.Sentences());
        Assert.Equal(["ORG-A", "ORG-B"], world.Synced().Platform.Groups.Values.Select(group => group.Name).Order());
    }

    [Fact]
    public void What_a_person_let_go_no_rule_brings_back()
    {
        var world = Linked("ORG-A").Following(policies => policies with { CreateGroupsLike = ValueList.Of<string>(["ORG-*"]) });
        var plan = GroupPlans.Retire(world.Plan().Basis, world.Request().Actual, world.Platform.Named("ORG-A"));
        Assert.Empty(world.Apply(plan).Sentences());
    }

    [Fact]
    public void Of_two_groups_pinned_to_one_directory_group_only_the_first_follows_it()
    {
        var world = Linked("Crew");
        world.Platform.Add("Twin", LinkState.Linked, world.Some("Crew").Key);
        var plan = world.Group("Crew", "grace").User("grace").Plan();
        Assert.Equal([world.Platform.Named("Crew").Key], plan.Memberships.Select(change => change.Group));
        Assert.Equal("claimedTwice", Assert.Single(plan.Problems).Code);
    }

    private static World Linked(params string[] words)
    {
        var world = new World();
        foreach (var word in words)
            world.Group(word, "ada");
        return world.Follow(words).Synced();
    }
}
