using Muster.Testing.Clusters;

namespace Muster.Cli.Tests.Nodes;

/// <summary>Real processes that serve every workspace on one PostgreSQL server; the long form is <c>bench -- nodes</c>.</summary>
public sealed class ClusterTests
{
    /// <summary>INV-12, INV-14, INV-23.</summary>
    [Fact]
    public async Task What_a_killed_process_was_at_is_gone_on_with_by_another_and_every_workspace_comes_to_its_tenant()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        // Ten pages or so make a run of a few seconds.
        await using var cluster = await Cluster.MakeAsync(nodes: 3, workspaces: 4, TimeSpan.FromMilliseconds(400), Tests.Token);
        await cluster.HoldAsync(Tests.Token);
        foreach (var node in cluster.Nodes)
            node.Start();
        foreach (var node in cluster.Nodes)
            await node.ReadyAsync(Tests.Token);
        await cluster.LetGoAsync(TimeSpan.Zero, Tests.Token);
        var victim = await AtWorkAsync(cluster);

        await victim.KillAsync(Tests.Token);

        await cluster.ConvergedAsync(TimeSpan.FromMinutes(3), Tests.Token);
        foreach (var node in cluster.Nodes.Where(node => node.IsThere))
            await node.StopAsync(Tests.Token);
        Assert.Empty(await cluster.FaultsAsync(Tests.Token));
        var runs = await cluster.RunsAsync(Tests.Token);
        Assert.Contains(runs, run => run.Outcome == Engine.Runs.RunOutcome.Failed);
    }

    private static async Task<ClusterNode> AtWorkAsync(Cluster cluster)
    {
        using var rhythm = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (; ; await rhythm.WaitForNextTickAsync(Tests.Token))
            foreach (var (workspace, process) in await cluster.AtWorkAsync(Tests.Token))
                if ((await cluster.RunsAsync(Tests.Token)).Any(run => run.Workspace == workspace && run.EndedAt is null))
                    return cluster.Nodes.Single(node => node.Process == process);
    }
}
