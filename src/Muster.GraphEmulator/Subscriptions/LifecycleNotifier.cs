namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Tells of what becomes of subscriptions themselves.</summary>
internal sealed class LifecycleNotifier(
    NotificationOptions options,
    SubscriptionBook book,
    NotificationQueue queue,
    NotificationWriter writer,
    SubscriptionGrants grants,
    DeliveryLog log,
    TimeProvider clock
)
{
    public const string ReauthorizationRequired = "reauthorizationRequired";
    public const string SubscriptionRemoved = "subscriptionRemoved";
    public const string Missed = "missed";

    /// <summary>Asks for reauthorisation of the subscriptions that are about to end or whose permission was withdrawn.</summary>
    public void AskWhereItIsTime()
    {
        if (!book.Any)
            return;
        foreach (var subscription in book.All().Where(one => !one.IsPaused && (IsAboutToEnd(one) || !grants.Stand(one))))
            Tell(subscription, ReauthorizationRequired);
    }

    /// <summary>Does to the subscription what the event says, and sends the event where there is an address for it.</summary>
    /// <returns>Whether it was sent.</returns>
    public bool Tell(Subscription subscription, string lifecycleEvent)
    {
        if (lifecycleEvent == ReauthorizationRequired)
            book.Change(subscription.Id, one => one with { IsPaused = true });
        if (lifecycleEvent == SubscriptionRemoved)
            book.Remove(subscription.Id);
        if (subscription.LifecycleNotificationUrl is not { } address)
            return false;
        log.Count(counts => counts with { Due = counts.Due + 1 });
        var isQueued = queue.Add(writer.OfLifecycle(subscription, address, lifecycleEvent) with { Due = clock.GetUtcNow() });
        if (!isQueued)
            log.Count(counts => counts with { Lost = counts.Lost + 1 });
        return isQueued;
    }

    /// <summary>One without an address for it just ends.</summary>
    private bool IsAboutToEnd(Subscription subscription) =>
        subscription.LifecycleNotificationUrl is not null
        && options.ReauthorizeBefore > TimeSpan.Zero
        && subscription.ReauthorizeAt(options.ReauthorizeBefore) <= clock.GetUtcNow();
}
