using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Which properties nobody sets, and how long the others may be (sheet 3.5, UR, GP).</summary>
internal static class PropertyRules
{
    private const int LongestExtension = 256;

    private static readonly HashSet<string> ReadOnlyOfAll = new(StringComparer.OrdinalIgnoreCase)
    {
        "id",
        "createdDateTime",
        "deletedDateTime",
        "proxyAddresses",
        "onPremisesDistinguishedName",
        "onPremisesDomainName",
        "onPremisesLastSyncDateTime",
        "onPremisesNetBiosName",
        "onPremisesSamAccountName",
        "onPremisesSecurityIdentifier",
        "onPremisesSyncEnabled",
        "onPremisesUserPrincipalName",
        "onPremisesProvisioningErrors",
        "securityIdentifier",
    };

    private static readonly HashSet<string> ReadOnlyOfUsers = new(StringComparer.OrdinalIgnoreCase)
    {
        "assignedLicenses",
        "assignedPlans",
        "provisionedPlans",
        "creationType",
        "imAddresses",
        "lastPasswordChangeDateTime",
        "legalAgeGroupClassification",
        "manager",
    };

    private static readonly HashSet<string> ReadOnlyOfGroups = new(StringComparer.OrdinalIgnoreCase)
    {
        "expirationDateTime",
        "mail",
        "renewedDateTime",
    };

    private static readonly Dictionary<string, int> LongestOfUsers = new(StringComparer.Ordinal)
    {
        ["displayName"] = 256,
        ["givenName"] = 64,
        ["surname"] = 64,
        ["jobTitle"] = 128,
        ["department"] = 64,
        ["companyName"] = 64,
        ["mobilePhone"] = 64,
        ["mailNickname"] = 64,
        ["city"] = 128,
        ["state"] = 128,
        ["country"] = 128,
        ["postalCode"] = 40,
        ["streetAddress"] = 1024,
        ["employeeId"] = 16,
        ["officeLocation"] = 128,
        ["usageLocation"] = 2,
        ["userPrincipalName"] = 113,
    };

    private static readonly Dictionary<string, int> LongestOfGroups = new(StringComparer.Ordinal)
    {
        ["displayName"] = 256,
        ["mailNickname"] = 64,
        ["description"] = 1024,
        ["membershipRule"] = 3072,
    };

    public static bool IsReadOnly(ObjectKind kind, string name) =>
        ReadOnlyOfAll.Contains(name) || (kind == ObjectKind.User ? ReadOnlyOfUsers : ReadOnlyOfGroups).Contains(name);

    /// <exception cref="GraphErrorException">The value is too long, or empty where something has to stand.</exception>
    public static void Check(DirectoryProperty property, object? value, ObjectKind kind)
    {
        if (value is string text && text.Length > Longest(property, kind))
            throw WriteError.Invalid(property.Name, kind);
        var mayBeEmpty = property.Name is not ("displayName" or "userPrincipalName" or "mailNickname" or "accountEnabled");
        if (!mayBeEmpty && value is null or "")
            throw WriteError.Invalid(property.Name, kind);
        if (property.Name == "mailNickname" && !IsNickname((string)value!))
            throw WriteError.Invalid(property.Name, kind);
        if (value is Dictionary<string, object?> attributes)
            CheckAttributes(attributes, kind);
    }

    private static int Longest(DirectoryProperty property, ObjectKind kind) =>
        property.Name.StartsWith("extension_", StringComparison.Ordinal)
            ? LongestExtension
            : (kind == ObjectKind.User ? LongestOfUsers : LongestOfGroups).GetValueOrDefault(property.Name, int.MaxValue);

    private static bool IsNickname(string name) =>
        name.All(letter => char.IsAscii(letter) && !"@()\\[]\";:<>, ".Contains(letter, StringComparison.Ordinal));

    private static void CheckAttributes(Dictionary<string, object?> attributes, ObjectKind kind)
    {
        try
        {
            ExtensionAttributes.Encode(attributes);
        }
        catch (InvalidDataException)
        {
            throw WriteError.Invalid(ExtensionAttributes.PropertyName, kind);
        }
        if (attributes.Values.Any(value => value is string { Length: > 1024 }))
            throw WriteError.Invalid(ExtensionAttributes.PropertyName, kind);
    }
}
