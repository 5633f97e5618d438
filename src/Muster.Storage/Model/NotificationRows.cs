namespace Muster.Storage.Model;

/// <summary>
/// A connection's address for notifications, and counts of what came there. One row a connection, and one with connection 0 for addresses that belong to none; it goes
/// with its connection.
/// </summary>
internal sealed class NotificationEndpointRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }

    /// <summary>Null for the row of nobody.</summary>
    public Guid? EndpointId { get; set; }
    public bool Enabled { get; set; }
    public long Accepted { get; set; }
    public long Forged { get; set; }
    public long Malformed { get; set; }
    public long Unknown { get; set; }
    public long Dropped { get; set; }

    /// <summary>Forged ones that no audit entry tells of yet.</summary>
    public long ForgedUntold { get; set; }
    public long? ForgedToldAt { get; set; }
}

/// <summary>The subscription of one stream: two rows a connection, written over and over; they go when notifications are switched off, or with their connection.</summary>
internal sealed class SubscriptionRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }
    public int Stream { get; set; }
    public Guid? SubscriptionId { get; set; }
    public byte[] StateHash { get; set; } = [];
    public string Url { get; set; } = "";
    public string Account { get; set; } = "";
    public Guid? Tenant { get; set; }
    public long? CreatedAt { get; set; }
    public long? ExpiresAt { get; set; }
    public long? CreatingSince { get; set; }
    public Guid? CreatingBy { get; set; }
    public long? FailingSince { get; set; }
    public string? Fault { get; set; }
    public string? Problem { get; set; }
    public int Failures { get; set; }
    public long? NextAttemptAt { get; set; }
    public long Configuration { get; set; }
    public long Version { get; set; }
}
