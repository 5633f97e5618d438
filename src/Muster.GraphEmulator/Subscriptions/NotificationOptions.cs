namespace Muster.GraphEmulator.Subscriptions;

/// <summary>How subscriptions are taken and how notifications are delivered; the defaults are what Graph documents last.</summary>
public sealed record NotificationOptions
{
    /// <summary>Takes <c>http://</c> addresses on this machine for notifications. Graph itself wants https.</summary>
    public bool AllowPlainHttpOnLoopback { get; init; }

    /// <summary>Checks the certificates of receivers as any client does; otherwise every certificate is good.</summary>
    public bool CheckCertificates { get; init; }

    /// <summary>Subscriptions to groups need Group.Read.All and not just GroupMember.Read.All (not verified for the newest edition).</summary>
    public bool GroupsNeedGroupReadAll { get; init; } = true;

    /// <summary>Subscriptions of one application in the tenant.</summary>
    public int MostPerApplication { get; init; } = 100;

    /// <summary>Subscriptions of all applications in the tenant.</summary>
    public int MostPerTenant { get; init; } = 1000;

    /// <summary>Time in which an address has to prove, when a subscription is made, that it wants to be told.</summary>
    public TimeSpan ValidationTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time from a change to the first attempt to tell it; no page promises any.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Deadline of receivers and what becomes of slow ones.</summary>
    public DeliveryEdition Edition { get; init; } = DeliveryEdition.Of2026;

    /// <summary>Answers of a receiver from which on it can be called slow; the window of them is ten minutes.</summary>
    public int SlowRuleFrom { get; init; } = 100;

    /// <summary>Gap before the first repeat; each one after it is twice as long.</summary>
    public TimeSpan FirstRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time after the first attempt in which a notification is repeated; then it is lost.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Notifications in one request to a receiver.</summary>
    public int MostPerRequest { get; init; } = 20;

    /// <summary>
    /// How long before a subscription ends its lifecycle address hears <c>reauthorizationRequired</c>; zero for never. A subscription
    /// that lives less than twice as long hears it after half its life (Graph says no more than "about to expire").
    /// </summary>
    public TimeSpan ReauthorizeBefore { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Room for notifications that wait for a receiver, in bytes; what does not fit is lost.</summary>
    public int QueueBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Deliveries that are remembered for the control endpoint.</summary>
    public int Remembered { get; init; } = 500;

    /// <summary>Tells the first value that makes no sense.</summary>
    internal string? FindProblem() =>
        this switch
        {
            { MostPerApplication: < 0 } or { MostPerTenant: < 0 } => "A quota of subscriptions cannot be negative.",
            { MostPerRequest: < 1 } => "A request to a receiver holds at least one notification.",
            { Delay.Ticks: < 0 } or { RetryFor.Ticks: < 0 } or { ReauthorizeBefore.Ticks: < 0 } =>
                "The times of notifications cannot be negative.",
            { FirstRetryAfter.Ticks: <= 0 } or { ValidationTime.Ticks: <= 0 } =>
                "A receiver needs time to answer, and a repeat a gap before it.",
            { SlowRuleFrom: < 1 } => "A receiver is called slow for at least one answer.",
            { QueueBytes: < 0 } or { Remembered: < 0 } => "The room for notifications cannot be negative.",
            _ => null,
        };
}

/// <summary>Editions of the vendor's page on webhooks, which differ in what they ask of a receiver.</summary>
public enum DeliveryEdition
{
    /// <summary>An answer within 3 s; more than 2.9 s is slow, a tenth slow delays by 10 minutes, 15 % drops.</summary>
    Of2023,

    /// <summary>An answer within 10 s; more than a tenth later than that delays by 10 s, more than 15 % drops for 10 minutes.</summary>
    Of2024,

    /// <summary>An answer within 3 s. The slow rule of this edition was not seen; that of 2024 stands in for it.</summary>
    Of2026,
}
