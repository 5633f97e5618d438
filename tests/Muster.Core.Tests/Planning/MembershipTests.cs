using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class MembershipTests
{
    [Fact]
    public void A_first_sync_links_imports_and_adds_members_and_owners() =>
        Assert.Equal(
            ["link Crew to Crew: ExactName", "create ada: Rule", "create grace: Rule", "add ada to Crew", "add grace to owners of Crew"],
            new World().Group("Crew", "ada").Own("Crew", "grace").Wait("Crew").Sentences()
        );

    [Fact]
    public void An_owner_is_not_a_member_and_owners_of_nested_groups_do_not_rise() =>
        Assert.Equal(
            ["add ada to Crew via Ops"],
            new World()
                .Group("Crew")
                .Group("Ops")
                .Nest("Crew", "Ops")
                .Own("Ops", "grace")
                .User("ada")
                .Follow("Crew")
                .Synced()
                .Group("Ops", "ada")
                .Sentences()
        );

    [Fact]
    public void Via_names_the_nearest_group_that_holds_the_person()
    {
        var world = new World().Group("Crew", "ada").Group("Near", "grace").Group("Far", "ada", "grace", "joan");
        world.Nest("Crew", "Near").Nest("Near", "Far").User("ada", "grace", "joan").Synced().Follow("Crew");
        Assert.Equal(["add ada to Crew", "add grace to Crew via Near", "add joan to Crew via Far"], world.Sentences());
    }

    [Fact]
    public void A_group_read_only_in_part_loses_no_members_and_gains_some()
    {
        var world = Crew().Leave("Crew", "ada").Group("Crew", "joan").PartlyRead("Crew");
        Assert.Equal(["create joan: Rule", "add joan to Crew"], world.Sentences());
        Assert.Equal(1, world.Plan().RemovalsKeptBack);
        Assert.Contains(world.Plan().Problems, problem => problem is { Code: "removalsKeptBack", Subject: "Crew" });
    }

    [Fact]
    public void A_nested_group_read_only_in_part_keeps_everybody_in_the_groups_above()
    {
        var world = new World().Group("Crew").Group("Ops", "ada").Nest("Crew", "Ops").Follow("Crew").Synced();
        Assert.Empty(world.Leave("Ops", "ada", Evidence.Inferred).PartlyRead("Ops").Sentences());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void Without_a_complete_read_of_both_streams_nobody_leaves_a_group(bool usersRead, bool groupsRead)
    {
        var world = Crew().Leave("Crew", "ada").Change(it => (it.UsersRead, it.GroupsRead) = (usersRead, groupsRead));
        Assert.Empty(world.Sentences());
        Assert.Equal(1, world.Plan().RemovalsKeptBack);
    }

    [Theory]
    [InlineData(DirectoryUserState.Disabled, "AccountDisabled, Stated")]
    [InlineData(DirectoryUserState.RemovedStated, "AccountDeleted, Stated")]
    [InlineData(DirectoryUserState.RemovedInferred, "AccountDeleted, Inferred")]
    public void A_lost_account_is_suspended_leaves_its_groups_and_comes_back_with_them(DirectoryUserState state, string why)
    {
        var world = Crew().Own("Crew", "ada").Synced().State("ada", state);
        Assert.Equal([$"suspend ada: {why}", $"remove ada from Crew: {why}", $"remove ada from owners of Crew: {why}"], world.Sentences());
        world.Synced().State("ada", DirectoryUserState.Enabled);
        Assert.Equal(["reactivate ada: Rule", "add ada to Crew", "add ada to owners of Crew"], world.Sentences());
    }

    [Fact]
    public void Owners_that_cannot_be_read_on_premises_stay()
    {
        var world = Crew()
            .Own("Crew", "ada")
            .Synced()
            .Disown("Crew", "ada", Evidence.Inferred)
            .Change(it => it.Some("Crew").OnPremises = true);
        Assert.Empty(world.Sentences());
    }

    private static World Crew() => new World().Group("Crew", "ada", "grace").Follow("Crew").Synced();
}
