using Muster.Core.DirectoryObjects;
using Muster.Engine.Groups;
using Muster.Engine.History;
using Muster.Server.Explaining;
using Muster.Server.Groups;

namespace Muster.Server.Tests;

/// <summary>What the pictures of groups are made from, without a browser.</summary>
public sealed class GroupPictureTests
{
    [Fact]
    public void A_tree_ends_at_a_circle_and_opens_no_group_twice()
    {
        var groups = new Dictionary<int, DiscoveredGroup>
        {
            [1] = Group(1, 2, 3),
            [2] = Group(2, 4),
            [3] = Group(3, 4, 1),
            [4] = Group(4, 5),
            [5] = Group(5),
        };
        var lines = NestingTree.Of(key => groups.GetValueOrDefault(key), 1, 100);
        Assert.Equal([1, 2, 4, 5, 3, 1, 4], lines.Select(line => line.Group.Source.Key));
        Assert.Equal([1], lines.Where(line => line.Circle).Select(line => line.Group.Source.Key));
        Assert.Equal([4], lines.Where(line => line.Again).Select(line => line.Group.Source.Key));
        Assert.Equal([-1, 0, 1, 2, 0, 4, 4], lines.Select(line => line.Parent));
        Assert.Equal(3, NestingTree.Of(key => groups.GetValueOrDefault(key), 1, 3).Count);
    }

    [Fact]
    public void Ways_share_their_boxes_and_run_from_left_to_right()
    {
        PathStep Step(string id) => new(id, "same name");
        var layout = new PathLayout([
            [Step("p"), Step("a"), Step("t")],
            [Step("p"), Step("b"), Step("a"), Step("t")],
        ]);
        Assert.Equal(["p", "a", "t", "b"], layout.Steps.Select(step => step.Step.Id));
        Assert.All(layout.Edges, edge => Assert.True(edge.From.X < edge.To.X));
        Assert.Equal(4, layout.Edges.Count);
    }

    [Fact]
    public void Days_add_up_to_the_members_at_their_end_the_latest_first()
    {
        GroupActivity At(int hour, int added, int removed) =>
            new(new Revision(hour, 1, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hour), null), added, removed, 0, 0);
        var days = DayOfGroup.Of([At(1, 5, 0), At(2, 0, 1), At(30, 3, 2)]);
        Assert.Equal([(3, 2, 5), (5, 1, 4)], days.Select(day => (day.Added, day.Removed, day.After)));
    }

    [Theory]
    [InlineData("A group called 'X' exists already. Show it with: muster groups show \"X\".", "A group called 'X' exists already.")]
    [InlineData(
        "The directory was not read to its end, so nothing was planned from it: muster sync.",
        "The directory was not read to its end, so nothing was planned from it."
    )]
    [InlineData(
        "The person is suspended here: nobody has said yet who is imported (muster users import), and no linked group brings them.",
        "The person is suspended here: nobody has said yet who is imported."
    )]
    [InlineData("Nothing of a command.", "Nothing of a command.")]
    public void Messages_of_the_command_line_lose_their_commands(string message, string plain) =>
        Assert.Equal(plain, Refusals.Plain(message));

    private static DiscoveredGroup Group(int key, params int[] children) =>
        new(
            new DirectoryGroup
            {
                Key = key,
                Id = new ObjectId(Guid.NewGuid()),
                Facts = new GroupFacts { DisplayName = $"G{key}" },
                ChildGroups = KeySet.Of(children),
            },
            DiscoveryState.Available,
            null,
            1
        );
}
