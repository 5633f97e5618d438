using Muster.Engine.Nodes;

namespace Muster.Storage.Tests;

public sealed class SqliteNodeTests : NodeContract<SqliteTestDatabase>;

public sealed class PostgresNodeTests : NodeContract<PostgresTestDatabase>
{
    [Fact]
    public async Task A_sign_of_life_waits_for_nobody_who_writes()
    {
        await using var writing = await Db.Muster.Database.WriteAsync(Token);
        await Db.Muster.Nodes.SignAsync(Alpha, new(false, 1, 0), Token);
        Assert.Equal(1, Assert.Single(await Db.Muster.Nodes.ListAsync(Token)).Work.Working);
    }
}

/// <summary>Who serves, as the processes say of themselves.</summary>
public abstract class NodeContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    protected static readonly NodeIdentity Alpha = new("a", "alpha", 7, "1.0.0", "http://10.0.0.1:5080", null);
    private static readonly NodeIdentity Beta = new("b", "beta", 8, "1.0.1", "http://10.0.0.2:5080", 1);

    [Fact]
    public async Task Each_says_again_and_again_how_it_is_and_is_known_until_it_says_that_it_ends()
    {
        var nodes = Db.Muster.Nodes;
        await nodes.SignAsync(Alpha, new(false, 0, 0), Token);
        await nodes.SignAsync(Beta, new(false, 2, 3), Token);
        Db.Clock.Now += TimeSpan.FromSeconds(10);
        await nodes.SignAsync(Alpha, new(true, 4, 5), Token);

        var known = await nodes.ListAsync(Token);
        Assert.Equal([Alpha, Beta], known.Select(node => node.Identity));
        Assert.Equal([new NodeWork(true, 4, 5), new NodeWork(false, 2, 3)], known.Select(node => node.Work));
        Assert.Equal([NodeState.Draining, NodeState.Serving], known.Select(node => node.State));
        Assert.Equal(TimeSpan.FromSeconds(10), known[0].SeenAt - known[0].Since);
        Assert.All(known, node => Assert.Equal(Db.Muster.Database.Provider.Schema, node.Schema));

        await nodes.RemoveAsync(Alpha.Id, Token);
        Assert.Equal(Beta, Assert.Single(await nodes.ListAsync(Token)).Identity);
    }

    [Fact]
    public async Task Whoever_is_silent_for_a_minute_is_lost_and_forgotten_after_an_hour()
    {
        var nodes = Db.Muster.Nodes;
        await nodes.SignAsync(Alpha, new(false, 0, 0), Token);
        Db.Clock.Now += TimeSpan.FromSeconds(60);
        Assert.Equal(NodeState.Serving, Assert.Single(await nodes.ListAsync(Token)).State);
        Db.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(NodeState.Lost, Assert.Single(await nodes.ListAsync(Token)).State);
        await nodes.SignAsync(Beta, new(false, 0, 0), Token);
        Db.Clock.Now += TimeSpan.FromMinutes(59);
        await nodes.SweepAsync(Token);
        Assert.Equal([Beta], (await nodes.ListAsync(Token)).Select(node => node.Identity));
    }

    [Fact]
    public async Task They_are_the_same_for_every_workspace_and_each_sees_only_its_own_queue()
    {
        var made = (await Db.Muster.Workspaces.CreateAsync("beta", "ada", Token))!;
        var other = Db.Muster.Of(made.Number);
        await Db.Muster.Nodes.SignAsync(Alpha, new(false, 4, 5), Token);
        await Db.Muster.Nodes.SignAsync(Beta, new(false, 0, 0), Token);
        var slot = (await Db.Muster.Schedules.LookAsync(Token)).Of(Db.Entra.Key)!;
        Assert.True(await Db.Muster.Schedules.ArmAsync(slot, slot.Settings, Db.Clock.Now, Token));

        var first = await ReportAsync(Db.Muster);
        Assert.Equal([null, "main"], first.Nodes.Select(shown => shown.Workspace));
        Assert.Equal(Alpha.Address, first.Nodes[0].Address);
        Assert.Equal(new NodeWork(false, 4, 5), first.Nodes[0].Work);
        Assert.Equal(new QueuedConnection("entra", Db.Clock.Now, null, false), Assert.Single(first.Queue));
        Assert.Equal("test", first.Lease!.Purpose);

        // What serves the first workspace alone is none of the second's business, nor where the others listen and what they do.
        var second = await ReportAsync(other);
        var shown = Assert.Single(second.Nodes);
        Assert.Equal((Alpha, null, null, null), (shown.Node.Identity, shown.Workspace, shown.Address, shown.Work));
        Assert.Null(second.Lease);
        Assert.Empty(second.Queue);
    }

    private static Task<NodeReport> ReportAsync(MusterDatabase muster) =>
        NodeReport.LoadAsync(muster.Nodes, muster.Workspaces, muster.Workspace, muster.Leases, muster.Schedules, muster.Connections, Token);
}
