using System.Diagnostics.CodeAnalysis;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;

namespace Muster.Core.Attributes;

/// <summary>A property of a directory user that a template may name, by Graph's name for it.</summary>
public sealed class DirectoryField : IEquatable<DirectoryField>
{
    private readonly Func<DirectoryUser, string?> _read;

    private DirectoryField(string name, Func<DirectoryUser, string?> read) => (Name, _read) = (name, read);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DirectoryField> All { get; } =
    [
        new("userPrincipalName", user => user.Facts.UserPrincipalName),
        new("displayName", user => user.Facts.DisplayName),
        new("mail", user => user.Facts.Mail),
        new("givenName", user => user.Facts.GivenName),
        new("surname", user => user.Facts.Surname),
        new("department", user => user.Facts.Department),
        new("jobTitle", user => user.Facts.JobTitle),
        new("officeLocation", user => user.Facts.OfficeLocation),
        new("employeeId", user => user.Facts.EmployeeId),
        new("userType", user => user.Facts.UserType),
        new("id", user => user.Id.ToString()),
    ];

    /// <summary>Graph's name.</summary>
    public string Name { get; }

    /// <summary>Its value; null when the user has none.</summary>
    public string? Of(DirectoryUser user) => _read(user);

    /// <summary>The property with this name, without regard to case.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out DirectoryField? field)
    {
        field = All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        return field is not null;
    }

    /// <summary>What is wrong with a name that is no property, and which ones were probably meant.</summary>
    public static string NotOne(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var shown = name.Length <= 60 ? name : name[..60] + "…";
        var folded = name.ToUpperInvariant();
        var close = All.Select(field => field.Name)
            .Where(known => name.Length is >= 3 and <= 60 && EditDistance.AtMost(folded, known.ToUpperInvariant(), 2))
            .ToList();
        return close.Count > 0
            ? $"'{shown}' is not a property; did you mean {string.Join(" or ", close)}?"
            : $"'{shown}' is not a property; use one of {string.Join(", ", All.Select(field => field.Name))}";
    }

    /// <inheritdoc />
    public bool Equals(DirectoryField? other) => other is not null && other.Name == Name;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as DirectoryField);

    /// <inheritdoc />
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
