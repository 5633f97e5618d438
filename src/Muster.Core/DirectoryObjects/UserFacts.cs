namespace Muster.Core.DirectoryObjects;

/// <summary>The properties of a directory user that Muster reads (Graph "user resource type"); null where the directory has none.</summary>
public sealed record UserFacts
{
    /// <summary>Nothing known.</summary>
    public static readonly UserFacts None = new();

    /// <summary>UPN: the sign-in name, unique at any one time; may change and be given to another person later.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Name shown to people; not unique.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Mail address, or null.</summary>
    public string? Mail { get; init; }

    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name.</summary>
    public string? Surname { get; init; }

    /// <summary>Department, free text.</summary>
    public string? Department { get; init; }

    /// <summary>Job title, free text.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Office location, free text.</summary>
    public string? OfficeLocation { get; init; }

    /// <summary>Number given by the organisation.</summary>
    public string? EmployeeId { get; init; }

    /// <summary><c>Member</c>, <c>Guest</c>, or null in old tenants.</summary>
    public string? UserType { get; init; }

    /// <summary>Whether the account is enabled. The directory always states it; false while it has not been read.</summary>
    public bool AccountEnabled { get; init; }

    /// <summary>Properties that are read only because a rule names them.</summary>
    public MoreFacts More { get; init; } = MoreFacts.None;
}
