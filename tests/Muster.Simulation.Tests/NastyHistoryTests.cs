using System.Collections.Concurrent;
using Muster.Testing.Simulation;

namespace Muster.Simulation.Tests;

/// <summary>A few hundred of the histories that the bench lives through by the ten thousand; the message of a failure holds the seed that draws it again.</summary>
public sealed class NastyHistoryTests
{
    private const int AtOnce = 3;

    [Fact]
    public Task Whatever_goes_wrong_on_the_way_the_mirror_equals_the_tenant_in_the_end() => AllEndWellAsync(60, NastyHistory.RunAsync);

    [Fact]
    public Task Whatever_goes_wrong_on_the_way_nobody_is_removed_by_mistake_and_the_platform_is_what_the_tenant_asks_for() =>
        AllEndWellAsync(40, NastySync.RunAsync);

    private static async Task AllEndWellAsync(int seeds, Func<int, CancellationToken, Task<NastyOutcome>> live)
    {
        var wrong = new ConcurrentQueue<NastyOutcome>();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, seeds),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (seed, cancellationToken) =>
            {
                var outcome = await live(seed, cancellationToken);
                if (outcome.Violations.Count > 0)
                    wrong.Enqueue(outcome);
            }
        );
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }
}
