using System.Diagnostics.CodeAnalysis;

namespace Muster.GraphEmulator.Tenants;

/// <summary>The properties that users, or groups, of a tenant can have.</summary>
/// <remarks>
/// Names, default sets and what can be filtered follow the user and group resource types of Graph v1.0. Directory extensions
/// (<c>extension_…</c>) join when a history first sets one.
/// </remarks>
internal sealed class PropertyCatalog
{
    private const string ExtensionPrefix = "extension_";
    private readonly List<DirectoryProperty> _properties = [];
    private readonly Dictionary<string, DirectoryProperty> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _extensionsAreDefault;

    private PropertyCatalog(ObjectKind kind, bool extensionsAreDefault)
    {
        Kind = kind;
        _extensionsAreDefault = extensionsAreDefault;
    }

    public ObjectKind Kind { get; }

    /// <summary>All properties but <c>id</c> and <c>deletedDateTime</c>, ordered by number.</summary>
    public IReadOnlyList<DirectoryProperty> Properties => _properties;

    public bool TryFind(string name, [NotNullWhen(true)] out DirectoryProperty? property) => _byName.TryGetValue(name, out property);

    /// <exception cref="InvalidDataException">Graph knows no property of that name.</exception>
    public DirectoryProperty Require(string name)
    {
        if (_byName.TryGetValue(name, out var known))
            return known;
        if (!name.StartsWith(ExtensionPrefix, StringComparison.Ordinal))
            throw new InvalidDataException($"'{name}' is not a property of a {Kind.Noun()}");
        return Add(name, PropertyType.Open, _extensionsAreDefault ? PropertyUse.Default | PropertyUse.Indexed : PropertyUse.Indexed);
    }

    private DirectoryProperty Add(string name, PropertyType type, PropertyUse use)
    {
        if (_properties.Count > byte.MaxValue)
            throw new InvalidDataException($"a {Kind.Noun()} has more than {byte.MaxValue} different properties");
        var property = new DirectoryProperty((byte)_properties.Count, name, type, use);
        _properties.Add(property);
        _byName.Add(name, property);
        return property;
    }

    private PropertyCatalog With(PropertyType type, PropertyUse use, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            Add(name, type, use);
        return this;
    }

    public static PropertyCatalog OfUsers() =>
        new PropertyCatalog(ObjectKind.User, extensionsAreDefault: false)
            .With(PropertyType.TextList, PropertyUse.Default | PropertyUse.Indexed, "businessPhones")
            .With(
                PropertyType.Text,
                PropertyUse.Default | PropertyUse.Indexed,
                "displayName",
                "givenName",
                "jobTitle",
                "mail",
                "mobilePhone",
                "officeLocation",
                "preferredLanguage",
                "surname",
                "userPrincipalName"
            )
            .With(PropertyType.Boolean, PropertyUse.Indexed, "accountEnabled", "onPremisesSyncEnabled")
            .With(
                PropertyType.Text,
                PropertyUse.Indexed,
                "userType",
                "department",
                "companyName",
                "employeeId",
                "employeeType",
                "mailNickname",
                "city",
                "state",
                "country",
                "postalCode",
                "streetAddress",
                "usageLocation",
                "creationType",
                "externalUserState",
                "onPremisesImmutableId",
                "onPremisesSamAccountName",
                "onPremisesUserPrincipalName",
                "onPremisesSecurityIdentifier"
            )
            .With(
                PropertyType.Text,
                PropertyUse.SelectOnly,
                "onPremisesDistinguishedName",
                "onPremisesDomainName",
                "ageGroup",
                "consentProvidedForMinor",
                "faxNumber",
                "legalAgeGroupClassification",
                "passwordPolicies",
                "preferredDataLocation",
                "securityIdentifier"
            )
            .With(
                PropertyType.Instant,
                PropertyUse.Indexed,
                "createdDateTime",
                "employeeHireDate",
                "externalUserStateChangeDateTime",
                "onPremisesLastSyncDateTime"
            )
            .With(PropertyType.Instant, PropertyUse.SelectOnly, "lastPasswordChangeDateTime")
            .With(PropertyType.TextList, PropertyUse.Indexed, "otherMails", "proxyAddresses", "imAddresses")
            .With(PropertyType.Text, PropertyUse.SelectOnly, ManagerName)
            .With(PropertyType.ExtensionAttributes, PropertyUse.SelectOnly, ExtensionAttributes.PropertyName)
            .With(PropertyType.TextList, PropertyUse.SelectOnly, "assignedLicenses", "assignedPlans", "provisionedPlans")
            .With(PropertyType.Boolean, PropertyUse.SelectOnly, "isResourceAccount", "isManagementRestricted", "showInAddressList")
            .With(PropertyType.Instant, PropertyUse.Indexed, LeaveDateName)
            .With(PropertyType.Instant, PropertyUse.SelectOnly, "signInSessionsValidFromDateTime")
            .With(
                PropertyType.Complex,
                PropertyUse.SelectOnly,
                SignInActivityName,
                "authorizationInfo",
                "customSecurityAttributes",
                "employeeOrgData",
                "passwordProfile"
            )
            .With(
                PropertyType.TextList,
                PropertyUse.SelectOnly,
                "identities",
                "licenseAssignmentStates",
                "onPremisesProvisioningErrors",
                "serviceProvisioningErrors"
            )
            .With(PropertyType.Text, PropertyUse.SingleOnly, "aboutMe", "mySite", "preferredName")
            .With(PropertyType.Instant, PropertyUse.SingleOnly, "birthday", "hireDate")
            .With(PropertyType.Complex, PropertyUse.SingleOnly, "mailboxSettings")
            .With(PropertyType.TextList, PropertyUse.SingleOnly, "interests", "pastProjects", "responsibilities", "schools", "skills");

