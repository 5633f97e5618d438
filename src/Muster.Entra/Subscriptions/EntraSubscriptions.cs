using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Entra.Http;

namespace Muster.Entra.Subscriptions;

/// <summary>Subscriptions of an application at Microsoft Graph.</summary>
/// <remarks>Source: Graph "subscription resource type", create, list, update and delete.</remarks>
internal sealed class EntraSubscriptions(Connection connection, Credential credential, RetryRules rules, TimeProvider clock)
    : IDirectorySubscriptions
{
    /// <summary>A hundred is the most that an application may have in a tenant; beyond this many pages something is wrong.</summary>
    private const int MaxPages = 100;

    private readonly GraphAccess _access = new(connection, credential, rules, clock);

    public async Task<Guid?> TenantAsync(CancellationToken cancellationToken) =>
        (await _access.ClaimsAsync(cancellationToken).ConfigureAwait(false))?.TenantId
        ?? (Guid.TryParse(connection.TenantId, out var own) ? own : null);

    public async Task<SubscriptionAnswer> CreateAsync(SubscriptionOrder order, CancellationToken cancellationToken)
    {
        using var answer = await _access
            .Client.WriteAsync(
                HttpMethod.Post,
                _access.Root.Address("subscriptions"),
                SubscriptionJson.Order(order),
                repeatable: false,
                cancellationToken
            )
            .ConfigureAwait(false);
        return answer.Status is 200 or 201
            ? new SubscriptionAnswer.Accepted(SubscriptionJson.Read(answer, Where("POST")))
            : SubscriptionRefusal.Of(answer, Where("POST"), order.Stream);
    }

    public async Task<SubscriptionAnswer> RenewAsync(Guid id, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        using var answer = await _access
            .Client.WriteAsync(
                HttpMethod.Patch,
                _access.Root.Address($"subscriptions/{id}"),
                SubscriptionJson.Renewal(expiresAt),
                repeatable: true,
                cancellationToken
            )
            .ConfigureAwait(false);
        return answer.Status switch
        {
            200 => new SubscriptionAnswer.Accepted(SubscriptionJson.Read(answer, Where("PATCH"))),
            204 => new SubscriptionAnswer.Accepted(new DirectorySubscription(id, "", expiresAt)),
            404 or 410 => new SubscriptionAnswer.Gone(),
            _ => SubscriptionRefusal.Of(answer, Where("PATCH"), null),
        };
    }

    public async Task<string?> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _access
                .Client.WriteAsync(
                    HttpMethod.Delete,
                    _access.Root.Address($"subscriptions/{id}"),
                    null,
                    repeatable: true,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return answer.Status is 200 or 202 or 204 or 404 or 410 ? null : SubscriptionRefusal.Words(answer, Where("DELETE"));
        }
        catch (DirectoryReadException failure)
        {
            return failure.Message;
        }
    }

    public async Task<IReadOnlyList<DirectorySubscription>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<DirectorySubscription>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var address = _access.Root.Address("subscriptions");
        while (true)
        {
            using var answer = await _access.Client.GetAsync(address, null, cancellationToken).ConfigureAwait(false);
            if (answer.Status != 200)
                throw SubscriptionRefusal.Exception(answer, Where("GET"));
            var page = SubscriptionJson.ReadPage(answer, Where("GET"));
            all.AddRange(page.Subscriptions);
            if (page.NextLink is not { } next)
                return all;
            if (!_access.Root.TryAccept(next, out var following, out var why) || !seen.Add(next) || seen.Count > MaxPages)
                throw new DirectoryReadException(
                    DirectoryFault.UnexpectedAnswer,
                    $"{Where("GET")}: the link to the next page {why ?? "leads in circles"}."
                );
            address = following;
        }
    }

    public ValueTask DisposeAsync()
    {
        _access.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Where(string method) => $"{method} {_access.Root}/subscriptions";
}
