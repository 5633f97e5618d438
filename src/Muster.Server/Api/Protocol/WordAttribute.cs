namespace Muster.Server.Api.Protocol;

/// <summary>Says of a parameter which words it takes, so that the description of the API can name them.</summary>
/// <param name="type">The enumeration whose values it takes.</param>
/// <param name="also">Words beside those.</param>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class WordAttribute(Type type, params string[] also) : Attribute
{
    /// <summary>The enumeration whose values it takes.</summary>
    public Type Type { get; } = type;

    /// <summary>Name of what it takes.</summary>
    public string Name { get; } = type.Name + (also.Length == 0 ? "" : "Filter");

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words { get; } =
    [.. Enum.GetNames(type).Select(name => char.ToLowerInvariant(name[0]) + name[1..]), .. also];
}
