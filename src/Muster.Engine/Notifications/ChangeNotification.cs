namespace Muster.Engine.Notifications;

/// <summary>One entry of a notification, as far as Muster looks at it. Nothing in it is believed before <see cref="ClientState"/> was found right.</summary>
/// <param name="Subscription">Which subscription it claims to come from.</param>
/// <param name="Tenant">Which tenant it claims to be about; null when it does not say.</param>
/// <param name="ClientState">The secret; null when it has none, or one longer than any.</param>
/// <param name="Lifecycle">What it says about the subscription itself; null for a change in the directory.</param>
internal readonly record struct ChangeNotification(Guid Subscription, Guid? Tenant, string? ClientState, LifecycleEvent? Lifecycle);

/// <summary>What the directory says about a subscription itself.</summary>
public enum LifecycleEvent
{
    /// <summary>It wants the subscription confirmed, and delivers nothing until then.</summary>
    ReauthorizationRequired = 0,

    /// <summary>It has removed the subscription.</summary>
    SubscriptionRemoved = 1,

    /// <summary>It could not deliver some notifications.</summary>
    Missed = 2,

    /// <summary>Something that Muster does not know.</summary>
    Unknown = 3,
}

/// <summary>A body that is a notification.</summary>
/// <param name="Entries">The entries that are well formed.</param>
/// <param name="Malformed">How many are not.</param>
internal sealed record NotificationBatch(IReadOnlyList<ChangeNotification> Entries, int Malformed);
