namespace Muster.Engine.Notifications;

/// <summary>How many entries of notifications came, by what they were worth.</summary>
/// <param name="Accepted">True ones: each asked for a read, many got one together.</param>
/// <param name="Forged">With a wrong client state, or about another tenant than the subscription's.</param>
/// <param name="Malformed">Entries, or whole bodies, that are no notification.</param>
/// <param name="Unknown">About a subscription that is not, or no longer, kept here.</param>
/// <param name="Dropped">Bodies that were too long, too slow or too many at once.</param>
public sealed record NotificationTally(long Accepted, long Forged, long Malformed, long Unknown, long Dropped)
{
    /// <summary>Nothing came.</summary>
    public static readonly NotificationTally None = new(0, 0, 0, 0, 0);

    /// <summary>Whether nothing came.</summary>
    public bool IsNone => this == None;

    /// <summary>Both together.</summary>
    public NotificationTally Plus(NotificationTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            Accepted + other.Accepted,
            Forged + other.Forged,
            Malformed + other.Malformed,
            Unknown + other.Unknown,
            Dropped + other.Dropped
        );
    }
}
