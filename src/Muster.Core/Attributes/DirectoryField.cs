using System.Diagnostics.CodeAnalysis;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Core.Attributes;

/// <summary>What a template may name: a property of directory users by Graph's name for it, or <c>id</c>, the object id.</summary>
/// <param name="Property">The property; null for the object id.</param>
public sealed record DirectoryField(UserProperty? Property)
{
    private const string ObjectIdName = "id";

    /// <summary>Its name.</summary>
    public string Name => Property?.Name ?? ObjectIdName;

    /// <summary>Its value; null when the user has none.</summary>
    public string? Of(DirectoryUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Property is null ? user.Id.ToString() : Property.Of(user.Facts);
    }

    /// <summary>The field with this name, without regard to case.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out DirectoryField? field)
    {
        ArgumentNullException.ThrowIfNull(name);
        field =
            name.Equals(ObjectIdName, StringComparison.OrdinalIgnoreCase) ? new DirectoryField((UserProperty?)null)
            : UserProperty.TryFind(name, out var property) ? new DirectoryField(property)
            : null;
        return field is not null;
    }

    /// <summary>What is wrong with a name that is no property, and which ones were probably meant.</summary>
    public static string NotOne(string name) => PropertyNames.NotOne(name).TrimEnd('.');

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
