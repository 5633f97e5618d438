using Muster.Engine.Runs;
using Muster.Storage;

namespace Muster.Cli.Tests.Guarding;

/// <summary>Promises that only show from end to end (docs/invariants.md).</summary>
public sealed class InvariantTests
{
    [Fact]
    public async Task Inv7_two_connections_leave_each_others_groups_and_what_was_given_here_alone()
    {
        var first = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada", "grace");
        var second = new TenantStory().Users("otto", "zoe").Group("crew").Member("crew", "otto", "zoe").Then().NoMember("crew", "zoe");
        await using var tenant = await TestTenant.SyncedAsync(first, Tests.Token);
        await using var other = await TestTenant.StartAsync(second, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "root@contoso.com", "--name", "Root");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "local", "--connection", TestTenant.Connection);
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "local", "root@contoso.com");
        await tenant.MustAsync(0, Tests.Token, other.AddCommand(changes: ("--name", "other")));
        string[] there = ["--connection", "other"];
        await tenant.MustAsync(0, Tests.Token, ["users", "import", "--everyone", "--yes", .. there]);
        await tenant.MustAsync(0, Tests.Token, ["groups", "create", "--from-directory", "--all", .. there]);
        await tenant.MustAsync(0, Tests.Token, ["sync", "--yes", .. there]);
        await other.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, ["sync", "--yes", "--full", .. there]);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--full", "--connection", TestTenant.Connection);
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("ada grace", "linked"), (state.Members("team"), state.Link("team")));
        Assert.Equal(("otto", "linked"), (state.Members("crew"), state.Link("crew")));
        Assert.Equal(("root", "ada grace otto root zoe"), (state.Members("local"), state.ActiveUsers));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Inv12_a_connection_is_not_removed_while_another_process_is_at_work()
    {
        await using var tenant = await TestTenant.ConnectedAsync(new TenantStory().Users("ada"), Tests.Token);
        await using (var other = await MusterDatabase.OpenAsync(tenant.Muster.Folder, TimeProvider.System, Tests.Token))
        {
            var outcome = await other.Leases.AcquireAsync("sync", Tests.Token);
            var lease = Assert.IsType<LeaseOutcome.Given>(outcome).Lease;
            var refused = await tenant.RunAsync(Tests.Token, "connection", "remove", TestTenant.Connection);
            Assert.Contains("Another process is working", refused.Error, StringComparison.Ordinal);
            Assert.NotEqual(0, refused.Code);
            await other.Leases.ReleaseAsync(lease, Tests.Token);
        }
        await tenant.MustAsync(0, Tests.Token, "connection", "remove", TestTenant.Connection);
    }

    [Fact]
    public async Task Inv29_one_bad_group_and_one_bad_person_keep_nobody_else_waiting()
    {
        var story = new TenantStory()
            .User("ada", ("surname", "Lovelace"))
            .User("bob")
            .Group("team")
            .Member("team", "ada", "bob")
            .Group("one", "Phoenix")
            .Then()
            .Group("two", "Phoenix")
            .User("new", ("surname", "Newman"))
            .Member("team", "new")
            .NoMember("team", "bob");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.SetAsync("userAttributes", "displayName={surname}", Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json;
        Assert.Contains("attributeMissing", run.GetProperty("problems").ToString(), StringComparison.Ordinal);
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("ada new", "ada bob new"), (state.Members("team"), state.ActiveUsers));
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body = "truncated" });
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.MustAsync(9, Tests.Token, "sync", "--yes", "--full");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }
}
