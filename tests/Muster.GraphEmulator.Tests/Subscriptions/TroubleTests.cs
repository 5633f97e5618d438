using System.Text.Json.Nodes;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Subscriptions;

public sealed class TroubleTests
{
    private static Task JoinAsync(TestEmulator emulator, int group = 100) =>
        emulator.DoneAsync("POST", $"/groups/{TestHistory.Id(group)}/members/$ref", Writer.Reference(2));

    private static async Task<List<JsonObject>> EntriesAsync(NotificationQuirks quirks, int count)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(quirks: quirks);
        await emulator.SubscribeAsync(receiver);
        await JoinAsync(emulator);
        return await receiver.EntriesAsync(count);
    }

    [Fact]
    public async Task A_duplicated_notification_comes_twice_and_the_same()
    {
        var entries = await EntriesAsync(new() { DuplicatedPercent = 100 }, 2);

        Assert.True(JsonNode.DeepEquals(entries[0], entries[1]));
    }

    [Fact]
    public async Task A_forged_notification_has_a_client_state_nobody_gave()
    {
        var entries = await EntriesAsync(new() { ForgedClientStatePercent = 100 }, 2);

        Assert.Single(entries, entry => entry.Text("clientState") == Subscriber.Secret);
    }

    [Fact]
    public async Task A_notification_for_another_tenant_knows_the_client_state()
    {
        var entries = await EntriesAsync(new() { WrongTenantPercent = 100 }, 2);

        Assert.All(entries, entry => Assert.Equal(Subscriber.Secret, entry.Text("clientState")));
        Assert.Equal(2, entries.Select(entry => entry.Text("tenantId")).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 100)]
    public async Task What_is_dropped_or_kept_silent_never_comes(bool isSilent, int droppedPercent)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(quirks: new() { Silent = isSilent, DroppedPercent = droppedPercent });
        await emulator.SubscribeAsync(receiver);

        await JoinAsync(emulator);

        var shown = await emulator.NotificationsAsync();
        Assert.Equal(0, shown["pending"]!.GetValue<int>());
        Assert.Equal(1, shown["counts"]!["dropped"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_next_notification_is_dropped_by_order_and_the_one_after_it_comes()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        await emulator.SubscribeAsync(receiver);
        await emulator.ControlAsync(HttpMethod.Post, "notifications", new JsonObject { ["dropNext"] = 1 });

        await JoinAsync(emulator);
        await JoinAsync(emulator, group: 101);

        Assert.Equal($"Groups/{TestHistory.Id(101)}", Assert.Single(await receiver.EntriesAsync(1)).Text("resource"));
    }

    [Fact]
    public async Task Notifications_overtake_each_other()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var history = new TestHistory();
        history.Then();
        foreach (var number in Enumerable.Range(1, 20))
            history.User(number, $"user {number}");
        await using var emulator = await Subscriber.StartAsync(history, quirks: new() { Reordered = true });
        await emulator.SubscribeAsync(receiver, "/users");

        await emulator.AdvanceAsync(2);
        emulator.Clock.Advance(TimeSpan.FromSeconds(3));

        var told = (await receiver.EntriesAsync(20)).ConvertAll(entry => entry.Text("resource"));
        Assert.NotEqual(told.Order(StringComparer.Ordinal), told);
        Assert.Equal(20, told.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_late_notification_comes_by_the_clock()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(quirks: new() { Delay = TimeSpan.FromHours(10) });
        await emulator.SubscribeAsync(receiver);

        await JoinAsync(emulator);
        Assert.Equal(1, (await emulator.NotificationsAsync())["pending"]!.GetValue<int>());
        emulator.Clock.Advance(TimeSpan.FromHours(10));

        Assert.Single(await receiver.EntriesAsync(1));
    }

    [Fact]
    public async Task A_deletion_is_told_after_the_restore()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(quirks: new() { DeletionsAreToldAfterRestore = true });
        await emulator.SubscribeAsync(receiver, "/users");

        await emulator.DoneAsync("DELETE", $"/users/{TestHistory.Id(2)}");
        Assert.Equal(0, (await emulator.NotificationsAsync())["pending"]!.GetValue<int>());
        await emulator.DoAsync("POST", $"/directory/deletedItems/{TestHistory.Id(2)}/restore");

        Assert.Equal(2, (await receiver.EntriesAsync(2)).Count);
    }

    [Fact]
    public async Task A_removal_may_be_a_word()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(quirks: new() { RemovalIsAWord = true });
        await emulator.SubscribeAsync(receiver);

        await emulator.DoneAsync("DELETE", $"/groups/{TestHistory.Id(100)}/members/{TestHistory.Id(1)}/$ref");

        var entry = Assert.Single(await receiver.EntriesAsync(1));
        Assert.Equal("deleted", entry["resourceData"]!["members@delta"]![0]!["@removed"]!.GetValue<string>());
    }

    [Fact]
    public void Nasty_seeds_draw_every_trouble_and_none_of_it()
    {
        var drawn = Enumerable.Range(1, 200).Select(seed => QuirkSet.Nasty(seed).Notifications).ToList();

        Assert.Contains(drawn, quirks => quirks.Silent);
        Assert.Contains(drawn, quirks => quirks.DroppedPercent > 0);
        Assert.Contains(drawn, quirks => quirks.DeletionsAreToldAfterRestore);
        Assert.Contains(drawn, quirks => quirks is { ForgedClientStatePercent: > 0, WrongTenantPercent: > 0 });
        Assert.Contains(drawn, quirks => quirks is { Silent: false, DroppedPercent: 0, Reordered: false });
        Assert.Equal(QuirkSet.Nasty(7), QuirkSet.Nasty(7));
    }
}