    public static PropertyCatalog OfGroups() =>
        new PropertyCatalog(ObjectKind.Group, extensionsAreDefault: true)
            .With(PropertyType.Text, PropertyUse.Default | PropertyUse.Indexed, "classification")
            .With(PropertyType.Instant, PropertyUse.Default | PropertyUse.Indexed, "createdDateTime")
            .With(PropertyType.Text, PropertyUse.Default | PropertyUse.Indexed, "description", "displayName")
            .With(PropertyType.Instant, PropertyUse.Default | PropertyUse.Indexed, "expirationDateTime")
            .With(PropertyType.TextList, PropertyUse.Default | PropertyUse.Indexed, "groupTypes")
            .With(PropertyType.Boolean, PropertyUse.Default | PropertyUse.Indexed, "isAssignableToRole")
            .With(PropertyType.Text, PropertyUse.Default | PropertyUse.Indexed, "mail")
            .With(PropertyType.Boolean, PropertyUse.Default | PropertyUse.Indexed, "mailEnabled")
            .With(PropertyType.Text, PropertyUse.Default | PropertyUse.Indexed, "mailNickname")
            .With(PropertyType.Text, PropertyUse.Default, "membershipRule", "membershipRuleProcessingState")
            .With(PropertyType.Instant, PropertyUse.Default | PropertyUse.Indexed, "onPremisesLastSyncDateTime")
            .With(PropertyType.Text, PropertyUse.Default | PropertyUse.Indexed, "onPremisesSecurityIdentifier")
            .With(PropertyType.Boolean, PropertyUse.Default | PropertyUse.Indexed, "onPremisesSyncEnabled")
            .With(PropertyType.Text, PropertyUse.Default | PropertyUse.Indexed, "preferredDataLocation")
            .With(PropertyType.Text, PropertyUse.Default, "preferredLanguage")
            .With(PropertyType.TextList, PropertyUse.Default | PropertyUse.Indexed, "proxyAddresses")
            .With(PropertyType.Instant, PropertyUse.Default | PropertyUse.Indexed, "renewedDateTime")
            .With(PropertyType.TextList, PropertyUse.Default, "resourceBehaviorOptions", "resourceProvisioningOptions")
            .With(PropertyType.Boolean, PropertyUse.Default | PropertyUse.Indexed, "securityEnabled")
            .With(PropertyType.Text, PropertyUse.Default, "theme", "visibility")
            .With(PropertyType.TextList, PropertyUse.Default, "onPremisesProvisioningErrors")
            .With(PropertyType.Text, PropertyUse.Indexed, "onPremisesSamAccountName", "uniqueName")
            .With(PropertyType.Text, PropertyUse.SelectOnly, "onPremisesDomainName", "onPremisesNetBiosName")
            .With(PropertyType.TextList, PropertyUse.SelectOnly, "assignedLabels", "assignedLicenses", "serviceProvisioningErrors")
            .With(PropertyType.Complex, PropertyUse.SelectOnly, "licenseProcessingState")
            .With(PropertyType.Boolean, PropertyUse.SelectOnly, "isManagementRestricted")
            .With(
                PropertyType.Boolean,
                PropertyUse.SingleOnly,
                "allowExternalSenders",
                "autoSubscribeNewMembers",
                "hasMembersWithLicenseErrors",
                "hideFromAddressLists",
                "hideFromOutlookClients",
                "isArchived",
                "isSubscribedByMail"
            );

    /// <summary>The kinds that are only met as members and owners, with the little that is read of them.</summary>
    public static Dictionary<ObjectKind, PropertyCatalog> OfOthers() =>
        new()
        {
            [ObjectKind.Device] = new PropertyCatalog(ObjectKind.Device, extensionsAreDefault: true)
                .With(PropertyType.Boolean, PropertyUse.Default | PropertyUse.Indexed, "accountEnabled")
                .With(
                    PropertyType.Text,
                    PropertyUse.Default | PropertyUse.Indexed,
                    "deviceId",
                    "displayName",
                    "operatingSystem",
                    "operatingSystemVersion",
                    "trustType"
                ),
            [ObjectKind.ServicePrincipal] = new PropertyCatalog(ObjectKind.ServicePrincipal, extensionsAreDefault: true)
                .With(PropertyType.Boolean, PropertyUse.Default | PropertyUse.Indexed, "accountEnabled")
                .With(
                    PropertyType.Text,
                    PropertyUse.Default | PropertyUse.Indexed,
                    "appDisplayName",
                    "appId",
                    "displayName",
                    "servicePrincipalType"
                )
                .With(PropertyType.TextList, PropertyUse.Default | PropertyUse.Indexed, "servicePrincipalNames"),
            [ObjectKind.OrgContact] = new PropertyCatalog(ObjectKind.OrgContact, extensionsAreDefault: true).With(
                PropertyType.Text,
                PropertyUse.Default | PropertyUse.Indexed,
                "companyName",
                "department",
                "displayName",
                "givenName",
                "jobTitle",
                "mail",
                "mailNickname",
                "surname"
            ),
        };

    /// <summary>Narrows the pages of a list that shows it (UL).</summary>
    public const string SignInActivityName = "signInActivity";

    /// <summary>Takes a permission of its own to read (UR).</summary>
    public const string LeaveDateName = "employeeLeaveDateTime";

    /// <summary>Kept as a value, shown as a relationship.</summary>
    public const string ManagerName = "manager";
}
