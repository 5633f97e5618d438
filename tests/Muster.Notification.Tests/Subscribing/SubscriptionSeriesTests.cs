using Muster.Testing.Notified;
using Muster.Testing.Simulation;
using static Muster.Notification.Tests.Subscribing.LiveSubscriptions;

namespace Muster.Notification.Tests.Subscribing;

/// <summary>Item 8 of the ten: mishaps in any order.</summary>
public sealed class SubscriptionSeriesTests
{
    [Fact]
    public async Task After_any_series_of_mishaps_exactly_two_are_live()
    {
        for (var seed = 1; seed <= 6; seed++)
        {
            var random = new Random(seed);
            await using var rig = await NotifiedRig.StartAsync(new RandomDirectory(seed, 2), Tests.Token);
            var lossy = new LossySubscriptions();
            Task<NotifiedNode> StartAsync() => rig.NodeAsync(Tests.Token, settings => settings with { AroundDirectory = lossy.Around });
            var node = await StartAsync();
            var story = new List<string>();
            for (var mishap = 0; mishap < 8; mishap++)
            {
                var what = random.Next(8);
                story.Add($"{what}");
                switch (what)
                {
                    case 0:
                        await rig.HealAsync(Tests.Token);
                        await DeleteAllAsync(rig, node);
                        break;
                    case 1:
                        lossy.LoseCreations += 2;
                        break;
                    case 2:
                        await rig.EndAsync(node);
                        node = await StartAsync();
                        break;
                    case 3:
                        await rig.FaultsAsync(Tests.Token, new { path = "/v1.0/subscriptions", status = random.Next(2) == 0 ? 400 : 403 });
                        break;
                    case 4:
                        await rig.HealAsync(Tests.Token);
                        break;
                    case 5:
                        node.Server.CutOff = !node.Server.CutOff;
                        break;
                    case 6:
                        await rig.LifecycleAsync(
                            random.Next(2) == 0 ? "subscriptionRemoved" : "reauthorizationRequired",
                            null,
                            Tests.Token
                        );
                        break;
                    default:
                        var other = await StartAsync();
                        await Task.WhenAll(node.Keeper.RoundAsync(Tests.Token), other.Keeper.RoundAsync(Tests.Token));
                        await rig.EndAsync(random.Next(2) == 0 ? other : Swap(ref node, other));
                        break;
                }
                await node.Keeper.RoundAsync(Tests.Token);
                rig.Clock.Move(TimeSpan.FromDays(random.Next(3) == 0 ? random.Next(40) : 0) + TimeSpan.FromMinutes(random.Next(300)));
            }
            lossy.LoseCreations = 0;
            node.Server.CutOff = false;
            await rig.HealAsync(Tests.Token);
            for (var round = 0; round < 3; round++)
            {
                rig.Clock.Move(TimeSpan.FromHours(25));
                await node.Keeper.RoundAsync(Tests.Token);
            }
            Assert.True(
                await AreTwoLiveAsync(rig, node),
                $"seed {seed}: {string.Join(' ', story)}: {string.Join(" | ", (await node.StatusAsync(rig.Connection.Key, Tests.Token)).Select(status => status.Words))}"
            );
        }
    }

    private static NotifiedNode Swap(ref NotifiedNode node, NotifiedNode other)
    {
        var old = node;
        node = other;
        return old;
    }
}
