using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Core.Attributes;

/// <summary>What a template may name: a property of directory users by Graph's name for it, or <c>id</c>, the object id.</summary>
/// <param name="Property">The property; null for the object id.</param>
public sealed record DirectoryField(UserProperty? Property) : ITemplateField<DirectoryUser>
{
    private const string ObjectIdName = "id";

    /// <summary>Its name.</summary>
    public string Name => Property?.Name ?? ObjectIdName;

    /// <summary>Its value; null when the user has none.</summary>
    public string? Of(DirectoryUser source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Property is null ? source.Id.ToString() : Property.Of(source.Facts);
    }

    /// <summary>The field with this name, without regard to case; null for none.</summary>
    public static DirectoryField? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Equals(ObjectIdName, StringComparison.OrdinalIgnoreCase) ? new DirectoryField((UserProperty?)null)
            : UserProperty.TryFind(name, out var property) ? new DirectoryField(property)
            : null;
    }

    /// <summary>What is wrong with a name that is no property, and which ones were probably meant.</summary>
    public static string NotOne(string name) => PropertyNames.NotOne(name).TrimEnd('.');

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
