using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Platform;

/// <summary>A user of the platform.</summary>
/// <param name="Key">Dense key in the workspace.</param>
/// <param name="DirectoryKey">Key of the directory user it follows; 0 for a local user, who follows none.</param>
/// <param name="Attributes">What the platform shows of the person.</param>
/// <param name="Active">False while suspended. Users are suspended, never erased.</param>
public sealed record PlatformUser(int Key, int DirectoryKey, UserAttributes Attributes, bool Active)
{
    /// <summary>Whether a person keeps the user apart from the directory: no rule adopts the user, only a link made by hand.</summary>
    public bool KeptApart { get; init; }

    /// <summary>Whether the user follows no directory user.</summary>
    public bool IsLocal => DirectoryKey == 0;
}

/// <summary>The directory user that a platform user follows.</summary>
/// <param name="Connection">Key of the connection.</param>
/// <param name="DirectoryKey">Dense key in the mirror.</param>
/// <param name="Id">Immutable object id.</param>
public sealed record UserIdentity(int Connection, int DirectoryKey, ObjectId Id);

/// <summary>The properties of a platform user. Those of a synced user follow the directory; those of a local user are typed here.</summary>
public sealed record UserAttributes
{
    /// <summary>Nothing known.</summary>
    public static readonly UserAttributes None = new();

    /// <summary>UPN; shown to people, never used as a key.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Name shown to people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Mail address, or null.</summary>
    public string? Mail { get; init; }

    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name.</summary>
    public string? Surname { get; init; }

    /// <summary>Department.</summary>
    public string? Department { get; init; }

    /// <summary>Job title.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Office location.</summary>
    public string? OfficeLocation { get; init; }

    /// <summary>Number given by the organisation.</summary>
    public string? EmployeeId { get; init; }

    /// <summary><c>Member</c> or <c>Guest</c>, or null.</summary>
    public string? UserType { get; init; }

    /// <summary>Attributes that the organisation named itself, ordered by name (ordinal); filled by the attribute mapping.</summary>
    public ValueList<KeyValuePair<string, string>> Custom { get; init; } = ValueList.Empty<KeyValuePair<string, string>>();

    /// <summary>The attributes a platform user gets from the facts of its directory user.</summary>
    public static UserAttributes From(UserFacts facts) =>
        new()
        {
            UserPrincipalName = facts.UserPrincipalName,
            DisplayName = facts.DisplayName,
            Mail = facts.Mail,
            GivenName = facts.GivenName,
            Surname = facts.Surname,
            Department = facts.Department,
            JobTitle = facts.JobTitle,
            OfficeLocation = facts.OfficeLocation,
            EmployeeId = facts.EmployeeId,
            UserType = facts.UserType,
        };
}
