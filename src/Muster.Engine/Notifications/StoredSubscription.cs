using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>What is kept of the subscription of one stream: the one that stands, the attempt under way, and how it last failed.</summary>
public sealed record StoredSubscription
{
    /// <summary>Key of the connection.</summary>
    public required int Connection { get; init; }

    /// <summary>What it is about.</summary>
    public required DirectoryStream Stream { get; init; }

    /// <summary>Its id at the directory; null when none stands.</summary>
    public Guid? Id { get; init; }

    /// <summary>SHA-256 of its client state. The client state itself, 32 random bytes, is never needed again and kept nowhere.</summary>
    public byte[] StateHash { get; init; } = [];

    /// <summary>Where its notifications go.</summary>
    public string Url { get; init; } = "";

    /// <summary>Tenant, application and Graph address that it was made with.</summary>
    public string Account { get; init; } = "";

    /// <summary>The tenant that its notifications must name; null when the directory never said.</summary>
    public Guid? Tenant { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it ends unless renewed.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a creation began whose end is not known; null when none is under way.</summary>
    public DateTimeOffset? CreatingSince { get; init; }

    /// <summary>Which keeper began it.</summary>
    public Guid? CreatingBy { get; init; }

    /// <summary>Since when nothing but failures came; null while all is well.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>What kind of failure it was last; null while all is well.</summary>
    public DirectoryFault? Fault { get; init; }

    /// <summary>The last failure, in words; null while all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Not tried again before; null for at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Configuration version of the connection at the last attempt: after a change, say of the secret, the next attempt is due.</summary>
    public long Configuration { get; init; }

    /// <summary>Grows with every write.</summary>
    public long Version { get; init; }

    /// <summary>Whether the directory should be delivering at an instant.</summary>
    public bool StandsAt(DateTimeOffset now) => Id is not null && ExpiresAt > now;

    /// <summary>Whether another process is creating it at this moment.</summary>
    internal bool IsElsewhere(Guid keeper, DateTimeOffset now, NotificationOptions options) =>
        CreatingSince is { } since && CreatingBy != keeper && now - since < options.CreationPatience;

    /// <summary>After another failure.</summary>
    internal StoredSubscription Failed(
        DirectoryFault fault,
        string words,
        long configuration,
        DateTimeOffset now,
        NotificationOptions options
    ) =>
        this with
        {
            FailingSince = FailingSince ?? now,
            Fault = fault,
            Problem = words,
            Failures = Failures + 1,
            NextAttemptAt = now + Backoff.Wait(Failures + 1, options.FirstSubscriptionRetry, options.LongestSubscriptionRetry),
            Configuration = configuration,
        };

    /// <summary>After a success.</summary>
    internal StoredSubscription Well(long configuration) =>
        this with
        {
            FailingSince = null,
            Fault = null,
            Problem = null,
            Failures = 0,
            NextAttemptAt = null,
            Configuration = configuration,
        };
}
