using Muster.Testing;
using Muster.Testing.Notified;
using Muster.Testing.Simulation;
using static Muster.Notification.Tests.Reading.NotifiedReadTests;

namespace Muster.Notification.Tests.Reading;

/// <summary>Item 10 of the ten: whichever way a history is heard of, it ends in the same state.</summary>
public sealed class TwoRoadsTests
{
    private delegate Task Road(NotifiedRig rig, NotifiedNode node, Random random);

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task T10_notifications_polling_one_full_read_and_any_mixture_with_losses_end_in_the_same_state(int seed)
    {
        var states = new List<(string Road, string State)>();
        foreach (
            var (name, road) in new (string, Road)[] { ("notified", Notified), ("polled", Polled), ("at once", AtOnce), ("mixed", Mixed) }
        )
        {
            await using var rig = await NotifiedRig.StartAsync(new RandomDirectory(seed, 7), Tests.Token);
            var node = await SubscribedAsync(rig);
            await road(rig, node, new Random(seed));
            await IsTruthAsync(rig, node);
            states.Add((name, await StateAsync(rig, node)));
        }
        Assert.NotEmpty(states[0].State);
        Assert.All(states, state => Assert.Equal(states[0].State, state.State));
    }

    private static async Task Notified(NotifiedRig rig, NotifiedNode node, Random random)
    {
        while (await rig.NextAsync(Tests.Token))
            await SettledAsync(rig, node);
    }

    private static async Task Polled(NotifiedRig rig, NotifiedNode node, Random random)
    {
        await node.Keeper.EndAsync(rig.Connection, "test", Tests.Token);
        while (await rig.NextAsync(Tests.Token))
            await RunAsync(rig, node, full: false);
    }

    private static async Task AtOnce(NotifiedRig rig, NotifiedNode node, Random random)
    {
        await node.Keeper.EndAsync(rig.Connection, "test", Tests.Token);
        while (await rig.NextAsync(Tests.Token)) { }
        await RunAsync(rig, node, full: true);
    }

    private static async Task Mixed(NotifiedRig rig, NotifiedNode node, Random random)
    {
        while (true)
        {
            if (random.Next(2) == 0)
                await rig.DropNextAsync(random.Next(20), Tests.Token);
            if (!await rig.NextAsync(Tests.Token))
                break;
            if (random.Next(3) == 0)
                await RunAsync(rig, node, full: random.Next(3) == 0);
            if (random.Next(3) == 0)
                await SettledAsync(rig, node);
        }
        await SettledAsync(rig, node);
        // The safety net: polling goes on, whatever was lost.
        await RunAsync(rig, node, full: false);
    }

    /// <summary>What the platform makes of it: people who are active, groups, memberships, and problems of the last run.</summary>
    private static async Task<string> StateAsync(NotifiedRig rig, NotifiedNode node)
    {
        await ApproveAsync(rig, node);
        await rig.RunAsync(Tests.Token, "groups", "create", "--from-directory", "--all");
        await RunAsync(rig, node, full: false);
        await ApproveAsync(rig, node);
        var last = await RunAsync(rig, node, full: true);
        var state = new ExportedTenant(await rig.ExportAsync(Tests.Token));
        var groups = state.Groups.Length;
        var lines = (await rig.ExportAsync(Tests.Token))
            .Split('\n')
            .Where(line => !line.Contains("\"active\":false", StringComparison.Ordinal));
        return $"{groups}\n{last.Outcome}\n{string.Join('\n', last.Problems)}\n{string.Join('\n', lines)}";
    }
}
