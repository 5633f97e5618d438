using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>The subscriptions that an application has at its directory.</summary>
/// <remarks>Every member throws <see cref="DirectoryReadException"/> when no answer came that says anything: the network, the sign-in, or a service that goes on failing.</remarks>
public interface IDirectorySubscriptions : IAsyncDisposable
{
    /// <summary>The tenant that the sign-in leads to; null when the token does not say.</summary>
    Task<Guid?> TenantAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Creates a subscription; the directory calls the address before it answers. Sent again only when it is sure that the directory did not take it: after an
    /// exception there may be a subscription that nobody knows of.
    /// </summary>
    Task<SubscriptionAnswer> CreateAsync(SubscriptionOrder order, CancellationToken cancellationToken);

    /// <summary>Gives a subscription a longer life, which also confirms it.</summary>
    Task<SubscriptionAnswer> RenewAsync(Guid id, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Ends a subscription; one that is gone already is as good.</summary>
    /// <returns>Null, or why it could not be ended.</returns>
    Task<string?> DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>All subscriptions of the application in the tenant, whoever made them, to the last page.</summary>
    Task<IReadOnlyList<DirectorySubscription>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>Makes the port for a connection.</summary>
public interface IDirectorySubscriptionsFactory
{
    /// <summary>Makes it; no request is sent yet.</summary>
    /// <exception cref="DirectoryReadException">The credential cannot be used as it is.</exception>
    IDirectorySubscriptions Create(Connection connection, Credential credential);
}

/// <summary>What a subscription is to be.</summary>
/// <param name="Stream">What it is about.</param>
/// <param name="Url">Where notifications go, and what concerns the subscription itself.</param>
/// <param name="ClientState">Secret that every notification must bring.</param>
/// <param name="ExpiresAt">When it shall end.</param>
public sealed record SubscriptionOrder(DirectoryStream Stream, Uri Url, string ClientState, DateTimeOffset ExpiresAt)
{
    /// <summary>Names the stream and hides the secret.</summary>
    public override string ToString() => $"{Stream} to {Url}";
}

/// <summary>A subscription as the directory tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where its notifications go, as it was written.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record DirectorySubscription(Guid Id, string Url, DateTimeOffset ExpiresAt);

/// <summary>What the directory said to a subscription.</summary>
public abstract record SubscriptionAnswer
{
    private SubscriptionAnswer() { }

    /// <summary>It stands.</summary>
    public sealed record Accepted(DirectorySubscription Subscription) : SubscriptionAnswer;

    /// <summary>There is no such subscription any more.</summary>
    public sealed record Gone : SubscriptionAnswer;

    /// <summary>The directory will not.</summary>
    /// <param name="Fault">What kind of refusal.</param>
    /// <param name="Words">What it said and what to do.</param>
    public sealed record Refused(DirectoryFault Fault, string Words) : SubscriptionAnswer;
}
