namespace Muster.Engine.Notifications;

/// <summary>How notifications are received, gathered and kept coming.</summary>
public sealed record NotificationOptions
{
    /// <summary>The longest life that the directory gives to a subscription for users or groups.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(41_760);

    /// <summary>Longest body in bytes. Graph sends a few kilobytes; default 1 MiB.</summary>
    public int MaxBody { get; init; } = 1024 * 1024;

    /// <summary>How long a body may take to arrive. Graph gives up after 3 seconds itself.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Bodies that are read at the same time; with <see cref="MaxBody"/> it bounds the memory that a flood can take.</summary>
    public int BodiesAtOnce { get; init; } = 32;

    /// <summary>How long no further hint must come before a read begins.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After so long a read begins although hints go on coming.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait before a read that failed is tried again; doubled each time.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest such wait. Polling goes on beside it anyway.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Life that is asked for: a day below the longest, so that clocks may differ.</summary>
    public TimeSpan Life { get; init; } = LongestLife - TimeSpan.FromDays(1);

    /// <summary>A subscription with less life than this is renewed; so a server may stand still for as long without losing one.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Wait before a subscription that was refused is tried again; doubled each time.</summary>
    public TimeSpan FirstSubscriptionRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest such wait.</summary>
    public TimeSpan LongestSubscriptionRetry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long another process may take to create a subscription before it is taken for dead.</summary>
    public TimeSpan CreationPatience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How often the directory's own list of subscriptions is compared with what is kept here.</summary>
    public TimeSpan Comparison { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How often the keeper looks after all connections.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromMinutes(1);
}
