using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Subscriptions;

public sealed class NotificationTests
{
    private static string Id(int number) => TestHistory.Id(number).ToString();

    [Fact]
    public async Task A_new_member_is_told_to_who_subscribed_to_groups()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var subscription = await emulator.SubscribeAsync(receiver);

        await emulator.DoneAsync("POST", $"/groups/{Id(100)}/members/$ref", Writer.Reference(2));

        var entry = Assert.Single(await receiver.EntriesAsync(1));
        var expected = new JsonObject
        {
            ["changeType"] = "updated",
            ["subscriptionId"] = subscription.Text("id"),
            ["subscriptionExpirationDateTime"] = subscription.Text("expirationDateTime"),
            ["tenantId"] = emulator.Host.TenantId,
            ["clientState"] = Subscriber.Secret,
            ["resource"] = $"Groups/{Id(100)}",
            ["resourceData"] = new JsonObject
            {
                ["@odata.type"] = "#Microsoft.Graph.Group",
                ["@odata.id"] = $"Groups/{Id(100)}",
                ["id"] = Id(100),
                ["organizationId"] = emulator.Host.TenantId,
                ["members@delta"] = new JsonArray(new JsonObject { ["@odata.type"] = "#microsoft.graph.user", ["id"] = Id(2) }),
            },
        };
        Assert.True(JsonNode.DeepEquals(expected, entry), entry.ToJsonString());
    }

    [Fact]
    public async Task A_member_who_leaves_is_told_as_removed()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        await emulator.SubscribeAsync(receiver);

        await emulator.DoneAsync("DELETE", $"/groups/{Id(100)}/members/{Id(1)}/$ref");

        var entry = Assert.Single(await receiver.EntriesAsync(1));
        Assert.Equal(["-1"], entry["resourceData"]!.AsObject().Edges("members@delta"));
    }

    [Fact]
    public async Task A_creation_and_a_soft_deletion_are_updates_and_only_a_purge_is_a_deletion()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        await emulator.SubscribeAsync(receiver, "users");

        var (_, made) = await emulator.DoAsync("POST", "/users", Writer.NewUser("edsger"));
        await emulator.DoneAsync("DELETE", $"/users/{made.Text("id")}");
        await emulator.DoneAsync("DELETE", $"/directory/deletedItems/{made.Text("id")}");

        var entries = await receiver.EntriesAsync(3);
        Assert.Equal(["updated", "updated", "deleted"], entries.Select(entry => entry.Text("changeType")));
        Assert.All(entries, entry => Assert.Equal($"Users/{made.Text("id")}", entry.Text("resource")));
        Assert.All(entries, entry => Assert.Equal("#Microsoft.Graph.User", entry["resourceData"]!.AsObject().Text("@odata.type")));
    }

    [Fact]
    public async Task The_history_moving_on_is_told_and_several_subscriptions_share_a_request()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var history = Subscriber.Company().Then().UpdateUser(1, ("displayName", "Ada L.")).UpdateGroup(100, ("displayName", "Team"));
        await using var emulator = await Subscriber.StartAsync(history);
        await emulator.SubscribeAsync(receiver, "/users");
        await emulator.SubscribeAsync(receiver, "/groups");

        await emulator.AdvanceAsync(2);

        var request = await receiver.NextAsync();
        Assert.Equal(
            [$"Users/{Id(1)}", $"Groups/{Id(100)}"],
            request["value"]!.AsArray().Select(entry => entry!.AsObject().Text("resource"))
        );
    }
}
