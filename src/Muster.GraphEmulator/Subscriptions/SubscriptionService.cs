using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Answers <c>/subscriptions</c>: creating, reading, renewing, reauthorising and ending.</summary>
internal sealed class SubscriptionService(
    NotificationOptions options,
    SubscriptionGrants grants,
    TenantTimeline timeline,
    SubscriptionBook book,
    ReceiverClient receivers,
    NotificationQueue queue,
    TimeProvider clock
)
{
    private static readonly string[] NeverChange =
    [
        "resource",
        "changeType",
        "lifecycleNotificationUrl",
        "clientState",
        "latestSupportedTlsVersion",
    ];

    /// <summary>Null when the request is about something else.</summary>
    /// <exception cref="GraphErrorException">The request cannot be carried out; the error says why.</exception>
    public async Task<GraphAnswer?> AnswerAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        string[] names = [.. request.Path.Select(segment => segment.ToLowerInvariant())];
        if (names is not ["subscriptions", ..])
            return null;
        switch (request.Method, names)
        {
            case ("GET", [_]):
                return List(request);
            case ("POST", [_]):
                return await CreateAsync(request, cancellationToken);
            case ("GET", [_, _]):
                return Single(request, Find(request), 200, withClientState: false);
            case ("PATCH", [_, _]):
                return await ChangeAsync(request, cancellationToken);
            case ("DELETE", [_, _]):
                book.Remove(Find(request).Id);
                return GraphAnswer.NoContent();
            case ("POST", [_, _, "reauthorize" or "microsoft.graph.reauthorize"]):
                Change(request, Authorized(request, Find(request)).Id, one => one);
                return GraphAnswer.NoContent();
            case (_, [_] or [_, _] or [_, _, "reauthorize" or "microsoft.graph.reauthorize"]):
                throw new GraphErrorException(GraphError.MethodNotAllowed);
            default:
                throw new GraphErrorException(GraphError.NoSuchSegment(request.Path[2]));
        }
    }

    private GraphAnswer List(GraphRequest request) =>
        GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}/$metadata#subscriptions");
            json.WriteStartArray("value");
            foreach (var subscription in book.All().Where(one => IsOwn(request, one)))
            {
                json.WriteStartObject();
                SubscriptionJson.Write(json, subscription, withClientState: false);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });

    private async Task<GraphAnswer> CreateAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var subscription = Read(request);
        book.CheckQuota(subscription.ApplicationId);
        foreach (var address in subscription.Addresses)
            await receivers.ValidateAsync(address, cancellationToken);
        book.Add(subscription);
        // From here on its end is watched for.
        queue.Wake();
        var answer = Single(request, subscription, 201, withClientState: true);
        answer.Headers.Add(("Location", $"{request.Root}/subscriptions/{subscription.Id}"));
        return answer;
    }

    private Subscription Read(GraphRequest request)
    {
        var body = new SubscriptionBody(request);
        var text = body.Required("resource");
        var changeTypes = body.ChangeTypes();
        var notificationUrl = Address("notificationUrl") ?? throw SubscriptionError.Missing("notificationUrl");
        var now = clock.GetUtcNow();
        var caller = grants.Caller(request);
        var subscription = new Subscription
        {
            ApplicationId = caller.ClientId,
            CreatorId = caller.ServicePrincipalId,
            Resource = timeline.Read(tenant => SubscribedResource.Parse(text, tenant)),
            ChangeTypes = changeTypes,
            NotificationUrl = notificationUrl,
            LifecycleNotificationUrl = Address("lifecycleNotificationUrl"),
            ClientState = body.ClientState(),
            LatestSupportedTlsVersion = body.TlsVersion(),
            IncludeResourceData = body.IncludeResourceData(),
            Expires = body.Expires(now),
            AuthorizedAt = now,
            SeesHiddenMembers = Permissions.ReadHiddenMembers.IsIn(request.Roles),
        };
        if (body.Has("encryptionCertificate") || body.Has("encryptionCertificateId"))
            throw SubscriptionError.Invalid("'encryptionCertificate' is for resource data, which this resource does not offer.");
        return Authorized(request, subscription);

        Uri? Address(string name) => body.Address(name, options.AllowPlainHttpOnLoopback);
    }

    private async Task<GraphAnswer> ChangeAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var found = Authorized(request, Find(request));
        var body = new SubscriptionBody(request);
        foreach (var name in NeverChange.Where(name => body.Has(name) && body.Text(name) != Present(found, name)))
            throw SubscriptionError.Invalid($"'{name}' cannot be changed; delete the subscription and create another.");
        var address = body.Address("notificationUrl", options.AllowPlainHttpOnLoopback);
        var expires = body.Has("expirationDateTime") ? body.Expires(clock.GetUtcNow()) : (DateTimeOffset?)null;
        if (expires is null && address is null)
            throw SubscriptionError.Missing("expirationDateTime");
        if (address is not null && address != found.NotificationUrl)
            await receivers.ValidateAsync(address, cancellationToken);
        var changed = Change(
            request,
            found.Id,
            one => one with { Expires = expires ?? one.Expires, NotificationUrl = address ?? one.NotificationUrl }
        );
        return Single(request, changed, 200, withClientState: true);
    }

    private static string? Present(Subscription subscription, string name) =>
        name switch
        {
            "resource" => subscription.Resource.Text,
            "changeType" => subscription.ChangeTypes.Text,
            "lifecycleNotificationUrl" => subscription.LifecycleNotificationUrl?.OriginalString,
            "clientState" => subscription.ClientState,
            _ => subscription.LatestSupportedTlsVersion,
        };

    /// <summary>Changes it and starts its authorisation anew.</summary>
    private Subscription Change(GraphRequest request, Guid id, Func<Subscription, Subscription> change) =>
        book.Change(
            id,
            one =>
                change(one) with
                {
                    AuthorizedAt = clock.GetUtcNow(),
                    IsPaused = false,
                    SeesHiddenMembers = Permissions.ReadHiddenMembers.IsIn(request.Roles),
                }
        ) ?? throw SubscriptionError.NotFound(request.Path[1]);

    private Subscription Authorized(GraphRequest request, Subscription subscription)
    {
        grants.Demand(request, subscription);
        return subscription;
    }

    private Subscription Find(GraphRequest request) =>
        Guid.TryParse(request.Path[1], out var id) && book.Find(id) is { } found && IsOwn(request, found)
            ? found
            : throw SubscriptionError.NotFound(request.Path[1]);

    private bool IsOwn(GraphRequest request, Subscription subscription) => subscription.ApplicationId == grants.Caller(request).ClientId;

    private static GraphAnswer Single(GraphRequest request, Subscription subscription, int status, bool withClientState) =>
        GraphAnswer.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", $"{request.Root}/$metadata#subscriptions/$entity");
                SubscriptionJson.Write(json, subscription, withClientState);
                json.WriteEndObject();
            },
            status
        );
}
