using Muster.Engine.Notifications;
using Muster.GraphEmulator;
using Muster.Testing.Notified;
using Muster.Testing.Simulation;
using static Muster.Notification.Tests.Subscribing.LiveSubscriptions;

namespace Muster.Notification.Tests.Subscribing;

/// <summary>Item 8 of the ten: two live subscriptions, made, renewed and mended with one recovery read, and words that say so.</summary>
public sealed class LifeOfSubscriptionsTests
{
    [Fact]
    public async Task Two_subscriptions_are_made_when_the_receiver_answers_and_not_before()
    {
        await using var rig = await NotifiedRig.StartAsync(new RandomDirectory(1, 1), Tests.Token);
        var node = await rig.NodeAsync(Tests.Token);
        var ready = new TaskCompletionSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Tests.Token);
        var keeping = node.Keeper.RunAsync(ready.Task, stop.Token);
        Assert.Empty(await rig.SubscriptionsAsync(Tests.Token));
        Assert.All(
            await node.StatusAsync(rig.Connection.Key, Tests.Token),
            status => Assert.Equal(SubscriptionState.Waiting, status.State)
        );

        ready.SetResult();
        while ((await rig.SubscriptionsAsync(Tests.Token)).Count < 2 || node.Waker.StateOf(rig.Connection.Key).Hints == 0)
            await Task.Delay(10, Tests.Token);
        await IsWellAsync(rig, node, reads: 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    [Fact]
    public async Task Users_accepted_and_groups_refused_ten_retries_leave_no_orphan_and_say_what_is_missing()
    {
        var options = new EmulatorOptions { Permissions = ["User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden"] };
        await using var rig = await NotifiedRig.StartAsync(new RandomDirectory(1, 1), Tests.Token, options);
        var node = await rig.NodeAsync(Tests.Token);
        await node.Keeper.RoundAsync(Tests.Token);
        var users = Assert.Single(await rig.SubscriptionsAsync(Tests.Token));
        for (var retry = 0; retry < 10; retry++)
        {
            rig.Clock.Move(TimeSpan.FromHours(2));
            await node.Keeper.RoundAsync(Tests.Token);
            Assert.Equal([users], await rig.SubscriptionsAsync(Tests.Token));
        }
        var status = await node.StatusAsync(rig.Connection.Key, Tests.Token);
        Assert.Equal([SubscriptionState.Live, SubscriptionState.Refused], status.Select(stream => stream.State));
        Assert.Contains("Group.Read.All", status[1].Words, StringComparison.Ordinal);
        Assert.InRange(status[1].NextAttemptAt!.Value - rig.Clock.GetUtcNow(), TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(60));
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        Assert.Equal(1, node.Waker.StateOf(rig.Connection.Key).Reads);
    }

    [Fact]
    public async Task They_are_renewed_well_before_they_end_and_that_needs_no_read()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        var before = await rig.SubscriptionsAsync(Tests.Token);
        for (var days = 0; days < 120; days += 12)
        {
            rig.Clock.Move(TimeSpan.FromDays(12));
            await node.Keeper.RoundAsync(Tests.Token);
        }
        Assert.Equal(before, await rig.SubscriptionsAsync(Tests.Token));
        await IsWellAsync(rig, node, reads: 0);
    }

    [Fact]
    public async Task A_renewal_that_finds_nothing_makes_new_ones()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        rig.Clock.Move(HalfLife);
        await rig.FaultsAsync(
            Tests.Token,
            new
            {
                path = "/v1.0/subscriptions/",
                method = "PATCH",
                status = 404,
            }
        );
        await node.Keeper.RoundAsync(Tests.Token);
        await IsWellAsync(rig, node, reads: 1);
    }

    [Fact]
    public async Task Missed_notifications_cost_one_read()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        var before = await rig.SubscriptionsAsync(Tests.Token);
        await rig.LifecycleAsync("missed", null, Tests.Token);
        await rig.ToldAsync(Tests.Token);
        await IsWellAsync(rig, node, reads: 1);
        Assert.Equal(before, await rig.SubscriptionsAsync(Tests.Token));
    }

    [Fact]
    public async Task A_server_that_was_down_for_forty_days_begins_anew()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        await rig.EndAsync(node);
        rig.Clock.Move(TimeSpan.FromDays(40));
        Assert.Empty(await rig.SubscriptionsAsync(Tests.Token));
        var next = await rig.NodeAsync(Tests.Token);
        var status = await next.StatusAsync(rig.Connection.Key, Tests.Token);
        Assert.All(status, stream => Assert.NotEqual(SubscriptionState.Live, stream.State));
        await next.Keeper.RoundAsync(Tests.Token);
        await IsWellAsync(rig, next, reads: 1);
    }
}
