using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Quirks;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Lets notifications go astray as the quirks and the control endpoint say.</summary>
/// <remarks>Called with the tenant locked, so for one change at a time.</remarks>
internal sealed class NotificationTrouble(Func<NotificationQuirks> inForce, NotificationWriter writer)
{
    private const string Purpose = "notifications";
    private const int MostHeld = 1000;
    private const int OvertakingMilliseconds = 2000;
    private readonly Dictionary<(Guid Subscription, Guid Object), Notification> _held = [];
    private NotificationQuirks _quirks = new();
    private SeededRandom _random = new(0, Purpose);
    private int _dropNext;
    private long _order;

    /// <summary>Loses so many notifications from here on.</summary>
    public void DropNext(int count) => Interlocked.Exchange(ref _dropNext, count);

    /// <summary>What is sent for a change, in that order, and whether the change itself is kept silent.</summary>
    public (IReadOnlyList<Notification> Sent, bool IsDropped) Tell(Subscription subscription, DirectoryChange change, DateTimeOffset due)
    {
        Renew();
        if (_quirks.Silent || MustDrop())
            return ([], true);
        var sent = new List<Notification>();
        var genuine = writer.OfChange(subscription, change);
        var isDropped = !TryHold(subscription, change, genuine) && !Send(genuine, sent);
        if (Hits(_quirks.ForgedClientStatePercent))
            sent.Add(writer.WithClientState(subscription, change, _random.NextGuid().ToString()));
        if (Hits(_quirks.WrongTenantPercent))
            sent.Add(writer.WithTenant(subscription, change, _random.NextGuid().ToString()));
        if (!change.IsSoftDeleted && _held.Remove((subscription.Id, change.Id), out var late))
            Send(late, sent);
        return ([.. sent.Select(one => Timed(one, due))], isDropped);
    }

    /// <summary>Quirks may be exchanged while the emulator runs.</summary>
    private void Renew()
    {
        var quirks = inForce();
        if (quirks == _quirks)
            return;
        (_quirks, _random) = (quirks, new(quirks.Seed, Purpose));
    }

    /// <returns>False when it is dropped.</returns>
    private bool Send(Notification notification, List<Notification> sent)
    {
        if (Hits(_quirks.DroppedPercent))
            return false;
        sent.Add(notification);
        if (Hits(_quirks.DuplicatedPercent))
            sent.Add(notification);
        return true;
    }

    private bool TryHold(Subscription subscription, DirectoryChange change, Notification notification) =>
        _quirks.DeletionsAreToldAfterRestore
        && change.IsSoftDeleted
        && _held.Count < MostHeld
        && _held.TryAdd((subscription.Id, change.Id), notification);

    private Notification Timed(Notification notification, DateTimeOffset due)
    {
        if (_quirks.Delay > TimeSpan.Zero)
            due += _quirks.Delay * _random.Fraction();
        if (_quirks.Reordered)
            due += TimeSpan.FromMilliseconds(_random.Below(OvertakingMilliseconds));
        return notification with { Due = due, Order = _quirks.Reordered ? _random.Below(int.MaxValue) : _order++ };
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
