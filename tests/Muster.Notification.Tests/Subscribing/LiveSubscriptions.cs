using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Testing.Notified;
using Muster.Testing.Simulation;

namespace Muster.Notification.Tests.Subscribing;

/// <summary>A tenant whose subscriptions live, and what is expected of it in the end.</summary>
internal static class LiveSubscriptions
{
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(15);

    /// <summary>A tenant with a running server whose subscriptions live and whose first read is done.</summary>
    public static async Task<(NotifiedRig Rig, NotifiedNode Node)> LiveAsync()
    {
        var rig = await NotifiedRig.StartAsync(new RandomDirectory(3, 4), Tests.Token);
        var node = await rig.NodeAsync(Tests.Token);
        await node.Keeper.RoundAsync(Tests.Token);
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        Assert.True(await AreTwoLiveAsync(rig, node));
        rig.ReadsBefore = await node.ReadsAsync(Tests.Token);
        return (rig, node);
    }

    public static async Task IsWellAsync(NotifiedRig rig, NotifiedNode node, int reads)
    {
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        Assert.True(
            await AreTwoLiveAsync(rig, node),
            string.Join(" | ", (await node.StatusAsync(rig.Connection.Key, Tests.Token)).Select(status => status.Words))
        );
        Assert.Equal(reads, await node.ReadsAsync(Tests.Token) - rig.ReadsBefore);
    }

    public static async Task<bool> AreTwoLiveAsync(NotifiedRig rig, NotifiedNode node)
    {
        var there = await rig.SubscriptionsAsync(Tests.Token);
        var kept = await node.Database.Subscriptions.ListAsync(rig.Connection.Key, Tests.Token);
        var status = await node.StatusAsync(rig.Connection.Key, Tests.Token);
        return there.Select(one => one.Resource.Trim('/')).Order(StringComparer.Ordinal).SequenceEqual(["groups", "users"])
            && there.All(one => one.Url.StartsWith(node.Server.Address.AbsoluteUri, StringComparison.Ordinal))
            && kept.Select(row => row.Id!.Value).Order().SequenceEqual(there.Select(one => one.Id).Order())
            && status.All(stream =>
                stream.State == SubscriptionState.Live && stream.Words.Contains("live since", StringComparison.Ordinal)
            );
    }

    public static async Task DeleteAllAsync(NotifiedRig rig, NotifiedNode node)
    {
        await using var remote = node.Directory.Create(rig.Connection, new Credential(CredentialKind.Secret, rig.Host.ClientSecret));
        foreach (var subscription in await remote.ListAsync(Tests.Token))
            Assert.Null(await remote.DeleteAsync(subscription.Id, Tests.Token));
    }
}
