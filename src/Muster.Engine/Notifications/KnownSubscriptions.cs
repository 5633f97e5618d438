using System.Collections.Frozen;
using System.Security.Cryptography;
using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>The subscriptions that notifications may come from, in memory: a flood of forged ones must not even reach the database.</summary>
public sealed class KnownSubscriptions(ISubscriptionStore store)
{
    private static readonly KnownEndpoint Nobody = new(NotificationCounters.Nobody, FrozenDictionary<Guid, KnownSubscription>.Empty);
    private volatile FrozenDictionary<Guid, KnownEndpoint> _endpoints = FrozenDictionary<Guid, KnownEndpoint>.Empty;

    /// <summary>Reads them again, after a change here or to hear of one made by another process.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var endpoints = await store.EndpointsAsync(cancellationToken);
        var subscriptions = (await store.ListAsync(null, cancellationToken)).ToLookup(subscription => subscription.Connection);
        _endpoints = endpoints
            .Where(endpoint => endpoint.Enabled)
            .ToFrozenDictionary(
                endpoint => endpoint.Id,
                endpoint => new KnownEndpoint(
                    endpoint.Connection,
                    subscriptions[endpoint.Connection]
                        .Where(subscription => subscription.Id is not null)
                        .ToFrozenDictionary(
                            subscription => subscription.Id!.Value,
                            subscription => new KnownSubscription(subscription.Stream, subscription.Tenant, subscription.StateHash)
                        )
                )
            );
    }

    /// <summary>Who is behind an address; for one that is unknown or switched off, somebody without subscriptions, who is treated alike.</summary>
    internal KnownEndpoint At(string? endpoint) =>
        Guid.TryParseExact(endpoint, "N", out var id) ? _endpoints.GetValueOrDefault(id, Nobody) : Nobody;
}

/// <summary>A connection's address and the subscriptions that may use it.</summary>
internal sealed record KnownEndpoint(int Connection, FrozenDictionary<Guid, KnownSubscription> Subscriptions);

/// <summary>What is needed to tell a true notification from a forged one.</summary>
/// <param name="Stream">What it is about.</param>
/// <param name="Tenant">The tenant; null when the directory never said.</param>
/// <param name="StateHash">SHA-256 of the client state.</param>
internal sealed record KnownSubscription(DirectoryStream Stream, Guid? Tenant, byte[] StateHash)
{
    /// <summary>Stands in for an unknown one, so that looking at it takes the same work: nobody knows what this is the hash of.</summary>
    public static readonly KnownSubscription None = new(
        DirectoryStream.Users,
        null,
        RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)
    );
}
