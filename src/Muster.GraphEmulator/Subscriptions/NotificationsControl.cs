using Muster.GraphEmulator.Control;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Shows subscriptions and deliveries, and carries out orders about them.</summary>
internal sealed class NotificationsControl(
    SubscriptionBook book,
    NotificationQueue queue,
    NotificationTrouble trouble,
    LifecycleNotifier lifecycle,
    DeliveryLog log
)
{
    private const string Help =
        """Say {"lifecycle":"reauthorizationRequired", "subscriptionRemoved" or "missed","subscriptionId":ID} or {"dropNext":N}.""";

    public object Show()
    {
        var (deliveries, counts) = log.Show();
        return new
        {
            subscriptions = book.All().Select(Show),
            pending = queue.Count,
            counts,
            deliveries,
        };
    }

    /// <summary>Forgets the deliveries so far and what waits; subscriptions stay.</summary>
    public object Clear()
    {
        queue.Clear();
        log.Clear();
        return Show();
    }

    /// <exception cref="ControlException">The order makes no sense, or there is no such subscription.</exception>
    public object Carry(NotificationOrder order)
    {
        switch (order)
        {
            case { Lifecycle: { } lifecycleEvent, DropNext: null }:
                foreach (var subscription in Named(order.SubscriptionId))
                    lifecycle.Tell(subscription, NameOf(lifecycleEvent));
                return Show();
            case { Lifecycle: null, SubscriptionId: null, DropNext: { } count and >= 0 }:
                trouble.DropNext(count);
                return Show();
            default:
                throw ControlException.Invalid(Help);
        }
    }

    private static string NameOf(string lifecycleEvent) =>
        lifecycleEvent is LifecycleNotifier.ReauthorizationRequired or LifecycleNotifier.SubscriptionRemoved or LifecycleNotifier.Missed
            ? lifecycleEvent
            : throw ControlException.Invalid(Help);

    private IReadOnlyList<Subscription> Named(Guid? id)
    {
        if (id is not { } one)
            return book.All();
        return book.Find(one) is { } found ? [found] : throw ControlException.Invalid($"There is no subscription {one}.");
    }

    private object Show(Subscription subscription) =>
        new
        {
            id = subscription.Id,
            resource = subscription.Resource.Text,
            changeType = subscription.ChangeTypes.Text,
            notificationUrl = subscription.NotificationUrl.OriginalString,
            lifecycleNotificationUrl = subscription.LifecycleNotificationUrl?.OriginalString,
            clientState = subscription.ClientState,
            expirationDateTime = subscription.Expires,
            waitsForReauthorization = subscription.IsPaused,
            receiver = queue.StateOf(subscription.NotificationUrl).ToString().ToLowerInvariant(),
        };
}

/// <param name="Lifecycle">Lifecycle event to make happen.</param>
/// <param name="SubscriptionId">To which subscription; all when left out.</param>
/// <param name="DropNext">How many of the next notifications to lose.</param>
internal sealed record NotificationOrder(string? Lifecycle, Guid? SubscriptionId, int? DropNext);
