using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Engine.Platform;

namespace Muster.Server.Api;

/// <summary>A user of the platform.</summary>
/// <param name="Handle">What always means this user: the object id, or for a local user its number as <c>#17</c>.</param>
/// <param name="Id">Object id of the directory user it follows; null for a local user.</param>
/// <param name="Active">False while suspended.</param>
/// <param name="KeptApart">Whether a person keeps the user apart from the directory.</param>
/// <param name="UserPrincipalName">Sign-in name; may change.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Mail">Mail address.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Surname">Surname.</param>
/// <param name="Department">Department.</param>
/// <param name="JobTitle">Job title.</param>
/// <param name="OfficeLocation">Office.</param>
/// <param name="EmployeeId">Number given by the organisation.</param>
/// <param name="UserType">Member or guest.</param>
/// <param name="Attributes">Further attributes, as mapped.</param>
internal sealed record UserItem(
    string Handle,
    string? Id,
    bool Active,
    bool KeptApart,
    string? UserPrincipalName,
    string? DisplayName,
    string? Mail,
    string? GivenName,
    string? Surname,
    string? Department,
    string? JobTitle,
    string? OfficeLocation,
    string? EmployeeId,
    string? UserType,
    IReadOnlyDictionary<string, string> Attributes
)
{
    public static UserItem Of(UserRow user)
    {
        var of = user.Attributes;
        return new(
            user.Handle,
            user.Id?.ToString(),
            user.Active,
            user.KeptApart,
            of.UserPrincipalName,
            of.DisplayName,
            of.Mail,
            of.GivenName,
            of.Surname,
            of.Department,
            of.JobTitle,
            of.OfficeLocation,
            of.EmployeeId,
            of.UserType,
            of.Custom.ToDictionary(item => item.Key, item => item.Value)
        );
    }
}

/// <summary>A user with the groups the user is in.</summary>
/// <param name="User">The user.</param>
/// <param name="Memberships">Groups, by name.</param>
internal sealed record UserDetail(UserItem User, IReadOnlyList<UserMembership> Memberships);

/// <summary>A membership of a user.</summary>
/// <param name="Group">Number of the group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
internal sealed record UserMembership(int Group, string Name, MembershipRelation Relation, MembershipOrigin Origin);

/// <summary>What a user was from one applied plan on.</summary>
/// <param name="At">From when on.</param>
/// <param name="Run">The run that made it so.</param>
/// <param name="Verb">What that run was for; null where it is not known.</param>
/// <param name="By">Who started it; null where it is not known.</param>
/// <param name="Changes">What changed: <c>joined</c>, <c>suspended</c>, <c>reactivated</c>, <c>changed</c>.</param>
/// <param name="Before">The user before; null before the import.</param>
/// <param name="After">The user from then on.</param>
internal sealed record UserVersionItem(
    DateTimeOffset At,
    long Run,
    string? Verb,
    string? By,
    IReadOnlyList<string> Changes,
    UserItem? Before,
    UserItem After
)
{
    public static UserVersionItem Of(UserThen version) =>
        new(
            version.Since.At,
            version.Since.Run,
            version.Verb,
            version.By,
            version.Difference.Changes,
            version.Difference.Before is { } before ? UserItem.Of(before) : null,
            UserItem.Of(version.Difference.After)
        );
}
