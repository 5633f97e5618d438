using System.Collections.Concurrent;
using System.Globalization;
using Muster.Testing.Simulation;

namespace Muster.Bench;

/// <summary>Lives through many nasty histories and names the seeds of those that ended wrong.</summary>
internal static class NastyBench
{
    private const int AtOnce = 4;

    /// <summary>Each history is lived through twice: read into a mirror in every way, and synchronised from end to end.</summary>
    private static readonly Dictionary<string, Func<int, CancellationToken, Task<NastyOutcome>>> Lives = new(StringComparer.Ordinal)
    {
        ["mirror"] = NastyHistory.RunAsync,
        ["sync"] = NastySync.RunAsync,
    };

    /// <param name="first">Seed of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="only">"mirror" or "sync" to leave the other out; null for both.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<int> RunAsync(int first, int count, string? only, CancellationToken cancellationToken)
    {
        if (only is not null && !Lives.ContainsKey(only))
        {
            Console.Error.WriteLine($"'{only}' is neither mirror nor sync.");
            return 64;
        }
        var start = TimeProvider.System.GetTimestamp();
        var wrong = new ConcurrentQueue<NastyOutcome>();
        var (done, reads, failed) = (0, 0, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            options,
            async (seed, token) =>
            {
                foreach (var (name, live) in Lives.Where(life => only is null || life.Key == only))
                {
                    var outcome = await live(seed, token);
                    Interlocked.Add(ref reads, outcome.Reads);
                    Interlocked.Add(ref failed, outcome.Failed);
                    if (outcome.Violations.Count == 0)
                        continue;
                    wrong.Enqueue(outcome);
                    Console.WriteLine(outcome);
                    Console.WriteLine($"  replay: dotnet run -c Release --project bench/Muster.Bench -- nasty 1 {seed} {name}");
                }
                if (Interlocked.Increment(ref done) % 100 == 0)
                    Console.WriteLine(Line(done, reads, failed, wrong.Count, start));
            }
        );
        Console.WriteLine(Line(done, reads, failed, wrong.Count, start));
        return wrong.IsEmpty ? 0 : 1;
    }

    private static string Line(int done, int reads, int failed, int wrong, long start) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{done} histories, {reads} reads of which {failed} failed as they should, {wrong} ended wrong, {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s"
        );
}
