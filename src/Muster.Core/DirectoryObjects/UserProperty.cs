using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Muster.Core.DirectoryObjects;

/// <summary>A property of directory users that rules may name. Names are those of Graph's user resource type.</summary>
/// <remarks>Some are read of every user. The others are read once something names them, and kept in <see cref="UserFacts.More"/>.</remarks>
public sealed class UserProperty : IEquatable<UserProperty>
{
    /// <summary>The property that holds <c>extensionAttribute1</c> to <c>15</c>; Graph selects it as a whole.</summary>
    public const string ExtensionAttributes = "onPremisesExtensionAttributes";

    /// <summary>How many extension attributes there are.</summary>
    public const int ExtensionAttributeCount = 15;

    private readonly Func<UserFacts, string?>? _read;

    private UserProperty(string name, PropertyKind kind, Func<UserFacts, string?>? read, string? selects = null, string? permission = null)
    {
        (Name, Kind, _read, Selects, Permission) = (name, kind, read, selects ?? name, permission);
    }

#pragma warning disable CS1591 // Each name is Graph's own; Graph documents them.
    public static readonly UserProperty UserPrincipalName = Always("userPrincipalName", facts => facts.UserPrincipalName);
    public static readonly UserProperty DisplayName = Always("displayName", facts => facts.DisplayName);
    public static readonly UserProperty Mail = Always("mail", facts => facts.Mail);
    public static readonly UserProperty GivenName = Always("givenName", facts => facts.GivenName);
    public static readonly UserProperty Surname = Always("surname", facts => facts.Surname);
    public static readonly UserProperty Department = Always("department", facts => facts.Department);
    public static readonly UserProperty JobTitle = Always("jobTitle", facts => facts.JobTitle);
    public static readonly UserProperty OfficeLocation = Always("officeLocation", facts => facts.OfficeLocation);
    public static readonly UserProperty EmployeeId = Always("employeeId", facts => facts.EmployeeId);
    public static readonly UserProperty UserType = Always("userType", facts => facts.UserType);
    public static readonly UserProperty AccountEnabled = new(
        "accountEnabled",
        PropertyKind.Flag,
        facts => facts.AccountEnabled ? "true" : "false"
    );
    public static readonly UserProperty CompanyName = Named("companyName");
    public static readonly UserProperty EmployeeType = Named("employeeType");
    public static readonly UserProperty Country = Named("country");
    public static readonly UserProperty City = Named("city");
    public static readonly UserProperty State = Named("state");
    public static readonly UserProperty UsageLocation = Named("usageLocation");
    public static readonly UserProperty PreferredLanguage = Named("preferredLanguage");
    public static readonly UserProperty OnPremisesSyncEnabled = Named("onPremisesSyncEnabled", PropertyKind.Flag);
    public static readonly UserProperty CreatedDateTime = Named("createdDateTime", PropertyKind.Instant);
    public static readonly UserProperty EmployeeHireDate = Named("employeeHireDate", PropertyKind.Instant);
    public static readonly UserProperty EmployeeLeaveDateTime = new(
        "employeeLeaveDateTime",
        PropertyKind.Instant,
        null,
        permission: "User-LifeCycleInfo.Read.All"
    );
    public static readonly UserProperty Manager = Named("manager");
#pragma warning restore CS1591

    /// <summary>Every property but the directory extensions, whose names each tenant makes up.</summary>
    public static readonly ImmutableArray<UserProperty> All =
    [
        UserPrincipalName,
        DisplayName,
        Mail,
        GivenName,
        Surname,
        Department,
        JobTitle,
        OfficeLocation,
        EmployeeId,
        UserType,
        AccountEnabled,
        CompanyName,
        EmployeeType,
        Country,
        City,
        State,
        UsageLocation,
        PreferredLanguage,
        OnPremisesSyncEnabled,
        CreatedDateTime,
        EmployeeHireDate,
        EmployeeLeaveDateTime,
        Manager,
        .. Enumerable
            .Range(1, ExtensionAttributeCount)
            .Select(number => new UserProperty(
                $"{ExtensionAttributes}.extensionAttribute{number}",
                PropertyKind.Text,
                null,
                ExtensionAttributes
            )),
    ];

    /// <summary>The name as rules spell it, such as <c>department</c> or <c>onPremisesExtensionAttributes.extensionAttribute1</c>.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public PropertyKind Kind { get; }

    /// <summary>What <c>$select</c> names to read it.</summary>
    public string Selects { get; }

    /// <summary>A permission that reading it takes beside the one for users; null for most.</summary>
    public string? Permission { get; }

    /// <summary>Whether it is read only once something names it, and then kept in <see cref="UserFacts.More"/>.</summary>
    public bool IsMore => _read is null;

    /// <summary>Its value as a text: <c>true</c> or <c>false</c> for a flag, <see cref="Instants"/> for an instant. Null when the user has none.</summary>
    public string? Of(UserFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return _read is null ? facts.More[Name] : _read(facts);
    }

    /// <summary>Finds a property without regard to case. <c>extensionAttribute1</c> may stand alone; a directory extension is <c>extension_APPID_NAME</c>.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out UserProperty? property)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var known in All)
            if (
                known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                || (known.Selects == ExtensionAttributes && IsLastPart(known.Name, name))
            )
            {
                property = known;
                return true;
            }
        property = IsDirectoryExtension(name) ? new UserProperty(name, PropertyKind.Text, null) : null;
        return property is not null;
    }

    /// <inheritdoc />
    public bool Equals(UserProperty? other) => other is not null && other.Name == Name;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as UserProperty);

    /// <inheritdoc />
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static bool IsLastPart(string full, string name) =>
        full.Length == ExtensionAttributes.Length + 1 + name.Length && full.EndsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>extension_</c>, the application id as 32 hexadecimal digits, <c>_</c> and a name of letters, digits and underscores.</summary>
    private static bool IsDirectoryExtension(string name)
    {
        const string prefix = "extension_";
        const int head = 10 + 32 + 1;
        return name.Length is > head and <= head + 120
            && name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && name[prefix.Length..(head - 1)].All(char.IsAsciiHexDigit)
            && name[head - 1] == '_'
            && name[head..].All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
    }

    private static UserProperty Always(string name, Func<UserFacts, string?> read) => new(name, PropertyKind.Text, read);

    private static UserProperty Named(string name, PropertyKind kind = PropertyKind.Text) => new(name, kind, null);
}

/// <summary>What the values of a property are.</summary>
public enum PropertyKind
{
    /// <summary>Text, compared without regard to case.</summary>
    Text,

    /// <summary>True or false; some users may have neither.</summary>
    Flag,

    /// <summary>A date with time, compared in UTC.</summary>
    Instant,
}
