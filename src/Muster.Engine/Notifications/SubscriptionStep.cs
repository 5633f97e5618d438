namespace Muster.Engine.Notifications;

/// <summary>What is to be done about one subscription now.</summary>
internal enum SubscriptionStep
{
    /// <summary>Nothing: it is well, or not due again yet, or somebody else is at it.</summary>
    Nothing,

    /// <summary>Give it a longer life, which also confirms it.</summary>
    Renew,

    /// <summary>Make one; a standing one is ended afterwards.</summary>
    Create,
}

/// <summary>What a step is decided from, beside what is stored.</summary>
/// <param name="Now">The time.</param>
/// <param name="Keeper">Who decides.</param>
/// <param name="Url">Where notifications shall go.</param>
/// <param name="Account">Tenant, application and Graph address that shall be used.</param>
/// <param name="Configuration">Configuration version of the connection.</param>
/// <param name="FirstRound">Whether the keeper has just started.</param>
/// <param name="Asked">Whether the directory asked for a confirmation since the last round.</param>
/// <param name="Known">Ids that the directory lists; null when it was not asked.</param>
internal sealed record SubscriptionScene(
    DateTimeOffset Now,
    Guid Keeper,
    string Url,
    string Account,
    long Configuration,
    bool FirstRound,
    bool Asked,
    IReadOnlySet<Guid>? Known
);

/// <summary>Decides. Pure.</summary>
internal static class SubscriptionSteps
{
    /// <summary>The step for one stream.</summary>
    public static SubscriptionStep For(StoredSubscription? stored, SubscriptionScene scene, NotificationOptions options)
    {
        if (stored is null)
            return SubscriptionStep.Create;
        if (stored.IsElsewhere(scene.Keeper, scene.Now, options))
            return SubscriptionStep.Nothing;
        var hasNews = scene.FirstRound || scene.Asked || stored.Configuration != scene.Configuration;
        if (!hasNews && stored.NextAttemptAt > scene.Now)
            return SubscriptionStep.Nothing;
        if (!stored.StandsAt(scene.Now) || stored.Url != scene.Url || stored.Account != scene.Account)
            return SubscriptionStep.Create;
        if (scene.Known is { } known && !known.Contains(stored.Id!.Value))
            return SubscriptionStep.Create;
        var isDue = stored.ExpiresAt - scene.Now < options.RenewBefore;
        return hasNews || isDue || stored.Problem is not null ? SubscriptionStep.Renew : SubscriptionStep.Nothing;
    }
}
