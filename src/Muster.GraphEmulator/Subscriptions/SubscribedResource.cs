using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>The part of the directory that a subscription is about.</summary>
/// <param name="Text">As the caller wrote it.</param>
/// <param name="Kind">Users or groups.</param>
/// <param name="Id">The only object meant; null for all of the kind.</param>
/// <param name="Part">Whether the whole object is meant or one relationship.</param>
internal sealed record SubscribedResource(string Text, ObjectKind Kind, Guid? Id, ResourcePart Part)
{
    /// <exception cref="GraphErrorException">Nothing that can be subscribed to, or an object that is not there.</exception>
    public static SubscribedResource Parse(string text, Tenant tenant)
    {
        var path = text.StartsWith('/') ? text[1..] : text;
        if (path.Contains('?', StringComparison.Ordinal) || path.Contains("://", StringComparison.Ordinal))
            throw SubscriptionError.Unsupported(text);
        var segments = GraphPath.Split(path);
        string[] names = [.. segments.Select(segment => segment.ToLowerInvariant())];
        return names switch
        {
            ["users"] => new(text, ObjectKind.User, null, ResourcePart.Whole),
            ["groups"] => new(text, ObjectKind.Group, null, ResourcePart.Whole),
            ["users", _] => new(text, ObjectKind.User, ObjectFinder.User(tenant, segments[1]).Id, ResourcePart.Whole),
            ["groups", _] => OfGroup(ResourcePart.Whole),
            ["groups", _, "members"] => OfGroup(ResourcePart.Members),
            ["groups", _, "owners"] => OfGroup(ResourcePart.Owners),
            _ => throw SubscriptionError.Unsupported(text),
        };

        SubscribedResource OfGroup(ResourcePart part) => new(text, ObjectKind.Group, ObjectFinder.Group(tenant, segments[1]).Id, part);
    }

    /// <summary>What an application needs to be told of it.</summary>
    public Permission Permission(bool groupsNeedGroupReadAll) =>
        Kind == ObjectKind.User ? Permissions.ReadUsers
        : groupsNeedGroupReadAll ? Permissions.ReadDeletedGroups
        : Permissions.ReadGroups;

    public bool Covers(DirectoryChange change) =>
        change.Kind == Kind
        && (Id is null || Id == change.Id)
        && Part switch
        {
            ResourcePart.Members => change.Members.Count > 0,
            ResourcePart.Owners => change.Owners.Count > 0,
            _ => true,
        };
}

internal enum ResourcePart
{
    Whole,
    Members,
    Owners,
}
