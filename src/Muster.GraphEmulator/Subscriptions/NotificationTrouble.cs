using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Quirks;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Lets notifications go astray as the quirks and the control endpoint say.</summary>
/// <remarks>Called with the tenant locked, so for one change at a time.</remarks>
internal sealed class NotificationTrouble(NotificationQuirks quirks, NotificationWriter writer)
{
    private const int MostHeld = 1000;
    private const int OvertakingMilliseconds = 2000;
    private readonly SeededRandom _random = new(quirks.Seed, "notifications");
    private readonly Dictionary<(Guid Subscription, Guid Object), Notification> _held = [];
    private int _dropNext;
    private long _order;

    /// <summary>Loses so many notifications from here on.</summary>
    public void DropNext(int count) => Interlocked.Exchange(ref _dropNext, count);

    /// <summary>What is sent for a change, in that order; nothing when it is not told.</summary>
    public IEnumerable<Notification> Tell(Subscription subscription, DirectoryChange change, DateTimeOffset due)
    {
        if (quirks.Silent || MustDrop())
            return [];
        var sent = new List<Notification>();
        var genuine = writer.OfChange(subscription, change);
        if (!TryHold(subscription, change, genuine))
            Send(genuine, sent);
        if (Hits(quirks.ForgedClientStatePercent))
            sent.Add(writer.WithClientState(subscription, change, _random.NextGuid().ToString()));
        if (Hits(quirks.WrongTenantPercent))
            sent.Add(writer.WithTenant(subscription, change, _random.NextGuid().ToString()));
        if (!change.IsSoftDeleted && _held.Remove((subscription.Id, change.Id), out var late))
            Send(late, sent);
        return sent.Select(one => Timed(one, due));
    }

    private void Send(Notification notification, List<Notification> sent)
    {
        if (Hits(quirks.DroppedPercent))
            return;
        sent.Add(notification);
        if (Hits(quirks.DuplicatedPercent))
            sent.Add(notification);
    }

    private bool TryHold(Subscription subscription, DirectoryChange change, Notification notification) =>
        quirks.DeletionsAreToldAfterRestore
        && change.IsSoftDeleted
        && _held.Count < MostHeld
        && _held.TryAdd((subscription.Id, change.Id), notification);

    private Notification Timed(Notification notification, DateTimeOffset due)
    {
        if (quirks.Delay > TimeSpan.Zero)
            due += quirks.Delay * _random.Fraction();
        if (quirks.Reordered)
            due += TimeSpan.FromMilliseconds(_random.Below(OvertakingMilliseconds));
        return notification with { Due = due, Order = quirks.Reordered ? _random.Below(int.MaxValue) : _order++ };
    }

    private bool MustDrop()
    {
        if (Volatile.Read(ref _dropNext) <= 0)
            return false;
        Interlocked.Decrement(ref _dropNext);
        return true;
    }

    private bool Hits(int percent) => percent > 0 && _random.Below(100) < percent;
}
