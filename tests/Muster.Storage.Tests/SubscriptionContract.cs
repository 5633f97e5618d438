using Muster.Engine.Notifications;
using Muster.Engine.Reading;

namespace Muster.Storage.Tests;

public sealed class SqliteSubscriptionTests : SubscriptionContract<SqliteTestDatabase>
{
    [Fact]
    public async Task A_database_of_the_first_version_gets_the_tables_and_keeps_what_it_has()
    {
        await Db.DowngradeAsync(1);
        Assert.NotNull(await Store.SaveAsync(Full(), Token));
        Assert.Equal(Db.Entra, await Db.Muster.Connections.FindAsync("entra", Token));
    }
}

public sealed class PostgresSubscriptionTests : SubscriptionContract<PostgresTestDatabase>;

public abstract class SubscriptionContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private protected ISubscriptionStore Store => Db.Muster.Subscriptions;

    private int Key => Db.Entra.Key;

    [Fact]
    public async Task A_connection_keeps_its_address_for_good()
    {
        Assert.Empty(await Store.EndpointsAsync(Token));
        var first = await Store.EnableAsync(Key, "test", Token);
        Assert.Equal(first, await Store.EnableAsync(Key, "test", Token));
        await Store.DisableAsync(Key, "test", Token);
        Assert.Equal(first with { Enabled = false }, Assert.Single(await Store.EndpointsAsync(Token)));
        await Db.ReopenAsync();
        Assert.Equal(first, await Store.EnableAsync(Key, "test", Token));
        Assert.NotEqual(Guid.Empty, first.Id);
    }

    [Fact]
    public async Task Switching_on_and_off_is_audited_once_each()
    {
        await Store.EnableAsync(Key, "test", Token);
        await Store.EnableAsync(Key, "test", Token);
        await Store.DisableAsync(Key, "test", Token);
        await Store.DisableAsync(Key, "test", Token);
        Assert.Equal(["connection.added", "notifications.enabled", "notifications.disabled"], await ActionsAsync());
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task A_subscription_comes_back_as_it_was_stored()
    {
        var saved = await Store.SaveAsync(Full(), Token);
        var bare = await Store.SaveAsync(new StoredSubscription { Connection = Key, Stream = DirectoryStream.Groups }, Token);
        await Db.ReopenAsync();
        var loaded = await Store.ListAsync(Key, Token);
        Assert.Equivalent(new[] { saved, bare }, loaded, strict: true);
        Assert.Equal(2, (await Store.ListAsync(null, Token)).Count);
        Assert.Empty(await Store.ListAsync(Key + 1, Token));
    }

    [Fact]
    public async Task Nothing_is_subscribed_any_more_for_a_connection_that_was_switched_off_meanwhile()
    {
        await Store.EnableAsync(Key, "test", Token);
        await Store.DisableAsync(Key, "test", Token);
        Assert.Null(await Store.SaveAsync(Full(), Token));
        Assert.Empty(await Store.ListAsync(Key, Token));
        await Store.EnableAsync(Key, "test", Token);
        Assert.NotNull(await Store.SaveAsync(Full(), Token));
    }

    [Fact]
    public async Task Of_two_writers_that_loaded_the_same_one_is_refused()
    {
        await using var other = await Db.OpenAsync();
        Assert.NotNull(await Store.SaveAsync(Full(), Token));
        Assert.Null(await other.Subscriptions.SaveAsync(Full(), Token));
        var loaded = Assert.Single(await Store.ListAsync(Key, Token));
        var mine = await Store.SaveAsync(loaded with { Problem = "mine" }, Token);
        Assert.Null(await other.Subscriptions.SaveAsync(loaded with { Problem = "theirs" }, Token));
        Assert.Equal("mine", Assert.Single(await Store.ListAsync(Key, Token)).Problem);
        Assert.Equal(loaded.Version + 1, mine!.Version);
    }

    [Fact]
    public async Task Counts_add_up_and_what_belongs_to_nobody_is_counted_apart()
    {
        await Store.EnableAsync(Key, "test", Token);
        var tally = new NotificationTally(1, 0, 3, 4, 5);
        await Store.AddCountsAsync(Counts((Key, tally), (NotificationCounters.Nobody, tally), (77, tally)), Token);
        await Store.AddCountsAsync(Counts((Key, tally), (NotificationCounters.Nobody, tally)), Token);
        Assert.Equal(tally.Plus(tally), await Store.CountsAsync(Key, Token));
        Assert.Equal(tally.Plus(tally), await Store.CountsAsync(NotificationCounters.Nobody, Token));
        Assert.Equal(NotificationTally.None, await Store.CountsAsync(77, Token));
        Assert.Single(await Store.EndpointsAsync(Token));
    }

    [Fact]
    public async Task Forged_notifications_become_one_entry_an_hour_with_their_number()
    {
        await Store.EnableAsync(Key, "test", Token);
        for (var minute = 0; minute < 59; minute++)
        {
            await Store.AddCountsAsync(Counts((Key, new NotificationTally(0, 1000, 0, 0, 0))), Token);
            Db.Clock.Now += TimeSpan.FromMinutes(1);
        }
        Assert.Single(await ActionsAsync(), action => action == "notifications.forged");
        Db.Clock.Now += TimeSpan.FromMinutes(1);
        await Store.AddCountsAsync(Counts(), Token);
        await Store.AddCountsAsync(Counts(), Token);

        var entries = await Db.Muster.Audit.EntriesAsync(0, Token).Where(e => e.Action == "notifications.forged").ToListAsync(Token);
        Assert.Equal(2, entries.Count);
        Assert.Contains("\"count\":1000}", entries[0].Detail, StringComparison.Ordinal);
        Assert.Contains("\"count\":58000}", entries[1].Detail, StringComparison.Ordinal);
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task What_is_kept_goes_with_the_connection_and_subscriptions_when_switched_off()
    {
        await Store.EnableAsync(Key, "test", Token);
        await Store.SaveAsync(Full(), Token);
        await Store.DisableAsync(Key, "test", Token);
        Assert.Empty(await Store.ListAsync(null, Token));
        await Store.EnableAsync(Key, "test", Token);
        await Store.SaveAsync(Full(), Token);
        Assert.True(await Db.Muster.Connections.RemoveAsync(Key, "test", Db.Lease, Token));
        Assert.Empty(await Store.ListAsync(null, Token));
        Assert.Empty(await Store.EndpointsAsync(Token));
    }

    protected StoredSubscription Full() =>
        new()
        {
            Connection = Key,
            Stream = DirectoryStream.Users,
            Id = Guid.Parse("7f105c7d-2dc5-4530-97cd-4e7ae6534c07"),
            StateHash = [1, 2, 3],
            Url = "https://muster.example/notifications/x",
            Account = "tenant client graph",
            Tenant = Guid.Parse("84bd8158-6d4d-4958-8b9f-9d6445542f95"),
            CreatedAt = Db.Clock.Now,
            ExpiresAt = Db.Clock.Now.AddDays(28),
            CreatingSince = Db.Clock.Now.AddMinutes(1),
            CreatingBy = Guid.Parse("15ee1d1f-af7b-42d9-885b-9d00db065dd9"),
            FailingSince = Db.Clock.Now.AddMinutes(2),
            Fault = DirectoryFault.PermissionMissing,
            Problem = "“no”",
            Failures = 3,
            NextAttemptAt = Db.Clock.Now.AddMinutes(3),
            Configuration = 4,
        };

    private async Task<List<string>> ActionsAsync() =>
        await Db.Muster.Audit.EntriesAsync(0, Token).Select(entry => entry.Action).ToListAsync(Token);

    private static Dictionary<int, NotificationTally> Counts(params (int Connection, NotificationTally Tally)[] counts) =>
        counts.ToDictionary(count => count.Connection, count => count.Tally);
}
