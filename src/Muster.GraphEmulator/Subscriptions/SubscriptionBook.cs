namespace Muster.GraphEmulator.Subscriptions;

/// <summary>The subscriptions of the tenant that have not ended.</summary>
internal sealed class SubscriptionBook(NotificationOptions options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Subscription> _all = [];
    private volatile bool _any;

    /// <summary>Whether anybody may want to hear of a change; asked at each.</summary>
    public bool Any => _any;

    public IReadOnlyList<Subscription> All()
    {
        lock (_lock)
        {
            Expire();
            return [.. _all.Values];
        }
    }

    public Subscription? Find(Guid id)
    {
        lock (_lock)
        {
            Expire();
            return _all.GetValueOrDefault(id);
        }
    }

    /// <exception cref="Protocol.GraphErrorException">There is no room for one more of that application.</exception>
    public void CheckQuota(string applicationId)
    {
        lock (_lock)
        {
            Expire();
            if (_all.Values.Count(one => one.ApplicationId == applicationId) >= options.MostPerApplication)
                throw SubscriptionError.QuotaReached("per application and tenant", options.MostPerApplication);
            if (_all.Count >= options.MostPerTenant)
                throw SubscriptionError.QuotaReached("per tenant", options.MostPerTenant);
        }
    }

    /// <exception cref="Protocol.GraphErrorException">There is no room for one more.</exception>
    public void Add(Subscription subscription)
    {
        lock (_lock)
        {
            CheckQuota(subscription.ApplicationId);
            _all.Add(subscription.Id, subscription);
            _any = true;
        }
    }

    /// <returns>The subscription as it is now; null when it is gone.</returns>
    public Subscription? Change(Guid id, Func<Subscription, Subscription> change)
    {
        lock (_lock)
        {
            Expire();
            return _all.TryGetValue(id, out var found) ? _all[id] = change(found) : null;
        }
    }

    public bool Remove(Guid id)
    {
        lock (_lock)
        {
            var isRemoved = _all.Remove(id);
            _any = _all.Count > 0;
            return isRemoved;
        }
    }

    private void Expire()
    {
        var now = clock.GetUtcNow();
        foreach (var ended in _all.Values.Where(one => one.Expires <= now).Select(one => one.Id).ToArray())
            Remove(ended);
    }
}
