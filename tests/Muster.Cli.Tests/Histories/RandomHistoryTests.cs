using Muster.GraphEmulator.Histories;

namespace Muster.Cli.Tests.Histories;

/// <summary>Made-up lives with everything that rarely happens: restores, names used twice or again, circles, people with old names.</summary>
public sealed class RandomHistoryTests
{
    private const int Steps = 25;

    [Fact]
    public async Task In_a_tenant_where_circles_close_both_ways_of_reading_and_planning_come_to_the_same()
    {
        var tenant = new ChangedTenant(new RandomLife(4).Tell(1), seed: 4, Steps);
        Assert.True(HasCircle(tenant), "no two groups ever contain each other");
        var replay = new HistoryReplay(() => tenant) { BothWays = true };
        var incremental = 0;
        await foreach (var stop in replay.RunAsync([.. Enumerable.Range(1, Steps).Select(step => (long)step)], Tests.Token))
        {
            Assert.True(stop.Faults.Count == 0, $"Change set {stop.Seq}: {string.Join("; ", stop.Faults.Take(10))}");
            incremental += stop.Planned == "incremental" ? 1 : 0;
        }
        Assert.True(incremental > Steps / 2, $"only {incremental} of {Steps} planned from changes");
    }

    private static bool HasCircle(ChangedTenant tenant)
    {
        var nested = new HashSet<(Guid, Guid)>();
        foreach (var operation in tenant.ChangeSets().SelectMany(set => set.Operations))
            switch (operation)
            {
                case DirectoryOperation.MemberAdd(var group, var member, MemberKind.Group):
                    nested.Add((group, member));
                    if (nested.Contains((member, group)))
                        return true;
                    break;
                case DirectoryOperation.MemberRemove(var group, var member, MemberKind.Group):
                    nested.Remove((group, member));
                    break;
            }
        return false;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task At_every_step_of_a_random_life_the_platform_equals_the_directory(int seed)
    {
        var story = new RandomLife(seed).Tell(Steps);
        var replay = new HistoryReplay(() => story)
        {
            ReadsInFull = seq => seq % 7 == 0,
            Options = new()
            {
                UsersPerDeltaPage = 3,
                GroupsPerDeltaPage = 2,
                MembersPerSlice = 2,
            },
        };
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stop in replay.RunAsync([.. Enumerable.Range(1, Steps).Select(step => (long)step)], Tests.Token))
        {
            // A name that a sync has only just freed by a rename is taken by the next "groups create", not by this one.
            var justFreed = stop.Faults.Where(fault => fault.EndsWith("no group here", StringComparison.Ordinal)).ToHashSet();
            var faults = stop.Faults.Where(fault => !justFreed.Contains(fault) || waiting.Contains(fault)).ToList();
            Assert.True(faults.Count == 0, $"Seed {seed}, change set {stop.Seq}: {string.Join("; ", faults.Take(10))}");
            waiting = justFreed;
        }
    }
}
