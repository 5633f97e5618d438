using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class LinkTests
{
    [Fact]
    public void Two_groups_with_one_name_are_a_choice_for_a_person()
    {
        var world = new World().Named("one", "Crew").Named("two", "Crew").Wait("Crew");
        Assert.Equal(["Crew becomes Ambiguous"], world.Sentences());
        var problem = Assert.Single(world.Plan().Problems);
        Assert.Equal("ambiguousName", problem.Code);
        Assert.Equal([world.Some("one").Id.ToString(), world.Some("two").Id.ToString()], problem.Candidates);
    }

    [Fact]
    public void Once_only_one_of_them_keeps_the_name_it_is_linked() =>
        Assert.Equal(
            ["link Crew to two: ExactName"],
            new World().Named("one", "Crew").Named("two", "Crew").Wait("Crew").Synced().Named("one", "Old crew").Sentences()
        );

    [Theory]
    [InlineData("crew")]
    [InlineData("Crew ")]
    [InlineData(" Crew")]
    [InlineData("Сrew")]
    [InlineData("Crew\u200B")]
    [InlineData("Ｃrew")]
    public void A_name_that_only_looks_the_same_is_never_linked(string name)
    {
        var world = new World().Named("it", name).Wait("Crew");
        Assert.Empty(world.Sentences());
        var problem = Assert.Single(world.Plan().Problems);
        Assert.Equal("unmatched", problem.Code);
        Assert.Equal([world.Some("it").Id.ToString()], problem.Candidates);
    }

    [Fact]
    public void A_removed_group_is_no_match() =>
        Assert.Empty(
            new World().Group("Crew", "ada").User("ada").Synced().Presence("Crew", ObjectPresence.RemovedStated).Wait("Crew").Sentences()
        );

    [Fact]
    public void A_group_without_a_name_matches_nothing() => Assert.Empty(new World().Named("it", null).Wait("it").Sentences());

    [Fact]
    public void A_local_group_is_left_alone() => Assert.Empty(new World().Group("Crew").Wait("Crew", LinkState.Local).Sentences());

    [Fact]
    public void A_rename_is_followed_and_moves_nobody() =>
        Assert.Equal(["rename Crew to Team"], Linked("Crew").Named("Crew", "Team").Sentences());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_name_that_vanished_is_no_rename(string? name) => Assert.Empty(Linked("Crew").Named("Crew", name).Sentences());

    [Fact]
    public void Two_groups_may_swap_their_names() =>
        Assert.Equal(["rename A to B", "rename B to A"], Linked("A", "B").Named("A", "B").Named("B", "A").Sentences());

    [Fact]
    public void Three_groups_may_rotate_their_names() =>
        Assert.Equal(
            ["rename A to B", "rename B to C", "rename C to A"],
            Linked("A", "B", "C").Named("A", "B").Named("B", "C").Named("C", "A").Sentences()
        );

    [Fact]
    public void A_name_that_another_group_keeps_is_held_back_and_so_is_whoever_waits_for_it()
    {
        var world = Linked("A", "B").Wait("C", LinkState.Local).Named("A", "B").Named("B", "C");
        Assert.Empty(world.Sentences());
        Assert.Equal(["renameClash", "renameClash"], world.Plan().Problems.Select(problem => problem.Code));
    }

    [Fact]
    public void Two_groups_renamed_to_one_name_both_keep_theirs() =>
        Assert.Empty(Linked("A", "B").Named("A", "C").Named("B", "C").Sentences());

    [Fact]
    public void A_clash_does_not_stop_other_renames() =>
        Assert.Equal(["rename C to D"], Linked("A", "B", "C").Named("A", "B").Named("C", "D").Sentences());

    [Fact]
    public void A_deleted_source_keeps_its_members_until_a_person_decides()
    {
        var world = Linked("Crew").Presence("Crew", ObjectPresence.RemovedStated);
        Assert.Equal(["Crew becomes SourceDeleted"], world.Sentences());
        Assert.Equal("sourceDeleted", Assert.Single(world.Plan().Problems).Code);
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void A_restored_source_is_linked_again_by_its_id_with_what_changed_meanwhile()
    {
        var world = Linked("Crew").Presence("Crew", ObjectPresence.RemovedInferred).Synced();
        world.Presence("Crew", ObjectPresence.Present).Named("Crew", "Team").Leave("Crew", "ada");
        Assert.Equal(
            ["link Crew to Crew: Restored", "rename Crew to Team", "remove ada from Crew: LeftInDirectory, Stated"],
            world.Sentences()
        );
    }

    [Fact]
    public void A_reused_name_is_shown_and_never_linked()
    {
        var world = Linked("Crew")
            .Presence("Crew", ObjectPresence.RemovedStated)
            .Named("new", "Crew")
            .Group("new", "grace")
            .User("grace")
            .Synced();
        Assert.Empty(world.Sentences());
        var problem = Assert.Single(world.Plan().Problems);
        Assert.Equal("reusedName", problem.Code);
        Assert.Equal([world.Some("new").Id.ToString()], problem.Candidates);
    }

    [Fact]
    public void A_name_that_went_to_a_group_with_a_platform_group_of_its_own_is_not_up_for_reuse()
    {
        var world = Linked("Crew", "Team").Presence("Crew", ObjectPresence.RemovedStated).Named("Team", "Crew");
        Assert.Equal(["renameClash", "sourceDeleted"], world.Plan().Problems.Select(problem => problem.Code).Order());
    }

    [Fact]
    public void A_second_group_of_the_same_name_does_not_disturb_a_link() => Assert.Empty(Linked("Crew").Named("new", "Crew").Sentences());

    [Fact]
    public void A_group_renamed_to_the_name_of_one_that_waits_feeds_only_the_one_it_is_pinned_to()
    {
        var world = Linked("Crew").Wait("Team").Named("Crew", "Team");
        Assert.Empty(world.Sentences());
        Assert.Equal(["alreadyLinked", "renameClash"], world.Plan().Problems.Select(problem => problem.Code).Order());
    }

    [Fact]
    public void Linking_a_group_with_local_members_lets_the_directory_take_over()
    {
        var world = new World()
            .Group("Crew", "grace")
            .User("ada", "grace")
            .Synced()
            .Wait("Crew")
            .Local("Crew", "ada")
            .Local("Crew", "grace");
        world.Local("Crew", "ada", MembershipRelation.Owner);
        Assert.Equal(
            [
                "link Crew to Crew: ExactName",
                "add grace to Crew",
                "remove grace from local Crew: LinkChanged, Stated",
                "remove ada from local Crew: LinkChanged, Stated",
                "remove ada from local owners of Crew: LinkChanged, Stated",
            ],
            world.Sentences()
        );
    }

    [Fact]
    public void Local_members_stay_while_the_group_that_takes_over_is_read_in_part()
    {
        var world = new World().Group("Crew", "grace").User("ada").Synced().Wait("Crew").Local("Crew", "ada").PartlyRead("Crew");
        Assert.Equal(["link Crew to Crew: ExactName", "add grace to Crew"], world.Sentences());
        Assert.Equal(1, world.Plan().RemovalsKeptBack);
    }

    [Fact]
    public void Who_loses_the_last_reason_by_a_link_is_suspended_at_once_and_not_a_plan_later()
    {
        var world = new World().Group("Crew", "grace").User("ada").Synced().Wait("Crew").Local("Crew", "ada");
        world.Rule = null;
        Assert.Contains("suspend ada: OutsideImportRule, Stated", world.Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    private static World Linked(params string[] words)
    {
        var world = new World();
        foreach (var word in words)
            world.Group(word, "ada");
        return world.Follow(words).Synced();
    }
}
