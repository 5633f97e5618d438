using Muster.Core.Platform;
using Muster.Engine.Platform;

namespace Muster.Server.Api;

/// <summary>A group of the platform.</summary>
/// <param name="Key">Number of the group; never used again for another.</param>
/// <param name="Id">Object id of the directory group it follows; null for none.</param>
/// <param name="Name">Name, exactly as the directory has it.</param>
/// <param name="Link">How it stands to the directory.</param>
/// <param name="PausedUntil">While paused: until when; null for until a person resumes it.</param>
/// <param name="Members">Members, each counted once.</param>
/// <param name="Owners">Owners.</param>
/// <param name="Purpose">Why it exists.</param>
/// <param name="Settings">What a person decided about it, by name of the setting.</param>
/// <param name="Attributes">Attributes filled from the directory group.</param>
internal sealed record GroupItem(
    int Key,
    string? Id,
    string Name,
    LinkState Link,
    DateTimeOffset? PausedUntil,
    int Members,
    int Owners,
    string? Purpose,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyDictionary<string, string> Attributes
)
{
    public static GroupItem Of(GroupRow group) =>
        new(
            group.Key,
            group.Id?.ToString(),
            group.Name,
            group.Link,
            group.PausedUntil,
            group.Members,
            group.Owners,
            group.Settings.Purpose,
            Core.Configuration.Settings.OfGroup.ToValues(group.Settings).ToDictionary(),
            group.Attributes.ToDictionary(item => item.Key, item => item.Value)
        );
}

/// <summary>Somebody in a group.</summary>
/// <param name="User">What always means this user.</param>
/// <param name="UserPrincipalName">Sign-in name.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Mail">Mail address.</param>
/// <param name="Active">False while suspended.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Through">Name of the nested directory group through which the person came; null for directly.</param>
internal sealed record MemberItem(
    string User,
    string? UserPrincipalName,
    string? DisplayName,
    string? Mail,
    bool Active,
    MembershipRelation Relation,
    MembershipOrigin Origin,
    string? Through
)
{
    public static MemberItem Of(MemberRow member, IReadOnlyDictionary<int, string> sources) =>
        new(
            member.User.Handle,
            member.User.Attributes.UserPrincipalName,
            member.User.Attributes.DisplayName,
            member.User.Attributes.Mail,
            member.User.Active,
            member.Row.Relation,
            member.Row.Origin,
            member.Row.Via == 0 ? null : sources.GetValueOrDefault(member.Row.Via)
        );
}
