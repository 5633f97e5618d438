using System.Text.Json.Nodes;
using Muster.GraphEmulator.Subscriptions;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Subscriptions;

public sealed class DeliveryTests
{
    private static Task JoinAsync(TestEmulator emulator, int group = 100) =>
        emulator.DoneAsync("POST", $"/groups/{TestHistory.Id(group)}/members/$ref", Writer.Reference(2));

    [Fact]
    public async Task What_is_not_taken_comes_again_after_growing_gaps()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        await emulator.SubscribeAsync(receiver);
        receiver.Status = () => 503;

        await JoinAsync(emulator);
        var first = await receiver.NextAsync();
        await emulator.CountedAsync("retried", 1);
        emulator.Clock.Advance(TimeSpan.FromSeconds(11));
        var second = await receiver.NextAsync();
        await emulator.CountedAsync("retried", 2);
        receiver.Status = () => 204;
        emulator.Clock.Advance(TimeSpan.FromSeconds(21));
        var third = await receiver.NextAsync();
        await emulator.CountedAsync("delivered", 1);

        Assert.True(JsonNode.DeepEquals(first, second) && JsonNode.DeepEquals(first, third));
        var deliveries = (await emulator.NotificationsAsync())["deliveries"]!.AsArray();
        Assert.Equal([503, 503, 204], deliveries.Select(one => one!["status"]!.GetValue<int>()));
        var times = deliveries.Select(one => one!["at"]!.GetValue<DateTimeOffset>()).ToList();
        Assert.InRange((times[1] - times[0]).TotalSeconds, 10, 20);
        Assert.InRange((times[2] - times[1]).TotalSeconds, 20, 29);
        Assert.Equal([1, 2, 3], deliveries.Select(one => one!["entries"]![0]!["attempt"]!.GetValue<int>()));
    }

    [Fact]
    public async Task After_four_hours_a_notification_is_lost()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        await emulator.SubscribeAsync(receiver);
        receiver.Status = () => 500;

        await JoinAsync(emulator);
        await emulator.CountedAsync("retried", 1);
        emulator.Clock.Advance(TimeSpan.FromHours(4));
        await emulator.CountedAsync("lost", 1);

        Assert.Equal(0, (await emulator.NotificationsAsync())["pending"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_up_neither_graph_nor_the_end()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var emulator = await Subscriber.StartAsync();
        await emulator.SubscribeAsync(receiver);
        var reached = new TaskCompletionSource();
        receiver.Pause = cancellationToken =>
        {
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        };

        await JoinAsync(emulator);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await JoinAsync(emulator, group: 101);
        await emulator.DisposeAsync();

        Assert.True(emulator.Host.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_receiver_that_has_gone_costs_repeats_and_nothing_else()
    {
        var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        await emulator.SubscribeAsync(receiver);
        await receiver.DisposeAsync();

        await JoinAsync(emulator);
        await emulator.CountedAsync("retried", 1);

        Assert.Null((await emulator.NotificationsAsync())["deliveries"]![0]!["status"]);
    }

    [Fact]
    public async Task What_does_not_fit_into_the_queue_is_lost()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(options: new() { QueueBytes = 900, Delay = TimeSpan.FromHours(1) });
        await emulator.SubscribeAsync(receiver);

        await JoinAsync(emulator);
        await JoinAsync(emulator, group: 101);

        var shown = await emulator.NotificationsAsync();
        Assert.Equal(1, shown["pending"]!.GetValue<int>());
        Assert.Equal(1, shown["counts"]!["lost"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_delay_holds_notifications_back_by_the_clock()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(options: new() { Delay = TimeSpan.FromMinutes(2) });
        await emulator.SubscribeAsync(receiver);

        await JoinAsync(emulator);
        Assert.Equal(1, (await emulator.NotificationsAsync())["pending"]!.GetValue<int>());
        emulator.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Single(await receiver.EntriesAsync(1));
    }

    [Theory]
    [InlineData(1, "Drop")]
    [InlineData(8, "Slow")]
    [InlineData(20, "Fine")]
    public void New_notifications_for_a_slow_receiver_wait_or_are_thrown_away(int answers, string expected)
    {
        var state = Enum.Parse<ReceiverState>(expected);
        var clock = new ManualClock();
        using var queue = new NotificationQueue(new() { SlowRuleFrom = 1 }, clock);
        var address = new Uri("https://127.0.0.1:1/");
        var notification = new Notification(Guid.NewGuid(), address, [1, 2, 3], "updated", "Users/1");
        for (var number = 0; number < answers; number++)
        {
            Assert.True(queue.Add(notification));
            // The last one is slow: one of 1, of 8, of 20.
            var slow = number == answers - 1 ? 4 : 0;
            queue.Finish(Assert.Single(queue.TakeDue(1)), TimeSpan.FromSeconds(slow));
        }

        var isTaken = queue.Add(notification with { Due = clock.GetUtcNow() });

        Assert.Equal(state, queue.StateOf(address));
        Assert.Equal(state != ReceiverState.Drop, isTaken);
        Assert.Equal(state == ReceiverState.Fine ? 1 : 0, queue.TakeDue(1).Count);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(state == ReceiverState.Slow ? 1 : 0, queue.TakeDue(1).Count);
    }

    [Theory]
    [InlineData(DeliveryEdition.Of2023, 2.95, 3, 600)]
    [InlineData(DeliveryEdition.Of2024, 10, 10, 10)]
    [InlineData(DeliveryEdition.Of2026, 3, 3, 10)]
    public void A_receiver_is_slow_past_a_tenth_and_cut_off_past_15_percent_of_slow_answers(
        DeliveryEdition edition,
        double slowSeconds,
        double deadlineSeconds,
        double delaySeconds
    )
    {
        var pace = new ReceiverPace(new() { Edition = edition });
        var now = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        void Note(int count, double seconds)
        {
            for (var number = 0; number < count; number++)
                pace.Note(now, TimeSpan.FromSeconds(seconds));
        }

        Note(90, slowSeconds - 0.1);
        Note(9, slowSeconds);
        Assert.Equal(ReceiverState.Fine, pace.State(now));
        Note(3, slowSeconds);
        Assert.Equal(ReceiverState.Slow, pace.State(now));
        Note(6, slowSeconds);
        Assert.Equal(ReceiverState.Drop, pace.State(now));
        Assert.Equal(ReceiverState.Fine, pace.State(now.AddMinutes(10)));
        Assert.Equal(TimeSpan.FromSeconds(deadlineSeconds), ReceiverPace.TimeToAnswer(edition));
        Assert.Equal(TimeSpan.FromSeconds(delaySeconds), ReceiverPace.SlowDelay(edition));
    }
}
