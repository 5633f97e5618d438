namespace Muster.Testing.Clusters;

/// <summary>Ends, stops and starts the processes of an installation at random, and lets tenants change; one of them works at any time.</summary>
public sealed class ClusterKiller(Cluster cluster, int seed)
{
    /// <summary>Longer than a lease and than the patience with whoever took a time up.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(100);

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(12);

    private readonly Random _random = new(seed);
    private readonly List<Task> _back = [];

    /// <summary>How many processes were killed.</summary>
    public int Killed { get; private set; }

    /// <summary>How many were stopped for a time.</summary>
    public int Paused { get; private set; }

    /// <summary>How many were asked to end.</summary>
    public int Stopped { get; private set; }

    /// <summary>How often a tenant changed.</summary>
    public int Changes { get; private set; }

    /// <summary>Does so for a time, then brings every process back.</summary>
    public async Task RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        for (var until = TimeProvider.System.GetUtcNow() + time; TimeProvider.System.GetUtcNow() < until; )
        {
            await HarmAsync(cancellationToken);
            await ChangeAsync(cancellationToken);
            await Task.Delay(LongestRest * _random.NextDouble(), cancellationToken);
        }
        await Task.WhenAll(_back);
    }

    /// <summary>Kills the first process so many times, each at some instant of its start or work, and starts it again at once.</summary>
    public async Task KillAsync(int times, CancellationToken cancellationToken)
    {
        var node = cluster.Nodes[0];
        for (; Killed < times; Killed++)
        {
            await ChangeAsync(cancellationToken);
            await Task.Delay(LongestLife * _random.NextDouble(), cancellationToken);
            await node.KillAsync(cancellationToken);
            node.Start();
        }
    }

    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in cluster.Tenants.Where(_ => _random.Next(8) == 0))
        {
            await tenant.ChangeAsync(cancellationToken);
            Changes++;
        }
    }

    private async Task HarmAsync(CancellationToken cancellationToken)
    {
        var working = cluster.Nodes.Where(node => node is { IsThere: true, IsPaused: false }).ToList();
        if (working.Count < 2)
            return;
        var node = working[_random.Next(working.Count)];
        switch (_random.Next(5))
        {
            case 0 or 1:
                Killed++;
                await node.KillAsync(cancellationToken);
                BackAfter(LongestRest * _random.NextDouble(), node.Start, cancellationToken);
                break;
            case 2 or 3:
                Paused++;
                node.Pause();
                BackAfter(LongestPause * _random.NextDouble(), node.Resume, cancellationToken);
                break;
            default:
                Stopped++;
                await node.StopAsync(cancellationToken);
                node.Start();
                break;
        }
    }

    private void BackAfter(TimeSpan time, Action back, CancellationToken cancellationToken) =>
        _back.Add(
            Task.Run(
                async () =>
                {
                    await Task.Delay(time, cancellationToken);
                    back();
                },
                cancellationToken
            )
        );
}
