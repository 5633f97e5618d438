namespace Muster.Engine.Notifications;

/// <summary>How it stands with the notifications of a connection.</summary>
/// <param name="Enabled">Whether they are wanted.</param>
/// <param name="Streams">Users, then groups.</param>
/// <param name="Counts">What came, as far as it is stored.</param>
public sealed record NotificationReport(bool Enabled, IReadOnlyList<SubscriptionStatus> Streams, NotificationTally Counts)
{
    /// <summary>Whether a connection wants notifications.</summary>
    public static async Task<bool> IsEnabledAsync(ISubscriptionStore store, int connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return (await store.EndpointsAsync(cancellationToken)).Any(endpoint => endpoint.Connection == connection && endpoint.Enabled);
    }

    /// <summary>Loads it.</summary>
    public static async Task<NotificationReport> LoadAsync(
        ISubscriptionStore store,
        int connection,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        var enabled = await IsEnabledAsync(store, connection, cancellationToken);
        var rows = (await store.ListAsync(connection, cancellationToken)).ToDictionary(row => row.Stream);
        return new NotificationReport(
            enabled,
            [.. SubscriptionRound.Streams.Select(stream => SubscriptionStatus.Of(stream, enabled, rows.GetValueOrDefault(stream), now))],
            await store.CountsAsync(connection, cancellationToken)
        );
    }
}
