using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Server.Past;

namespace Muster.Server.Api;

/// <summary>What a difference between two moments is about.</summary>
internal enum DifferenceType
{
    /// <summary>A group itself.</summary>
    Group,

    /// <summary>Somebody in a group.</summary>
    Membership,

    /// <summary>A user.</summary>
    User,
}

/// <summary>One difference between two moments. What does not apply to its type is null.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="Changes">What differs: of a group <c>created</c>, <c>retired</c>, <c>renamed</c>, <c>linked</c>, …; of a membership <c>added</c> or <c>removed</c>; of a user <c>joined</c>, <c>suspended</c>, <c>reactivated</c>, <c>changed</c>.</param>
/// <param name="Group">Name of the group, as of the later moment.</param>
/// <param name="User">The user, by handle.</param>
/// <param name="UserPrincipalName">Sign-in name of the user.</param>
/// <param name="DisplayName">Name of the user.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Run">The run that began or ended the membership.</param>
/// <param name="At">When it was.</param>
/// <param name="Cause">Why the membership ended.</param>
/// <param name="Evidence">What its end rests on.</param>
/// <param name="GroupBefore">The group as it was; null when it was not there.</param>
/// <param name="GroupAfter">The group as it became.</param>
/// <param name="UserBefore">The user as it was; null when it was not there.</param>
/// <param name="UserAfter">The user as it became.</param>
internal sealed record DifferenceItem(
    DifferenceType Type,
    IReadOnlyList<string> Changes,
    string? Group = null,
    string? User = null,
    string? UserPrincipalName = null,
    string? DisplayName = null,
    MembershipRelation? Relation = null,
    MembershipOrigin? Origin = null,
    long? Run = null,
    DateTimeOffset? At = null,
    RemovalCause? Cause = null,
    Evidence? Evidence = null,
    GroupThenItem? GroupBefore = null,
    GroupThenItem? GroupAfter = null,
    UserItem? UserBefore = null,
    UserItem? UserAfter = null
)
{
    public static DifferenceItem Of(Difference difference) =>
        difference switch
        {
            Difference.OfGroup(var group) => new(
                DifferenceType.Group,
                group.Changes,
                group.After.Name,
                GroupBefore: group.Before is { } before ? GroupThenItem.Of(before) : null,
                GroupAfter: GroupThenItem.Of(group.After)
            ),
            Difference.OfMembership(var name, var membership) => new(
                DifferenceType.Membership,
                [membership.Added ? "added" : "removed"],
                name,
                membership.User.Handle,
                membership.User.Attributes.UserPrincipalName,
                membership.User.Attributes.DisplayName,
                membership.Relation,
                membership.Origin,
                membership.Event.Run,
                membership.Event.At,
                membership.Cause,
                membership.Evidence
            ),
            Difference.OfUser(var user) => new(
                DifferenceType.User,
                user.Changes,
                User: user.After.Handle,
                UserPrincipalName: user.After.Attributes.UserPrincipalName,
                DisplayName: user.After.Attributes.DisplayName,
                UserBefore: user.Before is { } before ? UserItem.Of(before) : null,
                UserAfter: UserItem.Of(user.After)
            ),
            _ => throw new InvalidOperationException($"Unknown difference {difference}."),
        };
}

/// <summary>What a group was at one moment.</summary>
/// <param name="Name">Name.</param>
/// <param name="Id">Object id of the directory group it followed; null for none.</param>
/// <param name="Link">How it stood to the directory.</param>
/// <param name="Purpose">Why it existed.</param>
/// <param name="Attributes">Attributes filled from the directory group.</param>
internal sealed record GroupThenItem(
    string Name,
    string? Id,
    LinkState Link,
    string? Purpose,
    IReadOnlyDictionary<string, string> Attributes
)
{
    public static GroupThenItem Of(GroupThen group) =>
        new(
            group.Name,
            group.Id?.ToString(),
            group.Link,
            group.Settings.Purpose,
            group.Attributes.ToDictionary(item => item.Key, item => item.Value)
        );
}
