namespace Muster.Engine.Notifications;

/// <summary>Keeps which connections want notifications, the subscriptions that were made for them, and counts of what came.</summary>
public interface ISubscriptionStore
{
    /// <summary>Gives a connection an address of its own, once, and switches its notifications on. An audit entry in the same transaction.</summary>
    Task<NotificationEndpoint> EnableAsync(int connection, string actor, CancellationToken cancellationToken);

    /// <summary>Switches the notifications of a connection off and forgets its subscriptions; its address stays its own.</summary>
    Task DisableAsync(int connection, string actor, CancellationToken cancellationToken);

    /// <summary>All addresses, the ones switched off too.</summary>
    Task<IReadOnlyList<NotificationEndpoint>> EndpointsAsync(CancellationToken cancellationToken);

    /// <summary>Subscriptions of one connection, or of all.</summary>
    Task<IReadOnlyList<StoredSubscription>> ListAsync(int? connection, CancellationToken cancellationToken);

    /// <summary>Stores a subscription, if nobody has stored it since it was loaded.</summary>
    /// <param name="subscription">How it shall be; its version is that of the loaded one, 0 for a new one.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>It with its new version; null when somebody was faster.</returns>
    Task<StoredSubscription?> SaveAsync(StoredSubscription subscription, CancellationToken cancellationToken);

    /// <summary>Adds counts. Forged ones become one audit entry with their number, at most one an hour and connection.</summary>
    Task AddCountsAsync(IReadOnlyDictionary<int, NotificationTally> tallies, CancellationToken cancellationToken);

    /// <summary>What came for a connection since it was added; <see cref="NotificationCounters.Nobody"/> for addresses that belong to none.</summary>
    Task<NotificationTally> CountsAsync(int connection, CancellationToken cancellationToken);
}

/// <summary>The address at which a connection hears notifications.</summary>
/// <param name="Connection">Key of the connection.</param>
/// <param name="Id">Names it in the address; random, so that nobody finds one by counting.</param>
/// <param name="Enabled">Whether notifications are wanted.</param>
public sealed record NotificationEndpoint(int Connection, Guid Id, bool Enabled)
{
    /// <summary>The address below a public address of the server.</summary>
    public Uri Under(Uri publicAddress)
    {
        ArgumentNullException.ThrowIfNull(publicAddress);
        return new Uri($"{publicAddress.AbsoluteUri.TrimEnd('/')}/notifications/{Id:N}");
    }

    /// <summary>Whether an address is this one, wherever the server was to be found when it was written.</summary>
    public bool IsAt(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.AbsolutePath.EndsWith($"/notifications/{Id:N}", StringComparison.OrdinalIgnoreCase);
}
