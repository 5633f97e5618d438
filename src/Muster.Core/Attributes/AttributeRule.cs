namespace Muster.Core.Attributes;

/// <summary>How one attribute of platform users, or of linked groups, is filled.</summary>
/// <param name="Attribute">Name of the attribute: one that every user has, such as <c>displayName</c>, or a name of the organisation's own.</param>
/// <param name="Template">What fills it, as it was written.</param>
public sealed record AttributeRule(string Attribute, string Template);

/// <summary>What happens to an attribute when a part of its template is missing.</summary>
/// <param name="Attribute">Name of the attribute.</param>
/// <param name="Then">What happens.</param>
public sealed record MissingRule(string Attribute, MissingPart Then);

/// <summary>What happens when the directory has no value for a part of a template.</summary>
public enum MissingPart
{
    /// <summary>The attribute stays as it is, empty for a new user, and a person is told. The default.</summary>
    Problem = 0,

    /// <summary>The attribute stays as it is, empty for a new user; nobody is told.</summary>
    Keep = 1,

    /// <summary>The attribute becomes empty.</summary>
    Empty = 2,

    /// <summary>The person is neither created nor changed until the part is there, and a person is told.</summary>
    Skip = 3,
}
