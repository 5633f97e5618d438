using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Delta;

public sealed class GroupsDeltaTests
{
    private const string Everything = "/groups/delta?$select=displayName,members,owners";

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada")
            .User(2, "Grace")
            .User(3, "Edsger")
            .Group(10, "Crew")
            .Group(11, "Inner")
            .Member(10, 1, 2)
            .Nested(10, 11)
            .Owner(10, 3);

    [Fact]
    public async Task The_initial_round_holds_members_nested_groups_and_owners_by_type_and_id()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var (rows, link, _) = await emulator.AllAsync(Everything);

        Assert.Equal(["+1", "+2", "+11"], rows.With(10).Edges("members@delta"));
        Assert.Equal(["+3"], rows.With(10).Edges("owners@delta"));
        Assert.Equal(
            $$"""{"@odata.type":"#microsoft.graph.group","id":"{{TestHistory.Id(11)}}"}""",
            rows.With(10)["members@delta"]![2]!.ToJsonString()
        );
        Assert.False(rows.With(11).ContainsKey("members@delta"));
        Assert.NotNull(link);
    }

    [Fact]
    public async Task Without_select_members_come_and_owners_do_not()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        var row = (await emulator.AllAsync("/groups/delta")).Rows.With(10);

        Assert.Equal(["+1", "+2", "+11"], row.Edges("members@delta"));
        Assert.False(row.ContainsKey("owners@delta"));
        Assert.True(row["securityEnabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_later_round_holds_the_difference_alone()
    {
        await using var emulator = await TestEmulator.StartAsync(
            Company().Then().NoMember(10, 1).Member(10, 3).NoOwner(10, 3).Owner(10, 2)
        );
        var (_, link, _) = await emulator.AllAsync(Everything);
        await emulator.AdvanceAsync(2);

        var row = Assert.Single((await emulator.AllAsync(link!)).Rows);

        Assert.Equal(["-1", "+3"], row.Edges("members@delta"));
        Assert.Equal(["-3", "+2"], row.Edges("owners@delta"));
        Assert.Equal("Crew", row.Text("displayName"));
        Assert.Equal("deleted", row["members@delta"]![0]!["@removed"]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_deleted_group_is_a_tombstone_and_leaves_the_groups_it_was_in()
    {
        await using var emulator = await TestEmulator.StartAsync(Company().Then().DeleteGroup(11));
        var (_, link, _) = await emulator.AllAsync(Everything);
        await emulator.AdvanceAsync(2);

        var (rows, _, _) = await emulator.AllAsync(link!);

        Assert.Equal(["-11"], rows.With(10).Edges("members@delta"));
        Assert.Equal(["id", "@removed"], rows.With(11).Select(member => member.Key));
    }

    [Fact]
    public async Task A_group_that_comes_back_is_empty_and_an_older_link_tells_its_lost_members()
    {
        await using var emulator = await TestEmulator.StartAsync(
            Company().Then().DeleteGroup(10).Then().Group(10, "Crew again").Member(10, 3)
        );
        var (_, before, _) = await emulator.AllAsync(Everything);
        await emulator.AdvanceAsync(2);
        var (_, between, _) = await emulator.AllAsync(before!);
        await emulator.AdvanceAsync(3);

        var old = (await emulator.AllAsync(before!)).Rows.With(10);
        Assert.Equal("Crew again", old.Text("displayName"));
        Assert.Equal(["+3", "-1", "-11", "-2"], old.Edges("members@delta").Order(StringComparer.Ordinal));
        Assert.Equal(["-3"], old.Edges("owners@delta"));
        var late = (await emulator.AllAsync(between!)).Rows.With(10);
        Assert.Equal(["+3"], late.Edges("members@delta"));
        Assert.Equal(["+3"], (await emulator.AllAsync(Everything)).Rows.With(10).Edges("members@delta"));
    }

    [Fact]
    public async Task A_member_who_left_and_came_back_in_one_round_is_told_once_as_there()
    {
        await using var emulator = await TestEmulator.StartAsync(Company().Then().NoMember(10, 1).Then().Member(10, 1));
        var (_, link, _) = await emulator.AllAsync(Everything);
        await emulator.AdvanceAsync(3);

        Assert.Equal(["+1"], (await emulator.AllAsync(link!)).Rows.With(10).Edges("members@delta"));
    }

    [Fact]
    public async Task A_large_group_is_split_over_pages_that_repeat_its_id_and_properties()
    {
        var history = new TestHistory().Group(1000, "Large").Group(1001, "Small");
        for (var id = 1; id <= 25; id++)
            history.User(id, $"User {id}").Member(1000, id);
        history.Owner(1000, 1).Member(1001, 2);
        history.Then();
        for (var id = 1; id <= 15; id++)
            history.NoMember(1000, id);
        await using var emulator = await TestEmulator.StartAsync(history, new() { MembersPerSlice = 10 });

        var (rows, link, pages) = await emulator.AllAsync(Everything);
        var large = rows.FindAll(row => row.Text("displayName") == "Large");

        Assert.Equal(3, pages);
        Assert.Equal([10, 10, 5], large.Select(row => row.Edges("members@delta").Length));
        Assert.Equal(25, large.SelectMany(row => row.Edges("members@delta")).Distinct().Count());
        Assert.Equal(["+1"], large[2].Edges("owners@delta"));
        Assert.Equal(["+2"], rows.With(1001).Edges("members@delta"));

        await emulator.AdvanceAsync(2);
        var (changes, _, changePages) = await emulator.AllAsync(link!);
        Assert.Equal(2, changePages);
        Assert.Equal([10, 5], changes.Select(row => row.Edges("members@delta").Length));
    }

    [Fact]
    public async Task A_round_that_the_tenant_moves_on_under_loses_nothing()
    {
        var history = new TestHistory().Group(100, "One").Group(101, "Two").Group(102, "Three");
        for (var id = 1; id <= 6; id++)
            history.User(id, $"User {id}").Member(100, id);
        history.Then().NoMember(100, 1).Member(101, 1).DeleteGroup(102);
        await using var emulator = await TestEmulator.StartAsync(history, new() { GroupsPerDeltaPage = 1, MembersPerSlice = 4 });
        var first = await emulator.GetAsync(Everything);
        await emulator.AdvanceAsync(2);

        var (rest, link, _) = await emulator.AllAsync(first["@odata.nextLink"]!.GetValue<string>());
        var (next, _, _) = await emulator.AllAsync(link!);

        Assert.Equal(["+5", "+6"], rest.With(100).Edges("members@delta"));
        Assert.Equal(["-1"], next.With(100).Edges("members@delta"));
        Assert.Equal(["+1"], next.With(101).Edges("members@delta"));
        Assert.True(next.With(102).IsTombstone());
    }

    [Fact]
    public async Task Expired_delta_tokens_answer_410_with_the_place_to_start_anew()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        var (_, link, _) = await emulator.AllAsync(Everything);
        await emulator.ControlAsync(HttpMethod.Post, "faults", new System.Text.Json.Nodes.JsonObject { ["expireDeltaTokens"] = true });

        using var response = await emulator.SendAsync(HttpMethod.Get, link!);
        Assert.Equal(410, (int)response.StatusCode);
        Assert.Equal("syncStateNotFound", (await TestEmulator.Read(response))["error"]!["code"]!.GetValue<string>());
        var location = response.Headers.Location!.ToString();
        Assert.Equal($"{emulator.Host.GraphUrl}/groups/delta?$deltatoken=", location);

        var (rows, fresh, _) = await emulator.AllAsync(location);
        Assert.Equal(2, rows.Count);
        Assert.Empty((await emulator.AllAsync(fresh!)).Rows);
    }

    [Fact]
    public async Task A_link_to_changes_the_emulator_no_longer_has_is_gone()
    {
        var history = Company().Then().NoMember(10, 1).Then().NoMember(10, 2);
        string link;
        await using (var emulator = await TestEmulator.StartAsync(history))
            link = (await emulator.AllAsync(Everything)).DeltaLink!;
        await using var later = await TestEmulator.StartAsync(history, new() { StartAt = 2 });

        var query = link[link.IndexOf('?', StringComparison.Ordinal)..];
        Assert.Equal(410, (await later.FailAsync($"/groups/delta{query}")).Status);
    }

    [Fact]
    public async Task A_link_outlives_a_restart_at_the_same_place()
    {
        var history = Company().Then().NoMember(10, 1);
        string link;
        await using (var emulator = await TestEmulator.StartAsync(history))
            link = (await emulator.AllAsync(Everything)).DeltaLink!;
        await using var again = await TestEmulator.StartAsync(history);
        await again.AdvanceAsync(2);

        var query = link[link.IndexOf('?', StringComparison.Ordinal)..];
        Assert.Equal(["-1"], (await again.AllAsync($"/groups/delta{query}")).Rows.With(10).Edges("members@delta"));
    }
}
