using Muster.Engine.Notifications;
using Muster.Testing.Notified;
using Muster.Testing.Simulation;
using static Muster.Notification.Tests.Subscribing.LiveSubscriptions;

namespace Muster.Notification.Tests.Subscribing;

/// <summary>Where notifications are sent, and what is kept of that.</summary>
public sealed class SubscriptionAddressTests
{
    [Fact]
    public async Task When_the_public_address_changes_both_move_there()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        await rig.EndAsync(node);
        var next = await rig.NodeAsync(Tests.Token);
        await next.Keeper.RoundAsync(Tests.Token);
        await IsWellAsync(rig, next, reads: 1);
    }

    [Fact]
    public async Task When_it_changes_under_a_server_at_work_both_move_there_with_the_next_round()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        await node.MoveAsync(Tests.Token);
        await node.Keeper.RoundAsync(Tests.Token);
        await IsWellAsync(rig, node, reads: 1);
    }

    [Fact]
    public async Task An_address_that_cannot_be_reached_from_outside_is_told_in_words()
    {
        await using var rig = await NotifiedRig.StartAsync(new RandomDirectory(1, 1), Tests.Token);
        var node = await rig.NodeAsync(Tests.Token);
        node.Server.CutOff = true;
        await node.Keeper.RoundAsync(Tests.Token);
        Assert.Empty(await rig.SubscriptionsAsync(Tests.Token));
        var status = await node.StatusAsync(rig.Connection.Key, Tests.Token);
        Assert.All(status, stream => Assert.Equal(SubscriptionState.Failing, stream.State));
        Assert.All(status, stream => Assert.Contains("from outside", stream.Words, StringComparison.Ordinal));
        node.Server.CutOff = false;
        rig.Clock.Move(TimeSpan.FromMinutes(2));
        await node.Keeper.RoundAsync(Tests.Token);
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        Assert.Equal(2, (await rig.SubscriptionsAsync(Tests.Token)).Count);
    }

    [Fact]
    public async Task Switched_off_they_are_ended_at_the_directory_and_what_still_comes_is_not_heeded()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        Assert.Empty(await node.Keeper.EndAsync(rig.Connection, "test", Tests.Token));
        Assert.Empty(await rig.SubscriptionsAsync(Tests.Token));
        Assert.All(await node.StatusAsync(rig.Connection.Key, Tests.Token), status => Assert.Equal(SubscriptionState.Off, status.State));
        await node.Keeper.RoundAsync(Tests.Token);
        Assert.Empty(await rig.SubscriptionsAsync(Tests.Token));
    }

    [Fact]
    public async Task Neither_database_nor_files_hold_a_client_state()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        var states = await rig.ClientStatesAsync(Tests.Token);
        Assert.Equal(2, states.Values.Distinct(StringComparer.Ordinal).Count());
        await rig.EndAsync(node);
        foreach (var file in Directory.GetFiles(rig.Folder, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(file, Tests.Token);
            Assert.All(states.Values, state => Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(state))));
        }
    }
}
