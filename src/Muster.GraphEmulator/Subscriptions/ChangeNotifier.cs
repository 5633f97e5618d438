using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Turns each revision of the tenant into notifications for those who subscribed to what it changed.</summary>
internal sealed class ChangeNotifier(
    NotificationOptions options,
    SubscriptionBook book,
    NotificationTrouble trouble,
    NotificationQueue queue,
    DeliveryLog log,
    TimeProvider clock
)
{
    /// <summary>Call when a revision has ended, with the tenant still locked.</summary>
    public void Tell(Tenant tenant)
    {
        if (!book.Any)
            return;
        var subscriptions = book.All();
        var counts = new DeliveryCounts();
        using var revision = queue.Together();
        foreach (var change in ChangeReader.Read(tenant))
        foreach (var subscription in subscriptions.Where(one => IsAbout(one, change)))
            counts = Tell(subscription, change, counts);
        log.Count(all => all with { Due = all.Due + counts.Due, Dropped = all.Dropped + counts.Dropped, Lost = all.Lost + counts.Lost });
    }

    private DeliveryCounts Tell(Subscription subscription, DirectoryChange change, DeliveryCounts counts)
    {
        counts = counts with { Due = counts.Due + 1 };
        if (subscription.IsPaused)
            return counts with { Lost = counts.Lost + 1 };
        var (sent, isDropped) = trouble.Tell(subscription, change, clock.GetUtcNow() + options.Delay);
        return counts with { Dropped = counts.Dropped + (isDropped ? 1 : 0), Lost = counts.Lost + sent.Count(one => !queue.Add(one)) };
    }

    private static bool IsAbout(Subscription subscription, DirectoryChange change) =>
        subscription.Resource.Covers(change) && (change.IsPurged ? subscription.ChangeTypes.Deleted : subscription.ChangeTypes.Updated);
}
