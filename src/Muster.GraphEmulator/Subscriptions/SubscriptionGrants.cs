using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.SignIn;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Whether applications may be told what they subscribe to.</summary>
internal sealed class SubscriptionGrants(NotificationOptions options, Func<string, AppRegistration?> applications)
{
    /// <exception cref="GraphErrorException">The caller is not registered.</exception>
    public AppRegistration Caller(GraphRequest request) =>
        applications(request.ClientId) ?? throw new GraphErrorException(GraphError.Denied);

    /// <exception cref="GraphErrorException">The caller's token does not carry the permission, or it was withdrawn since.</exception>
    public void Demand(GraphRequest request, Subscription subscription)
    {
        PermissionFor(subscription).Demand(request.Roles);
        if (!Stand(subscription))
            throw new GraphErrorException(GraphError.Denied);
    }

    /// <summary>Whether the application has the permission now.</summary>
    public bool Stand(Subscription subscription) =>
        applications(subscription.ApplicationId) is { } app
        && PermissionFor(subscription).IsIn(app.Roles.ToHashSet(StringComparer.OrdinalIgnoreCase));

    private Permission PermissionFor(Subscription subscription) => subscription.Resource.Permission(options.GroupsNeedGroupReadAll);
}
