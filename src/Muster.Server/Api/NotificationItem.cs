using Muster.Core.Freshness;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Server.Notifications;

namespace Muster.Server.Api;

/// <summary>How it stands with the change notifications of a connection.</summary>
/// <param name="Enabled">Whether they are wanted.</param>
/// <param name="Address">Below which address the directory calls this server; null when there is none it could call.</param>
/// <param name="Fault">Why the directory could not call this server, and what to do; null when it can, as far as the address tells.</param>
/// <param name="LastRead">When a notification last began a read; null for never.</param>
/// <param name="Streams">Users, then groups.</param>
/// <param name="Accepted">Notifications that were taken.</param>
/// <param name="Forged">Notifications that were not genuine.</param>
/// <param name="Malformed">Notifications that could not be read.</param>
/// <param name="Unknown">Notifications of subscriptions that are not known.</param>
/// <param name="Dropped">Notifications that came too fast.</param>
/// <param name="Freshness">How soon changes of the directory were here, over the last seven days.</param>
/// <param name="NotEnded">What could not be ended at the directory when they were switched off just now; it ends by itself within four weeks.</param>
internal sealed record NotificationsItem(
    bool Enabled,
    Uri? Address,
    string? Fault,
    DateTimeOffset? LastRead,
    IReadOnlyList<SubscriptionItem> Streams,
    long Accepted,
    long Forged,
    long Malformed,
    long Unknown,
    long Dropped,
    FreshnessItem Freshness,
    IReadOnlyList<string> NotEnded
)
{
    public static NotificationsItem Of(NotificationStanding standing, IReadOnlyList<string> notEnded)
    {
        var (report, counts) = (standing.Report, standing.Report.Counts);
        return new(
            report.Enabled,
            standing.Address,
            standing.Fault,
            standing.LastWoken?.StartedAt,
            [.. report.Streams.Select(SubscriptionItem.Of)],
            counts.Accepted,
            counts.Forged,
            counts.Malformed,
            counts.Unknown,
            counts.Dropped,
            new(ChangeAgesItem.Of(standing.Freshness.Told), ChangeAgesItem.Of(standing.Freshness.Looked)),
            notEnded
        );
    }
}

/// <summary>How soon changes of a directory were here, of syncs that nobody had to approve.</summary>
/// <param name="Told">Changes that the directory told of: from its first word to the end of the sync that brought them.</param>
/// <param name="Looked">Changes that were found by looking: from the beginning of the look before, so at most, to the end of the sync that brought them.</param>
internal sealed record FreshnessItem(ChangeAgesItem Told, ChangeAgesItem Looked);

/// <summary>How old changes were when they were here.</summary>
/// <param name="Changes">How many.</param>
/// <param name="MedianSeconds">Half of them were so old at most; null where there were none.</param>
/// <param name="P95Seconds">95 of 100 were so old at most.</param>
internal sealed record ChangeAgesItem(long Changes, double? MedianSeconds, double? P95Seconds)
{
    public static ChangeAgesItem Of(ChangeAges ages) => new(ages.Changes, ages.Median?.TotalSeconds, ages.Most?.TotalSeconds);
}

/// <summary>How it stands with one subscription.</summary>
/// <param name="Stream">What it is about.</param>
/// <param name="State">How it stands.</param>
/// <param name="Since">Since when; null when nothing has happened yet.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
/// <param name="Problem">The last failure; null while all is well.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
internal sealed record SubscriptionItem(
    DirectoryStream Stream,
    SubscriptionState State,
    DateTimeOffset? Since,
    DateTimeOffset? ExpiresAt,
    string? Problem,
    DateTimeOffset? NextAttemptAt
)
{
    public static SubscriptionItem Of(SubscriptionStatus status) =>
        new(status.Stream, status.State, status.Since, status.ExpiresAt, status.Problem, status.NextAttemptAt);
}

/// <summary>Whether a connection's directory shall tell of its changes.</summary>
/// <param name="Enabled">True to switch notifications on, false to switch them off.</param>
internal sealed record NotificationsOrder(bool Enabled);
