using System.Globalization;
using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>How it stands with the notifications of one stream.</summary>
public enum SubscriptionState
{
    /// <summary>Not wanted.</summary>
    Off = 0,

    /// <summary>Wanted, and not tried yet.</summary>
    Waiting = 1,

    /// <summary>Delivering.</summary>
    Live = 2,

    /// <summary>Delivering, but it could not be renewed or replaced so far.</summary>
    AtRisk = 3,

    /// <summary>The directory refuses it for want of a permission.</summary>
    Refused = 4,

    /// <summary>Not delivering; tried again.</summary>
    Failing = 5,
}

/// <summary>Status of the notifications of one stream, for pages and the command line.</summary>
/// <param name="Stream">What it is about.</param>
/// <param name="State">The state.</param>
/// <param name="Since">Since when; null when nothing has happened yet.</param>
/// <param name="ExpiresAt">When the subscription ends unless renewed; null when none stands.</param>
/// <param name="Problem">The last failure in words; null while all is well.</param>
/// <param name="NextAttemptAt">When it is tried again; null for at the next round.</param>
public sealed record SubscriptionStatus(
    DirectoryStream Stream,
    SubscriptionState State,
    DateTimeOffset? Since,
    DateTimeOffset? ExpiresAt,
    string? Problem,
    DateTimeOffset? NextAttemptAt
)
{
    /// <summary>The status at an instant.</summary>
    /// <param name="stream">What it is about.</param>
    /// <param name="enabled">Whether notifications are wanted.</param>
    /// <param name="stored">What is kept; null when nothing is.</param>
    /// <param name="now">The instant.</param>
    public static SubscriptionStatus Of(DirectoryStream stream, bool enabled, StoredSubscription? stored, DateTimeOffset now)
    {
        if (!enabled)
            return new(stream, SubscriptionState.Off, null, null, null, null);
        if (stored is null)
            return new(stream, SubscriptionState.Waiting, null, null, null, null);
        var stands = stored.StandsAt(now);
        var state = (stands, stored.Problem, stored.Fault) switch
        {
            (true, null, _) => SubscriptionState.Live,
            (true, _, _) => SubscriptionState.AtRisk,
            (_, null, _) => SubscriptionState.Waiting,
            (_, _, DirectoryFault.PermissionMissing) => SubscriptionState.Refused,
            _ => SubscriptionState.Failing,
        };
        return new(
            stream,
            state,
            stored.FailingSince ?? (stands ? stored.CreatedAt : stored.ExpiresAt),
            stands ? stored.ExpiresAt : null,
            stored.Problem,
            stored.NextAttemptAt
        );
    }

    /// <summary>One sentence or two for a person.</summary>
    public string Words =>
        State switch
        {
            SubscriptionState.Off => $"{Stream}: not set up; changes are seen when the directory is next read.",
            SubscriptionState.Waiting => $"{Stream}: not subscribed yet; the server subscribes when it runs and can be reached.",
            SubscriptionState.Live => $"{Stream}: live since {Moment(Since)}, until {Moment(ExpiresAt)} unless renewed before.",
            SubscriptionState.AtRisk =>
                $"{Stream}: live until {Moment(ExpiresAt)}, but failing since {Moment(Since)}: {Problem} Tried again {Again}.",
            SubscriptionState.Refused =>
                $"{Stream}: refused since {Moment(Since)}, so changes are seen when the directory is next read: {Problem} Tried again {Again}.",
            _ =>
                $"{Stream}: failing since {Moment(Since)}, so changes are seen when the directory is next read: {Problem} Tried again {Again}.",
        };

    private string Again => NextAttemptAt is null ? "soon" : $"at {Moment(NextAttemptAt)}";

    private static string Moment(DateTimeOffset? at) =>
        at is { } instant ? $"{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : "the start";
}
