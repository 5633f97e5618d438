using Muster.Core.Configuration;
using Muster.Core.Platform;

namespace Muster.Core.Attributes;

/// <summary>The attributes of platform users by name.</summary>
public static class UserAttributeNames
{
    /// <summary>Most characters in the name of an attribute.</summary>
    public const int LongestName = 64;

    private static readonly Fixed[] Known =
    [
        new("userPrincipalName", user => user.UserPrincipalName, (user, value) => user with { UserPrincipalName = value }),
        new("displayName", user => user.DisplayName, (user, value) => user with { DisplayName = value }),
        new("mail", user => user.Mail, (user, value) => user with { Mail = value }),
        new("givenName", user => user.GivenName, (user, value) => user with { GivenName = value }),
        new("surname", user => user.Surname, (user, value) => user with { Surname = value }),
        new("department", user => user.Department, (user, value) => user with { Department = value }),
        new("jobTitle", user => user.JobTitle, (user, value) => user with { JobTitle = value }),
        new("officeLocation", user => user.OfficeLocation, (user, value) => user with { OfficeLocation = value }),
        new("employeeId", user => user.EmployeeId, (user, value) => user with { EmployeeId = value }),
        new("userType", user => user.UserType, (user, value) => user with { UserType = value }),
    ];

    /// <summary>The ones that every user has.</summary>
    public static IReadOnlyList<string> OfEveryone { get; } = [.. Known.Select(known => known.Name)];

    /// <summary>The value of an attribute, or null.</summary>
    public static string? Get(this UserAttributes user, string name)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Find(name) is { } known
            ? known.Get(user)
            : user.Custom.Where(custom => custom.Key == name).Select(custom => custom.Value).FirstOrDefault();
    }

    /// <summary>The attributes with one of them changed; null takes it away.</summary>
    public static UserAttributes With(this UserAttributes user, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (Find(name) is { } known)
            return known.Set(user, value);
        var others = user.Custom.Where(custom => custom.Key != name);
        return user with
        {
            Custom = ValueList.Of(
                (value is null ? others : others.Append(KeyValuePair.Create(name, value))).OrderBy(
                    custom => custom.Key,
                    StringComparer.Ordinal
                )
            ),
        };
    }

    /// <summary>Brings a name into the form in which it is stored.</summary>
    /// <returns>Null when it cannot be the name of an attribute.</returns>
    public static string? Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var trimmed = name.Trim();
        if (Known.FirstOrDefault(known => string.Equals(known.Name, trimmed, StringComparison.OrdinalIgnoreCase)) is { } fixedOne)
            return fixedOne.Name;
        return
            trimmed is { Length: > 0 and <= LongestName }
            && char.IsAsciiLetter(trimmed[0])
            && trimmed.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && trimmed.ToUpperInvariant() is not ("ID" or "ACTIVE")
            ? trimmed
            : null;
    }

    private static Fixed? Find(string name) => Array.Find(Known, known => known.Name == name);

    private sealed record Fixed(string Name, Func<UserAttributes, string?> Get, Func<UserAttributes, string?, UserAttributes> Set);
}
