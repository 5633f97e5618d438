using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

/// <summary>Sales, nested in Staff, has become its sub-group by a run that is undone.</summary>
public sealed class UndoSubGroupTests
{
    [Fact]
    public void Undoing_an_undo_nests_a_group_again_in_one_whose_source_was_deleted_INV_22()
    {
        var world = Nested().Presence("Staff", ObjectPresence.RemovedStated).Synced();
        Assert.Equal(["unnest Sales from Staff: Stated"], Undo(world, began: true));
        Assert.Equal(["nest Sales in Staff"], Undo(world, began: false));
    }

    [Fact]
    public void Undoing_an_undo_nests_a_group_again_whose_source_was_deleted_meanwhile_INV_22()
    {
        var world = Nested();
        Assert.Equal(["Staff becomes Paused", "unnest Sales from Staff: Stated"], Undo(world, began: true));
        world.Presence("Sales", ObjectPresence.RemovedStated).Synced();
        Assert.Equal(["nest Sales in Staff"], Undo(world, began: false));
    }

    [Fact]
    public void A_sub_group_does_not_come_back_where_a_link_has_ended()
    {
        foreach (var name in new[] { "Staff", "Sales" })
        {
            var world = Nested();
            Undo(world, began: true);
            world.Apply(GroupPlans.Unlink(world.Plan().Basis, world.Request().Actual, world.Platform.Named(name)));
            Assert.Empty(Undo(world, began: false));
        }
    }

    /// <summary>Undoes a run that began or ended the sub-group, and says what that does.</summary>
    private static IReadOnlyList<string> Undo(World world, bool began)
    {
        var request = world.Request();
        var plan = UndoPlanner.Plan(
            new UndoRequest
            {
                Basis = world.Plan().Basis,
                Actual = request.Actual,
                Now = world.Now,
                Runs = [7],
                Events = [],
                SubGroups = [new SubGroupEvent(world.Platform.Named("Staff").Key, world.Platform.Named("Sales").Key, began)],
            }
        );
        var said = PlanInWords.Of(plan, world);
        world.Apply(plan);
        return said;
    }

    private static World Nested() =>
        new World()
            .Following(policies => policies with { Nesting = NestingPolicy.Hierarchy })
            .Group("Staff", "ada")
            .Group("Sales", "grace")
            .Nest("Staff", "Sales")
            .Follow("Staff", "Sales")
            .Synced();
}
