using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Subscriptions;

public sealed class LifecycleTests
{
    private static async Task<JsonObject> SubscribeAsync(TestEmulator emulator, TestReceiver receiver)
    {
        var body = emulator.Body(receiver.Url);
        body["lifecycleNotificationUrl"] = $"{receiver.Url}/lifecycle";
        return await emulator.SubscribeAsync(body);
    }

    private static Task JoinAsync(TestEmulator emulator, int group = 100) =>
        emulator.DoneAsync("POST", $"/groups/{TestHistory.Id(group)}/members/$ref", Writer.Reference(2));

    [Theory]
    [InlineData("reauthorizationRequired")]
    [InlineData("subscriptionRemoved")]
    [InlineData("missed")]
    public async Task An_event_that_is_ordered_is_sent_to_the_lifecycle_address(string lifecycleEvent)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var made = await SubscribeAsync(emulator, receiver);

        await emulator.ControlAsync(
            HttpMethod.Post,
            "notifications",
            new JsonObject { ["lifecycle"] = lifecycleEvent, ["subscriptionId"] = made.Text("id") }
        );

        var request = await receiver.NextAsync();
        var expected = new JsonObject
        {
            ["subscriptionId"] = made.Text("id"),
            ["subscriptionExpirationDateTime"] = made.Text("expirationDateTime"),
            ["tenantId"] = emulator.Host.TenantId,
            ["clientState"] = Subscriber.Secret,
            ["lifecycleEvent"] = lifecycleEvent,
        };
        Assert.Equal("/lifecycle", request.Text("path"));
        Assert.True(JsonNode.DeepEquals(expected, request["value"]![0]), request.ToJsonString());
        Assert.Equal(lifecycleEvent == "subscriptionRemoved" ? 0 : 1, (await emulator.AllAsync("/subscriptions")).Rows.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Until_it_is_reauthorised_a_subscription_hears_nothing_of_changes(bool byRenewal)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var made = await emulator.SubscribeAsync(receiver);
        await emulator.ControlAsync(HttpMethod.Post, "notifications", new JsonObject { ["lifecycle"] = "reauthorizationRequired" });

        await JoinAsync(emulator);
        Assert.Equal(1, (await emulator.NotificationsAsync())["counts"]!["lost"]!.GetValue<int>());
        var renewal = new JsonObject { ["expirationDateTime"] = emulator.In(TimeSpan.FromDays(3)) };
        var (status, _) = byRenewal
            ? await emulator.DoAsync("PATCH", $"/subscriptions/{made.Text("id")}", renewal)
            : await emulator.DoAsync("POST", $"/subscriptions/{made.Text("id")}/reauthorize");
        await JoinAsync(emulator, group: 101);

        Assert.Equal(byRenewal ? 200 : 204, status);
        Assert.Equal($"Groups/{TestHistory.Id(101)}", Assert.Single(await receiver.EntriesAsync(1)).Text("resource"));
    }

    [Fact]
    public async Task Reauthorisation_is_asked_for_when_the_end_is_near_and_again_nearer_to_it()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var made = await SubscribeAsync(emulator, receiver);

        emulator.Clock.Advance(TimeSpan.FromHours(37));
        var first = Assert.Single(await receiver.EntriesAsync(1));
        await emulator.DoneAsync("POST", $"/subscriptions/{made.Text("id")}/reauthorize");
        emulator.Clock.Advance(TimeSpan.FromHours(6));
        var second = Assert.Single(await receiver.EntriesAsync(1));

        Assert.Equal("reauthorizationRequired", first.Text("lifecycleEvent"));
        Assert.Equal("reauthorizationRequired", second.Text("lifecycleEvent"));
    }

    [Theory]
    [InlineData("""{"lifecycle":"died"}""")]
    [InlineData("""{"lifecycle":"missed","dropNext":1}""")]
    [InlineData("""{"lifecycle":"missed","subscriptionId":"00000000-0000-4000-8000-000000000001"}""")]
    [InlineData("""{"dropNext":-1}""")]
    [InlineData("{}")]
    public async Task An_order_that_makes_no_sense_is_refused(string order)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        await SubscribeAsync(emulator, receiver);

        Assert.Equal(400, (await emulator.ControlAsync(HttpMethod.Post, "notifications", JsonNode.Parse(order))).Status);
    }
}
