using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Subscriptions;
using Muster.GraphEmulator.Tenants;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Subscriptions;

public sealed class WithdrawalTests
{
    [Fact]
    public async Task A_withdrawn_permission_is_told_and_ends_what_is_told_until_it_is_back()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var cancellationToken = TestContext.Current.CancellationToken;
        using var timeline = new TenantTimeline(Subscriber.Company(), 1, cancellationToken);
        var app = AppRegistration.From(new() { Permissions = ["Group.Read.All"] });
        var registered = app;
        await using var parts = new SubscriptionParts(new(), () => new(), _ => registered, app.TenantId, timeline, emulator.Clock);
        var body = emulator.Body(receiver.Url);
        body["lifecycleNotificationUrl"] = $"{receiver.Url}/lifecycle";
        using var made = await parts.Service.AnswerAsync(Request("/subscriptions", body.ToJsonString()), cancellationToken);

        registered = app with { Roles = [] };
        var entry = Assert.Single(await receiver.EntriesAsync(1));
        var reauthorize = Request($"/subscriptions/{entry.Text("subscriptionId")}/reauthorize", null);
        var refusal = await Assert.ThrowsAsync<GraphErrorException>(() => parts.Service.AnswerAsync(reauthorize, cancellationToken));
        registered = app;
        using var taken = await parts.Service.AnswerAsync(reauthorize, cancellationToken);

        Assert.Equal("reauthorizationRequired", entry.Text("lifecycleEvent"));
        Assert.Equal(403, refusal.Error.Status);
        Assert.Equal(204, taken!.Status);
    }

    private static GraphRequest Request(string path, string? body) =>
        new("POST", GraphPath.Split(path), QueryOptions.Parse(""))
        {
            RawPath = path,
            Root = "https://127.0.0.1/v1.0",
            Roles = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "Group.Read.All" },
            Id = GraphRequestId.New(null),
            Body = body is null ? null : System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(body),
        };
}
