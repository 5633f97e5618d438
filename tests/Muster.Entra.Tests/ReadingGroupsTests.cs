using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class ReadingGroupsTests
{
    [Fact]
    public async Task Members_and_owners_come_with_their_kinds_in_page_order()
    {
        var group = await OneAsync(
            Rows.Group(
                9,
                Rows.Members(
                    Rows.Edge(1),
                    Rows.Edge(2, "group"),
                    Rows.Edge(3, "device"),
                    Rows.Edge(4, removed: true),
                    Rows.Edge(7, "somethingNew")
                )
                    + ","
                    + Rows.Owners(Rows.Edge(5), Rows.Edge(6, "servicePrincipal"), Rows.Edge(5, removed: true))
            )
        );

        Assert.Equal(
            [
                Edge(EdgeKind.UserMember, 1),
                Edge(EdgeKind.GroupMember, 2),
                Edge(EdgeKind.OtherMember, 3),
                Edge(EdgeKind.UserMember, 4, removed: true),
                Edge(EdgeKind.OtherMember, 7),
                Edge(EdgeKind.UserOwner, 5),
                Edge(EdgeKind.OtherOwner, 6),
                Edge(EdgeKind.UserOwner, 5, removed: true),
            ],
            group.Edges
        );
    }

    [Fact]
    public async Task Members_and_owners_are_selected()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page("", delta: "groups/delta?$deltatoken=a"));

        await reading.GroupsAsync(new MirrorRecorder());

        Assert.Equal(
            "/v1.0/groups/delta?$select=id,displayName,description,mail,groupTypes,mailEnabled,securityEnabled,visibility,onPremisesSyncEnabled,isAssignableToRole,members,owners",
            reading.Graph.Requests.Single().Target
        );
    }

    [Fact]
    public async Task A_large_group_comes_in_slices_over_several_pages()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(Rows.Group(9, Rows.Members(Rows.Edge(1), Rows.Edge(2))), next: "groups/delta?$skiptoken=a"),
            reading.Graph.Page($"{Rows.Group(8)},{Rows.Group(9, Rows.Members(Rows.Edge(3)))}", delta: "groups/delta?$deltatoken=b")
        );
        var session = new MirrorRecorder();

        await reading.GroupsAsync(session);

        Assert.Equal([2, 0, 1], session.Groups.Select(group => group.Edges.Count));
        Assert.Equal(session.Groups[0].Id, session.Groups[2].Id);
        Assert.Equal(new ReadProgress(DirectoryStream.Groups, 2, 3, 3), reading.Progress[^1]);
    }

    [Fact]
    public async Task A_group_without_members_has_no_edges() => Assert.Empty((await OneAsync(Rows.Group(1))).Edges);

    [Theory]
    [InlineData("""[],"mailEnabled":false,"securityEnabled":true""", DirectoryGroupKind.Security)]
    [InlineData("""["Unified"],"mailEnabled":true,"securityEnabled":false""", DirectoryGroupKind.Microsoft365)]
    [InlineData("""["DynamicMembership","unified"],"mailEnabled":true,"securityEnabled":true""", DirectoryGroupKind.Microsoft365)]
    [InlineData("""[],"mailEnabled":true,"securityEnabled":true""", DirectoryGroupKind.MailEnabledSecurity)]
    [InlineData("""[],"mailEnabled":true,"securityEnabled":false""", DirectoryGroupKind.Distribution)]
    [InlineData("""null,"mailEnabled":null""", DirectoryGroupKind.Security)]
    public async Task The_kind_follows_types_and_flags(string properties, DirectoryGroupKind kind) =>
        Assert.Equal(kind, (await OneAsync($$"""{"id":"{{Rows.Id(1)}}","displayName":"G","groupTypes":{{properties}}}""")).Facts!.Kind);

    [Fact]
    public async Task All_facts_arrive()
    {
        var group = await OneAsync(
            $$"""
            {"id":"{{Rows.Id(
                1
            )}}","displayName":" Crew ","description":"d","mail":"crew@contoso.example","groupTypes":["DynamicMembership"],
             "mailEnabled":false,"securityEnabled":true,"visibility":"Hiddenmembership","onPremisesSyncEnabled":true}
            """
        );

        Assert.Equal(
            new GroupFacts
            {
                DisplayName = " Crew ",
                Description = "d",
                Mail = "crew@contoso.example",
                Kind = DirectoryGroupKind.Security,
                Dynamic = true,
                HiddenMembership = true,
                OnPremises = true,
            },
            group.Facts
        );
    }

    [Fact]
    public async Task A_removed_group_says_nothing_about_its_edges()
    {
        var group = await OneAsync($$$"""{"id":"{{{Rows.Id(1)}}}",{{{Rows.Members(Rows.Edge(2))}}},"@removed":{"reason":"changed"}}""");

        Assert.Null(group.Facts);
        Assert.Empty(group.Edges);
    }

    [Theory]
    [InlineData("#Microsoft.Graph.User", EdgeKind.UserMember)]
    [InlineData("\\u0023microsoft.graph.group", EdgeKind.GroupMember)]
    [InlineData("#microsoft.graph.servicePrincipal", EdgeKind.OtherMember)]
    [InlineData("#microsoft.graph.users", EdgeKind.OtherMember)]
    public async Task Type_names_are_read_in_any_case_and_escaped(string type, EdgeKind kind)
    {
        var group = await OneAsync(
            Rows.Group(1, $$$""" "members@delta":[{"id":"{{{Rows.Id(2).ToUpperInvariant()}}}","@odata.type":"{{{type}}}","extra":[{}]}] """)
        );

        Assert.Equal([Edge(kind, 2)], group.Edges);
    }

    [Fact]
    public async Task A_removal_without_a_type_removes_the_edge_of_every_kind()
    {
        var group = await OneAsync(Rows.Group(1, $$$""" "members@delta":[{"id":"{{{Rows.Id(2)}}}","@removed":{}}] """));

        Assert.Equal(
            [Edge(EdgeKind.UserMember, 2, true), Edge(EdgeKind.GroupMember, 2, true), Edge(EdgeKind.OtherMember, 2, true)],
            group.Edges
        );
    }

    [Theory]
    [InlineData(""" "members@delta":[{"id":"00000000-0000-4000-8000-000000000001"}] """, "@odata.type")]
    [InlineData(""" "members@delta":[{"@odata.type":"#microsoft.graph.user"}] """, "no id")]
    [InlineData(""" "members@delta":[{"@odata.type":"#microsoft.graph.user","id":"632f6bb2-3ec8-4c1f-9073-0027a8c6859"}] """, "not a GUID")]
    [InlineData(
        """ "members@delta":[{"@odata.type":"#microsoft.graph.user","id":"{32f6bb2-3ec8-4c1f-9073-0027a8c68591}"}] """,
        "not a GUID"
    )]
    [InlineData(
        """ "members@delta":[{"@odata.type":"#microsoft.graph.user","id":"00000000-0000-0000-0000-000000000000"}] """,
        "not a GUID"
    )]
    [InlineData(""" "members@delta":[{"@odata.type":"#microsoft.graph.user","id":7}] """, "a number")]
    [InlineData(""" "members@delta":["x"] """, "array of objects")]
    [InlineData(""" "members@delta":{} """, "an array")]
    [InlineData(""" "owners@delta":7 """, "an array")]
    [InlineData(""" "members@delta":[],"members@delta":[] """, "twice")]
    [InlineData(
        """ "members@delta":[{"id":"00000000-0000-4000-8000-000000000001","id":"00000000-0000-4000-8000-000000000001"}] """,
        "twice"
    )]
    public async Task An_edge_that_is_not_understood_fails_loudly(string edges, string says)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page(Rows.Group(1, edges), delta: "groups/delta?$deltatoken=a"));

        var failure = await reading.FailAsync(DirectoryStream.Groups);

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains("groups/delta, page 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_without_its_name_is_a_lost_permission_and_not_a_rename()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page($$"""{"id":"{{Rows.Id(1)}}","displayName":null}""", delta: "groups/delta?$deltatoken=a"));

        var failure = await reading.FailAsync(DirectoryStream.Groups);

        Assert.Equal(DirectoryFault.PermissionMissing, failure.Fault);
        Assert.Contains("GroupMember.Read.All", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<DirectoryGroupChange> OneAsync(string row)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page(row, delta: "groups/delta?$deltatoken=a"));
        var session = new MirrorRecorder();
        await reading.GroupsAsync(session);
        Assert.NotNull(session.Completed);
        return session.Groups.Single();
    }

    private static EdgeChange Edge(EdgeKind kind, int target, bool removed = false) => new(kind, ObjectId.Parse(Rows.Id(target)), removed);
}
