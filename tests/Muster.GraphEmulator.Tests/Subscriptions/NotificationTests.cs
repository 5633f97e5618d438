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
        Assert.True(Guid.TryParse(entry.Text("id"), out _));
        entry.Remove("id");
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

    [Fact]
    public async Task A_subscription_to_one_object_or_relationship_hears_of_nothing_else()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        await emulator.SubscribeAsync(emulator.Body($"{receiver.Url}/members", $"/groups/{Id(100)}/members"));
        await emulator.SubscribeAsync(emulator.Body($"{receiver.Url}/owners", $"/groups/{Id(100)}/owners"));
        await emulator.SubscribeAsync(emulator.Body($"{receiver.Url}/user", $"/users/{Id(2)}"));

        await emulator.DoneAsync("PATCH", $"/groups/{Id(100)}", new JsonObject { ["displayName"] = "Team" });
        await emulator.DoneAsync("POST", $"/groups/{Id(101)}/members/$ref", Writer.Reference(1));
        await emulator.DoneAsync("PATCH", $"/users/{Id(1)}", new JsonObject { ["displayName"] = "Ada L." });
        await emulator.DoneAsync("POST", $"/groups/{Id(100)}/members/$ref", Writer.Reference(2));
        await emulator.DoneAsync("POST", $"/groups/{Id(100)}/owners/$ref", Writer.Reference(2));
        await emulator.DoneAsync("PATCH", $"/users/{Id(2)}", new JsonObject { ["displayName"] = "Grace H." });

        var requests = new[] { await receiver.NextAsync(), await receiver.NextAsync(), await receiver.NextAsync() };
        var told = requests.ToDictionary(request => request.Text("path"), request => request["value"]!.AsArray(), StringComparer.Ordinal);
        Assert.Equal(["+2"], Assert.Single(told["/members"])!["resourceData"]!.AsObject().Edges("members@delta"));
        Assert.Equal(["+2"], Assert.Single(told["/owners"])!["resourceData"]!.AsObject().Edges("owners@delta"));
        Assert.Equal($"Users/{Id(2)}", Assert.Single(told["/user"])!.AsObject().Text("resource"));
    }

    [Fact]
    public async Task Only_the_change_types_that_were_asked_for_are_told()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        foreach (var changeType in new[] { "created", "deleted", "Updated , created" })
        {
            var body = emulator.Body($"{receiver.Url}/{changeType.Split(' ')[0]}", "users");
            body["changeType"] = changeType;
            await emulator.SubscribeAsync(body);
        }

        await emulator.DoneAsync("DELETE", $"/users/{Id(2)}");
        var first = await receiver.NextAsync();
        await emulator.DoneAsync("DELETE", $"/directory/deletedItems/{Id(2)}");
        var second = await receiver.NextAsync();

        Assert.Equal(["/Updated", "/deleted"], new[] { first.Text("path"), second.Text("path") });
        Assert.Equal(2, (await emulator.NotificationsAsync())["counts"]!["due"]!.GetValue<int>());
    }

    [Fact]
    public async Task Hidden_members_are_told_only_to_who_may_see_them()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var history = Subscriber.Company().Group(102, "Secret", ("visibility", "HiddenMembership")).Then().Member(102, 1);
        await using var emulator = await Subscriber.StartAsync(history, permissions: ["Group.Read.All"]);
        await emulator.SubscribeAsync(receiver);

        await emulator.AdvanceAsync(2);

        var entry = Assert.Single(await receiver.EntriesAsync(1));
        Assert.Equal(Id(102), entry["resourceData"]!.AsObject().Text("id"));
        Assert.Null(entry["resourceData"]!["members@delta"]);
    }

    [Fact]
    public async Task A_subscription_can_be_made_within_a_batch()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var step = new JsonObject
        {
            ["id"] = "1",
            ["method"] = "POST",
            ["url"] = "/subscriptions",
            ["headers"] = new JsonObject { ["Content-Type"] = "application/json" },
            ["body"] = emulator.Body(receiver.Url),
        };

        var (_, answer) = await emulator.DoAsync("POST", "/$batch", new JsonObject { ["requests"] = new JsonArray(step) });

        Assert.Equal(201, answer["responses"]![0]!["status"]!.GetValue<int>());
    }
}
