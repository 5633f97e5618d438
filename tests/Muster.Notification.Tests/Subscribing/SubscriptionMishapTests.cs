using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Testing.Notified;
using Muster.Testing.Simulation;
using static Muster.Notification.Tests.Subscribing.LiveSubscriptions;

namespace Muster.Notification.Tests.Subscribing;

/// <summary>Item 8 of the ten: whatever happens to subscriptions, two live ones and one recovery read.</summary>
public sealed class SubscriptionMishapTests
{
    [Fact]
    public async Task Subscriptions_that_vanished_without_a_word_are_found_missing_within_a_day()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        await DeleteAllAsync(rig, node);
        rig.Clock.Move(TimeSpan.FromHours(25));
        await node.Keeper.RoundAsync(Tests.Token);
        await IsWellAsync(rig, node, reads: 1);
    }

    [Fact]
    public async Task A_fresh_subscription_that_must_be_confirmed_is_confirmed_and_delivers_again()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        await rig.LifecycleAsync("reauthorizationRequired", null, Tests.Token);
        await rig.ToldAsync(Tests.Token);
        await node.Keeper.RoundAsync(Tests.Token);
        await IsWellAsync(rig, node, reads: 1);
        await rig.NextAsync(Tests.Token);
        await rig.ToldAsync(Tests.Token);
        await IsWellAsync(rig, node, reads: 2);
    }

    [Fact]
    public async Task One_that_was_removed_is_made_again_and_the_other_stays()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        var before = await rig.SubscriptionsAsync(Tests.Token);
        await rig.LifecycleAsync("subscriptionRemoved", before[0].Id, Tests.Token);
        await rig.ToldAsync(Tests.Token);
        await node.Keeper.RoundAsync(Tests.Token);
        await IsWellAsync(rig, node, reads: 1);
        var after = (await rig.SubscriptionsAsync(Tests.Token)).Select(one => one.Id).ToList();
        Assert.DoesNotContain(before[0].Id, after);
        Assert.Contains(before[1].Id, after);
    }

    [Fact]
    public async Task A_secret_that_no_longer_works_is_told_and_a_new_one_mends_it_at_once()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        var connections = node.Database.Connections;
        var broken = await connections.UpdateAsync(rig.Connection, new Credential(CredentialKind.Secret, "old"), "test", Tests.Token);
        rig.Clock.Move(HalfLife);
        await node.Keeper.RoundAsync(Tests.Token);
        var status = await node.StatusAsync(rig.Connection.Key, Tests.Token);
        Assert.All(status, stream => Assert.Equal(SubscriptionState.AtRisk, stream.State));
        Assert.All(status, stream => Assert.Contains("secret", stream.Words, StringComparison.OrdinalIgnoreCase));

        await connections.UpdateAsync(broken!, new Credential(CredentialKind.Secret, rig.Host.ClientSecret), "test", Tests.Token);
        await node.Keeper.RoundAsync(Tests.Token);
        await IsWellAsync(rig, node, reads: 1);
    }

    [Fact]
    public async Task A_creation_whose_answer_is_lost_leaves_no_orphan()
    {
        await using var rig = await NotifiedRig.StartAsync(new RandomDirectory(1, 1), Tests.Token);
        var lossy = new LossySubscriptions { LoseCreations = 2 };
        var node = await rig.NodeAsync(Tests.Token, settings => settings with { AroundDirectory = lossy.Around });
        for (var round = 0; round < 4; round++)
        {
            await node.Keeper.RoundAsync(Tests.Token);
            await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
            rig.Clock.Move(TimeSpan.FromHours(2));
        }
        // One as at every start, one after the subscriptions stood.
        await IsWellAsync(rig, node, reads: 2);
    }

    [Fact]
    public async Task A_connection_that_nobody_can_open_does_not_take_the_subscriptions_of_the_others_with_it()
    {
        await using var rig = await NotifiedRig.StartAsync(new RandomDirectory(1, 1), Tests.Token);
        var node = await rig.NodeAsync(
            Tests.Token,
            settings => settings with { AroundDirectory = directory => new Breaking(directory, rig.Connection.Key) }
        );
        var credential = await node.Database.Connections.CredentialAsync(rig.Connection.Key, Tests.Token);
        var other = await node.Database.Connections.AddAsync(rig.Connection with { Name = "other" }, credential, "test", Tests.Token);
        await node.Database.Subscriptions.EnableAsync(other!.Key, "test", Tests.Token);

        await node.Keeper.RoundAsync(Tests.Token);

        Assert.Contains($"'{rig.Connection.Name}': Broken beyond words.", node.Keeper.Problem, StringComparison.Ordinal);
        Assert.All(await node.StatusAsync(other.Key, Tests.Token), status => Assert.Equal(SubscriptionState.Live, status.State));
    }

    /// <summary>Fails for one connection in a way that nobody foresaw.</summary>
    private sealed class Breaking(IDirectorySubscriptionsFactory inner, int broken) : IDirectorySubscriptionsFactory
    {
        public IDirectorySubscriptions Create(Connection connection, Credential credential) =>
            connection.Key == broken ? throw new InvalidOperationException("Broken beyond words.") : inner.Create(connection, credential);
    }
}
