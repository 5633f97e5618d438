using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Tenants;

public sealed class DeletionTests
{
    private const string Users = "/users/delta?$select=displayName";
    private const string Groups = "/groups/delta?$select=displayName,members,owners";
    private static readonly string Crew = $"/groups/{TestHistory.Id(10)}";

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada")
            .User(2, "Grace")
            .Group(10, "Crew")
            .Group(11, "Inner")
            .Member(10, 1, 2)
            .Nested(10, 11)
            .Owner(10, 1)
            .Then()
            .DeleteUser(1);

    [Fact]
    public async Task A_soft_deleted_user_is_in_no_list_and_the_groups_stream_says_nothing()
    {
        await using var emulator = await StartAsync(Company());
        var (_, link, _) = await emulator.AllAsync(Groups);
        var (_, usersLink, _) = await emulator.AllAsync(Users);
        await emulator.AdvanceAsync(2);

        Assert.Empty((await emulator.AllAsync(link!)).Rows);
        Assert.True(Assert.Single((await emulator.AllAsync(usersLink!)).Rows).IsTombstone());
        Assert.Equal(["Grace", "Inner"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
        Assert.Equal(["Grace", "Inner"], (await emulator.AllAsync($"{Crew}/transitiveMembers")).Rows.Names());
        Assert.Empty((await emulator.AllAsync($"{Crew}/owners")).Rows);
        Assert.Equal(["+2", "+11"], (await emulator.AllAsync(Groups)).Rows.With(10).Edges("members@delta"));
        Assert.Equal((2, 0), (emulator.Host.State.Members, emulator.Host.State.Owners));
    }

    [Fact]
    public async Task A_purge_thirty_days_later_is_told_in_the_groups_or_never()
    {
        var history = Company().Then(TimeSpan.FromDays(31)).User(3, "Edsger");
        Assert.Equal(["-1"], await EdgesAfterAsync(history, new(), 3));
        Assert.Empty(await EdgesAfterAsync(history, new() { Purge = PurgeTelling.Never }, 3));
    }

    [Fact]
    public async Task A_user_that_leaves_its_groups_at_once_is_told_and_told_again_on_return()
    {
        var quirks = new DeletionQuirks { UsersLeaveGroupsAtOnce = true };
        Assert.Equal(["-1"], await EdgesAfterAsync(Company(), quirks, 2));
        Assert.Equal(["+1"], await EdgesAfterAsync(Company().Then().User(1, "Ada").Member(10, 1), quirks, 3, linkAt: 2));
    }

    [Fact]
    public async Task Memberships_that_a_history_brings_back_with_their_user_are_not_told_unless_that_is_switched_on()
    {
        var history = Company().Then().User(1, "Ada").Member(10, 1).Owner(10, 1);
        Assert.Empty(await EdgesAfterAsync(history, new(), 3));
        Assert.Equal(["+1"], await EdgesAfterAsync(history, new() { RestoredMembershipsAreTold = true }, 3));
    }

    [Fact]
    public async Task Memberships_that_a_history_does_not_bring_back_are_told_as_removed()
    {
        await using var emulator = await StartAsync(Company().Then().User(1, "Ada").Owner(10, 1));
        var (_, link, _) = await emulator.AllAsync(Groups);
        await emulator.AdvanceAsync(3);

        var row = Assert.Single((await emulator.AllAsync(link!)).Rows);
        Assert.Equal(["-1"], row.Edges("members@delta"));
        Assert.Empty(row.Edges("owners@delta"));
        Assert.Equal(["Ada"], (await emulator.AllAsync($"{Crew}/owners")).Rows.Names());
        Assert.Equal((2, 1), (emulator.Host.State.Members, emulator.Host.State.Owners));
    }

    [Fact]
    public async Task Soft_deleted_members_are_still_shown_where_that_is_switched_on()
    {
        await using var emulator = await StartAsync(
            Company(),
            new() { ListsShowDeletedMembers = true, InitialDeltaShowsDeletedMembers = true }
        );
        await emulator.AdvanceAsync(2);

        Assert.Equal(["Ada", "Grace", "Inner"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
        Assert.Equal(["+1", "+2", "+11"], (await emulator.AllAsync(Groups)).Rows.With(10).Edges("members@delta"));
    }

    [Theory]
    [InlineData(TombstoneReason.Changed, "changed")]
    [InlineData(TombstoneReason.Deleted, "deleted")]
    public async Task A_deleted_security_group_has_the_reason_that_is_chosen(TombstoneReason reason, string word)
    {
        var history = Company()
            .Group(12, "Team", ("groupTypes", new[] { "Unified" }), ("mailEnabled", true))
            .Then()
            .DeleteGroup(11)
            .DeleteGroup(12);
        await using var emulator = await StartAsync(history, new() { SecurityGroupTombstone = reason });
        await emulator.AdvanceAsync(2);
        var (_, link, _) = await emulator.AllAsync(Groups);
        await emulator.AdvanceAsync(3);

        var (rows, _, _) = await emulator.AllAsync(link!);
        Assert.Equal(word, rows.With(11)["@removed"]!["reason"]!.GetValue<string>());
        Assert.Equal("changed", rows.With(12)["@removed"]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_deleted_distribution_group_is_gone_for_good()
    {
        var history = Company().Group(12, "List", ("mailEnabled", true), ("securityEnabled", false)).Then().DeleteGroup(12);
        await using var emulator = await StartAsync(history);
        await emulator.AdvanceAsync(2);
        var (_, link, _) = await emulator.AllAsync(Groups);
        await emulator.AdvanceAsync(3);

        Assert.Equal("deleted", (await emulator.AllAsync(link!)).Rows.With(12)["@removed"]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_deleted_nested_group_is_told_where_it_was_nested_or_not()
    {
        var history = Company().DeleteGroup(11);
        Assert.Equal(["-11"], await EdgesAfterAsync(history, new(), 2));
        Assert.Empty(await EdgesAfterAsync(history, new() { NestedGroupsStaySilently = true }, 2));
    }

    [Fact]
    public async Task A_group_that_comes_back_tells_its_membership_or_not()
    {
        var history = Company().Then().DeleteGroup(10).Then().Group(10, "Crew").Member(10, 2);
        Assert.Equal(["+2"], await EdgesAfterAsync(history, new(), 4, linkAt: 3));
        var silent = new DeletionQuirks { RestoredGroupsComeWithoutMembers = true };
        Assert.DoesNotContain("+2", await EdgesAfterAsync(history, silent, 4, linkAt: 3));
    }

    /// <summary>What the groups stream tells of the members of the crew between two change sets.</summary>
    private static async Task<string[]> EdgesAfterAsync(TestHistory history, DeletionQuirks quirks, long to, long linkAt = 1)
    {
        await using var emulator = await StartAsync(history, quirks);
        await emulator.AdvanceAsync(linkAt);
        var (_, link, _) = await emulator.AllAsync(Groups);
        await emulator.AdvanceAsync(to);
        var (rows, _, _) = await emulator.AllAsync(link!);
        return [.. rows.Where(row => row.Text("id") == TestHistory.Id(10).ToString()).SelectMany(row => row.Edges("members@delta"))];
    }

    private static Task<TestEmulator> StartAsync(TestHistory history, DeletionQuirks? quirks = null) =>
        TestEmulator.StartAsync(history, new() { Quirks = new() { Deletion = quirks ?? new() } });
}
