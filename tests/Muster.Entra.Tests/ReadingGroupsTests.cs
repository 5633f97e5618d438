using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class ReadingGroupsTests
{
    [Fact]
    public async Task Members_and_owners_come_with_their_kinds()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var edges =
            Rows.Members(Rows.Edge(1), Rows.Edge(2, "group"), Rows.Edge(3, "device"), Rows.Edge(4, removed: true))
            + ","
            + Rows.Owners(Rows.Edge(5), Rows.Edge(6, "servicePrincipal"));
        reading.Graph.Say(reading.Graph.Page(Rows.Group(9, edges), delta: "groups/delta?$deltatoken=a"));
        var session = new MirrorRecorder();

        await reading.GroupsAsync(session);

        Assert.Equal(
            [
                Edge(EdgeKind.UserMember, 1),
                Edge(EdgeKind.GroupMember, 2),
                Edge(EdgeKind.OtherMember, 3),
                Edge(EdgeKind.UserMember, 4, removed: true),
                Edge(EdgeKind.UserOwner, 5),
                Edge(EdgeKind.OtherOwner, 6),
            ],
            session.Groups.Single().Edges
        );
    }

    private static EdgeChange Edge(EdgeKind kind, int target, bool removed = false) => new(kind, ObjectId.Parse(Rows.Id(target)), removed);
}
