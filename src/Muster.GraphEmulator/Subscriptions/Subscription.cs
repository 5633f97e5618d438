namespace Muster.GraphEmulator.Subscriptions;

/// <summary>What an application asked to be told, and where.</summary>
internal sealed record Subscription
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Application that created it, and the only one that sees it.</summary>
    public required string ApplicationId { get; init; }

    /// <summary>Object id of that application in the tenant.</summary>
    public required string CreatorId { get; init; }

    public required SubscribedResource Resource { get; init; }

    public required ChangeTypes ChangeTypes { get; init; }

    public required Uri NotificationUrl { get; init; }

    public Uri? LifecycleNotificationUrl { get; init; }

    public string? ClientState { get; init; }

    public required string LatestSupportedTlsVersion { get; init; }

    /// <summary>False when the caller said so; null when it said nothing.</summary>
    public bool? IncludeResourceData { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>When it was created or renewed, or reauthorised.</summary>
    public required DateTimeOffset AuthorizedAt { get; init; }

    /// <summary>The creator may see the members of groups with hidden membership.</summary>
    public bool SeesHiddenMembers { get; init; }

    /// <summary>Reauthorisation was asked for and has not come: nothing is told meanwhile.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Both addresses, once each.</summary>
    public IEnumerable<Uri> Addresses => LifecycleNotificationUrl is { } lifecycle ? [NotificationUrl, lifecycle] : [NotificationUrl];

    /// <summary>When it is time to ask for reauthorisation.</summary>
    public DateTimeOffset ReauthorizeAt(TimeSpan before)
    {
        var half = (Expires - AuthorizedAt) / 2;
        return Expires - (before < half ? before : half);
    }
}

/// <param name="Text">As the caller wrote it.</param>
/// <param name="Updated">Everything but a permanent deletion; Graph tells creations and soft deletions so, too.</param>
/// <param name="Deleted">Permanent deletions.</param>
internal sealed record ChangeTypes(string Text, bool Updated, bool Deleted);
