using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Subscriptions;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task A_subscription_is_answered_in_full_and_read_without_its_secret()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();

        var made = await emulator.SubscribeAsync(receiver, "groups");
        var read = await emulator.GetAsync($"/subscriptions/{made.Text("id")}");
        var listed = Assert.Single((await emulator.AllAsync("/subscriptions")).Rows);

        Assert.Equal("groups", made.Text("resource"));
        Assert.Equal(emulator.Host.ClientId, made.Text("applicationId"));
        Assert.Equal("v1_2", made.Text("latestSupportedTlsVersion"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", made.Text("expirationDateTime"));
        Assert.Equal(Subscriber.Secret, made.Text("clientState"));
        Assert.Null(read["clientState"]);
        Assert.Null(listed["clientState"]);
        Assert.Equal(made.Text("id"), listed.Text("id"));
        Assert.Contains(
            made.Text("creatorId"),
            (await emulator.AllAsync("/servicePrincipals")).Rows.Select(row => row.Text("id")),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task A_deleted_subscription_is_gone_and_hears_nothing()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var made = await emulator.SubscribeAsync(receiver);

        await emulator.DoneAsync("DELETE", $"/subscriptions/{made.Text("id")}");
        await emulator.DoneAsync("POST", $"/groups/{TestHistory.Id(100)}/members/$ref", Writer.Reference(2));

        Assert.Equal(404, (await emulator.FailAsync($"/subscriptions/{made.Text("id")}")).Status);
        Assert.Equal(0, (await emulator.NotificationsAsync())["counts"]!["due"]!.GetValue<int>());
    }
}
