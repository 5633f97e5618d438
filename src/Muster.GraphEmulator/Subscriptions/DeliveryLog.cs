namespace Muster.GraphEmulator.Subscriptions;

/// <summary>What became of notifications: the last requests to receivers, and sums since the start.</summary>
internal sealed class DeliveryLog(int remembered)
{
    private readonly Lock _lock = new();
    private readonly Queue<Delivery> _deliveries = [];
    private DeliveryCounts _counts = new();

    public void Note(Delivery delivery, Func<DeliveryCounts, DeliveryCounts> count)
    {
        lock (_lock)
        {
            _deliveries.Enqueue(delivery);
            while (_deliveries.Count > remembered)
                _deliveries.Dequeue();
            _counts = count(_counts);
        }
    }

    public void Count(Func<DeliveryCounts, DeliveryCounts> count)
    {
        lock (_lock)
            _counts = count(_counts);
    }

    public (IReadOnlyList<Delivery> Deliveries, DeliveryCounts Counts) Show()
    {
        lock (_lock)
            return ([.. _deliveries], _counts);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _deliveries.Clear();
            _counts = new();
        }
    }
}

/// <param name="At">When the request began.</param>
/// <param name="Url">Where to.</param>
/// <param name="Status">The answer; null when there was none in time.</param>
/// <param name="TookMs">Milliseconds until then.</param>
/// <param name="Entries">What was told.</param>
internal sealed record Delivery(DateTimeOffset At, string Url, int? Status, long TookMs, IReadOnlyList<DeliveredEntry> Entries);

/// <param name="SubscriptionId">Who was told.</param>
/// <param name="Event">Kind of change, or lifecycle event.</param>
/// <param name="Resource">What changed; null for a lifecycle event.</param>
/// <param name="Attempt">1 for the first time.</param>
/// <param name="Outcome"><c>delivered</c>, <c>retrying</c> or <c>lost</c>.</param>
internal sealed record DeliveredEntry(Guid SubscriptionId, string Event, string? Resource, int Attempt, string Outcome);

/// <summary>Notifications since the start, or since they were last cleared.</summary>
internal sealed record DeliveryCounts
{
    /// <summary>Changes that a subscription was to be told of.</summary>
    public long Due { get; init; }

    public long Delivered { get; init; }

    /// <summary>Repeats that were needed.</summary>
    public long Retried { get; init; }

    /// <summary>Given up: unanswered for too long, no room, receiver too slow, subscription ended or waiting for reauthorisation.</summary>
    public long Lost { get; init; }

    /// <summary>Not told by order, or by a quirk.</summary>
    public long Dropped { get; init; }
}
