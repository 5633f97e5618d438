using Muster.GraphEmulator;

namespace Muster.Cli.Tests.Histories;

/// <summary>Muster follows the recorded life of a real organisation to the member.</summary>
public sealed class RealHistoryTests
{
    private static string History() =>
        SharedData.Find("directory-history", "kubernetes-org.history.jsonl.gz")
        ?? Skipped(
            "There is no shared/directory-history/kubernetes-org.history.jsonl.gz beside the repository, and MUSTER_SHARED names no folder with it."
        );

    private static string Skipped(string reason)
    {
        Assert.Skip(reason);
        return reason;
    }

    [Fact]
    public async Task At_every_stop_the_platform_equals_the_directory_and_mass_departures_are_held()
    {
        var stops = Enumerable
            .Range(0, 28)
            .Select(hundred => Math.Max(1L, hundred * 100))
            .Concat([85, 187, 1943, 2417, 2754])
            .Distinct()
            .Order();
        var seen = await ReplayAsync(new HistoryReplay(History()), [.. stops]);
        Assert.Equal(2754, seen[^1].Seq);
        Assert.True(seen.Single(stop => stop.Seq == 1943).Held);
        Assert.True(seen.Single(stop => stop.Seq == 2417).Held);
        Assert.True(seen.Single(stop => stop.Seq == 187).Held);
        // 15 names are shared by several groups at the end, and those wait for a person.
        Assert.InRange(seen[^1].Linked, 735, seen[^1].DirectoryGroups);
    }

    [Fact]
    public async Task Full_reads_among_the_delta_reads_lead_to_the_same()
    {
        var replay = new HistoryReplay(History()) { ReadsInFull = seq => seq % 2 == 0 };
        var seen = await ReplayAsync(replay, [1, 85, 600, 1200, 1943, 2417]);
        Assert.True(seen.Single(stop => stop.Seq == 600).Run.GetProperty("full").GetBoolean());
    }

    [Fact]
    public async Task Reading_and_planning_from_changes_comes_to_the_same_as_reading_and_planning_everything()
    {
        var replay = new HistoryReplay(History()) { BothWays = true };
        var seen = await ReplayAsync(replay, [1, 85, 187, 600, 1200, 1943, 2417, 2754]);
        Assert.All(seen.Skip(1), stop => Assert.Equal("incremental", stop.Planned));
        Assert.All(seen, stop => Assert.Equal("full", stop.Whole!.Planned));
    }

    [Fact]
    public async Task Tiny_pages_lead_to_the_same()
    {
        var options = new EmulatorOptions
        {
            UsersPerDeltaPage = 7,
            GroupsPerDeltaPage = 3,
            MembersPerSlice = 5,
            ListPageSize = 3,
        };
        await ReplayAsync(new HistoryReplay(History()) { Options = options }, [1, 85, 187, 400]);
    }

    private static async Task<List<ReplayStop>> ReplayAsync(HistoryReplay replay, IReadOnlyList<long> stops)
    {
        var seen = new List<ReplayStop>();
        await foreach (var stop in replay.RunAsync(stops, Tests.Token))
        {
            Assert.True(stop.Faults.Count == 0, $"At change set {stop.Seq}: {string.Join("; ", stop.Faults.Take(10))}");
            seen.Add(stop);
        }
        Assert.Equal(stops.Count, seen.Count);
        return seen;
    }
}
