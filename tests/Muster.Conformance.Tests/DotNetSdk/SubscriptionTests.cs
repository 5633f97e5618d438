using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions.Serialization;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.DotNetSdk;

[Through(ThroughAttribute.DotNetSdk)]
public sealed class SubscriptionTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>
{
    private readonly GraphServiceClient _graph = tenant.Sdk();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Supports("POST /subscriptions", "validation handshake; notifications with `clientState`")]
    [Supports("GET /subscriptions", "list")]
    [Supports("GET /subscriptions/{id}", "read")]
    [Supports("PATCH /subscriptions/{id}", "renew")]
    [Supports("DELETE /subscriptions/{id}", "end")]
    [Supports("POST /subscriptions/{id}/reauthorize", "204")]
    public async Task A_subscription_is_made_tells_a_change_is_renewed_and_ended()
    {
        await using var receiver = await Receiver.StartAsync(Stop);
        var made = await _graph.Subscriptions.PostAsync(To(receiver.Url), cancellationToken: Stop);
        await _graph.Users[Company.Ada.ToString()].PatchAsync(new User { JobTitle = "Countess" }, cancellationToken: Stop);

        var told = await KiotaJsonSerializer.DeserializeAsync<ChangeNotificationCollection>(await receiver.NextAsync(Stop), Stop);

        var change = Assert.Single(told!.Value!);
        Assert.Equal(made!.Id, change.SubscriptionId!.Value.ToString());
        Assert.Equal(("secret", ChangeType.Updated), (change.ClientState, change.ChangeType));
        Assert.Equal(tenant.Host.TenantId, change.TenantId.ToString());
        Assert.EndsWith(Company.Ada.ToString(), change.Resource, StringComparison.Ordinal);

        var later = made.ExpirationDateTime!.Value.AddHours(1);
        await _graph.Subscriptions[made.Id].PatchAsync(new Subscription { ExpirationDateTime = later }, cancellationToken: Stop);
        await _graph.Subscriptions[made.Id].Reauthorize.PostAsync(cancellationToken: Stop);
        Assert.Equal(later, (await _graph.Subscriptions[made.Id].GetAsync(cancellationToken: Stop))!.ExpirationDateTime);
        Assert.Contains((await _graph.Subscriptions.GetAsync(cancellationToken: Stop))!.Value!, one => one.Id == made.Id);
        await _graph.Subscriptions[made.Id].DeleteAsync(cancellationToken: Stop);
        var error = await Assert.ThrowsAsync<ODataError>(() => _graph.Subscriptions[made.Id].GetAsync(cancellationToken: Stop));
        Assert.Equal(404, error.ResponseStatusCode);
    }

    [Fact]
    [Refuses("POST /subscriptions", "an address that does not prove itself, resource data, an expiration too far ahead: 400")]
    public async Task A_subscription_that_cannot_be_is_not_made()
    {
        await using var receiver = await Receiver.StartAsync(Stop);
        var silent = To("http://127.0.0.1:1/");
        var rich = To(receiver.Url);
        rich.IncludeResourceData = true;
        var endless = To(receiver.Url);
        endless.ExpirationDateTime = TimeProvider.System.GetUtcNow().AddDays(60);

        foreach (var subscription in new[] { silent, rich, endless })
        {
            var error = await Assert.ThrowsAsync<ODataError>(() => _graph.Subscriptions.PostAsync(subscription, cancellationToken: Stop));
            Assert.Equal(400, error.ResponseStatusCode);
        }
    }

    private static Subscription To(string url) =>
        new()
        {
            ChangeType = "updated,deleted",
            NotificationUrl = url,
            Resource = "users",
            ClientState = "secret",
            ExpirationDateTime = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddHours(2).ToUnixTimeSeconds()),
        };
}
