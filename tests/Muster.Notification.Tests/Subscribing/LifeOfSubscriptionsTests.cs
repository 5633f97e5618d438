using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.GraphEmulator;
using Muster.Testing.Notified;
using Muster.Testing.Simulation;

namespace Muster.Notification.Tests.Subscribing;

/// <summary>Item 8 of the ten: whatever happens to subscriptions, two live ones and one recovery read, and words that say so.</summary>
public sealed class LifeOfSubscriptionsTests
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(15);

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
    public async Task A_secret_that_no_longer_works_is_told_and_a_new_one_mends_it_at_once()
    {
        var (rig, node) = await LiveAsync();
        await using var _ = rig;
        var connections = node.Database.Connections;
        await connections.UpdateAsync(rig.Connection, new Credential(CredentialKind.Secret, "old"), "test", Tests.Token);
        rig.Clock.Move(HalfLife);
        await node.Keeper.RoundAsync(Tests.Token);
        var status = await node.StatusAsync(rig.Connection.Key, Tests.Token);
        Assert.All(status, stream => Assert.Equal(SubscriptionState.AtRisk, stream.State));
        Assert.All(status, stream => Assert.Contains("secret", stream.Words, StringComparison.OrdinalIgnoreCase));

        await connections.UpdateAsync(rig.Connection, new Credential(CredentialKind.Secret, rig.Host.ClientSecret), "test", Tests.Token);
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

    /// <summary>A tenant with a running server whose subscriptions live and whose first read is done.</summary>
    private static async Task<(NotifiedRig Rig, NotifiedNode Node)> LiveAsync()
    {
        var rig = await NotifiedRig.StartAsync(new RandomDirectory(3, 4), Tests.Token);
        var node = await rig.NodeAsync(Tests.Token);
        await node.Keeper.RoundAsync(Tests.Token);
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        Assert.True(await AreTwoLiveAsync(rig, node));
        rig.ReadsBefore = await node.ReadsAsync(Tests.Token);
        return (rig, node);
    }

    private static async Task IsWellAsync(NotifiedRig rig, NotifiedNode node, int reads)
    {
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        Assert.True(
            await AreTwoLiveAsync(rig, node),
            string.Join(" | ", (await node.StatusAsync(rig.Connection.Key, Tests.Token)).Select(status => status.Words))
        );
        Assert.Equal(reads, await node.ReadsAsync(Tests.Token) - rig.ReadsBefore);
    }

    private static async Task<bool> AreTwoLiveAsync(NotifiedRig rig, NotifiedNode node)
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

    private static async Task DeleteAllAsync(NotifiedRig rig, NotifiedNode node)
    {
        await using var remote = node.Directory.Create(rig.Connection, new Credential(CredentialKind.Secret, rig.Host.ClientSecret));
        foreach (var subscription in await remote.ListAsync(Tests.Token))
            Assert.Null(await remote.DeleteAsync(subscription.Id, Tests.Token));
    }

    /// <summary>Creates and then says that no answer came.</summary>
    private sealed class LossySubscriptions : IDirectorySubscriptionsFactory
    {
        private IDirectorySubscriptionsFactory? _inner;

        public int LoseCreations { get; set; }

        public LossySubscriptions Around(IDirectorySubscriptionsFactory inner)
        {
            _inner = inner;
            return this;
        }

        public IDirectorySubscriptions Create(Connection connection, Credential credential) =>
            new Lossy(_inner!.Create(connection, credential), this);

        private sealed class Lossy(IDirectorySubscriptions inner, LossySubscriptions settings) : IDirectorySubscriptions
        {
            public Task<Guid?> TenantAsync(CancellationToken cancellationToken) => inner.TenantAsync(cancellationToken);

            public async Task<SubscriptionAnswer> CreateAsync(SubscriptionOrder order, CancellationToken cancellationToken)
            {
                var answer = await inner.CreateAsync(order, cancellationToken);
                if (answer is not SubscriptionAnswer.Accepted || settings.LoseCreations == 0)
                    return answer;
                settings.LoseCreations--;
                throw new DirectoryReadException(DirectoryFault.Unavailable, "The answer was lost.");
            }

            public Task<SubscriptionAnswer> RenewAsync(Guid id, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
                inner.RenewAsync(id, expiresAt, cancellationToken);

            public Task<string?> DeleteAsync(Guid id, CancellationToken cancellationToken) => inner.DeleteAsync(id, cancellationToken);

            public Task<IReadOnlyList<DirectorySubscription>> ListAsync(CancellationToken cancellationToken) =>
                inner.ListAsync(cancellationToken);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
