namespace Muster.GraphEmulator.Subscriptions;

/// <summary>One entry of a request to a receiver.</summary>
/// <param name="SubscriptionId">Who is told.</param>
/// <param name="Address">Where to.</param>
/// <param name="Json">The entry as it is sent, again and again if need be.</param>
/// <param name="Event">Kind of change, or lifecycle event.</param>
/// <param name="Resource">What changed; null for a lifecycle event.</param>
internal sealed record Notification(Guid SubscriptionId, Uri Address, byte[] Json, string Event, string? Resource)
{
    /// <summary>When it is to be sent.</summary>
    public DateTimeOffset Due { get; init; }

    /// <summary>Decides between those that are due together.</summary>
    public long Order { get; init; }

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was sent for the first time.</summary>
    public DateTimeOffset? FirstTried { get; init; }

    public bool IsLifecycle => Resource is null;
}
