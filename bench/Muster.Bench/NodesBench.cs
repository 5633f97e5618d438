using System.Globalization;
using Muster.Testing;
using Muster.Testing.Clusters;

namespace Muster.Bench;

/// <summary>Several servers on one PostgreSQL, which are killed, stopped and started at random while tenants change; and how they share load.</summary>
internal static class NodesBench
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    /// <summary>Harms an installation for some minutes, lets it come to rest, and looks whether anything was lost, invented or done twice at once.</summary>
    /// <returns>0 when nothing was.</returns>
    public static async Task<int> HarmAsync(int workspaces, int minutes, int nodes, int seed, CancellationToken cancellationToken)
    {
        if (Missing())
            return 1;
        await using var cluster = await Cluster.MakeAsync(nodes, workspaces, Latency, cancellationToken);
        Say($"{workspaces} workspaces and their tenants are made; {nodes} processes start");
        foreach (var node in cluster.Nodes)
            node.Start();
        await cluster.ConvergedAsync(TimeSpan.FromMinutes(10), cancellationToken);
        Say($"every workspace is at its tenant; {minutes} minutes of harm, seed {seed}");
        var killer = new ClusterKiller(cluster, seed);
        await killer.RunAsync(TimeSpan.FromMinutes(minutes), cancellationToken);
        Say(
            $"{killer.Killed} killed, {killer.Paused} stopped for up to {ClusterKiller.LongestPause.TotalSeconds:0} s, {killer.Stopped} ended and started again, {killer.Changes} changes of tenants"
        );
        return await RestAsync(cluster, cancellationToken);
    }

    /// <summary>Kills one server at random instants, lets it come to rest, and looks whether anything was lost or invented.</summary>
    /// <returns>0 when nothing was.</returns>
    public static async Task<int> KillAsync(int times, int workspaces, int seed, CancellationToken cancellationToken)
    {
        if (Missing())
            return 1;
        await using var cluster = await Cluster.MakeAsync(1, workspaces, Latency, cancellationToken);
        cluster.Nodes[0].Start();
        var killer = new ClusterKiller(cluster, seed);
        await killer.KillAsync(times, cancellationToken);
        Say($"{killer.Killed} killed, {killer.Changes} changes of {workspaces} tenants, seed {seed}");
        return await RestAsync(cluster, cancellationToken);
    }

    private static async Task<int> RestAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var rest = TimeProvider.System.GetTimestamp();
        await cluster.ConvergedAsync(TimeSpan.FromMinutes(10), cancellationToken);
        Say($"every workspace was at its tenant again {TimeProvider.System.GetElapsedTime(rest).TotalSeconds:0} s after the last harm");
        foreach (var node in cluster.Nodes)
            await node.StopAsync(cancellationToken);
        foreach (var outcome in (await cluster.RunsAsync(cancellationToken)).CountBy(run => run.Outcome))
            Say($"  {outcome.Value} runs: {outcome.Key}");
        var faults = await cluster.FaultsAsync(cancellationToken);
        foreach (var fault in faults)
            Console.WriteLine(fault);
        Say($"{faults.Count} faults");
        return faults.Count == 0 ? 0 : 1;
    }

    /// <summary>How long many first syncs take that are due at once, with one process and with two.</summary>
    /// <returns>0 when two need at most 60 % of the time that one needs.</returns>
    public static async Task<int> ShareAsync(int workspaces, CancellationToken cancellationToken)
    {
        if (Missing())
            return 1;
        var one = await DrainAsync(1, workspaces, cancellationToken);
        var two = await DrainAsync(2, workspaces, cancellationToken);
        Say($"{workspaces} syncs: one process {one.TotalSeconds:0.0} s, two {two.TotalSeconds:0.0} s, {two / one:P0} (mark 60 %)");
        return two / one <= 0.6 ? 0 : 1;
    }

    /// <summary>Seconds from the first run to the end of the last of one for each workspace, all due when the processes are up.</summary>
    private static async Task<TimeSpan> DrainAsync(int nodes, int workspaces, CancellationToken cancellationToken)
    {
        await using var cluster = await Cluster.MakeAsync(nodes, workspaces, TimeSpan.FromMilliseconds(600), cancellationToken);
        await cluster.HoldAsync(cancellationToken);
        foreach (var node in cluster.Nodes)
            node.Start();
        foreach (var node in cluster.Nodes)
            await node.ReadyAsync(cancellationToken);
        await cluster.LetGoAsync(TimeSpan.FromSeconds(15), cancellationToken);
        await cluster.ConvergedAsync(TimeSpan.FromMinutes(10), cancellationToken);
        var first = (await cluster.RunsAsync(cancellationToken))
            .Where(run => run.IsDone)
            .GroupBy(run => run.Workspace)
            .Select(runs => runs.First());
        var (begun, ended) = (first.Min(run => run.StartedAt), first.Max(run => run.EndedAt!.Value));
        Say($"{nodes} processes: {(ended - begun).TotalSeconds:0.0} s");
        return ended - begun;
    }

    /// <summary>Ends the database server when a bench is over, however.</summary>
    public static async Task<int> EndingAsync(Task<int> bench)
    {
        try
        {
            return await bench;
        }
        finally
        {
            await PostgresServer.EndAsync();
        }
    }

    private static bool Missing()
    {
        if (PostgresServer.Lack is not { } lack)
            return false;
        Console.Error.WriteLine(lack);
        return true;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
