using Muster.Core.Configuration;

namespace Muster.Core.Attributes;

/// <summary>An attribute of a group that changes.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Before">Its value so far; null for none.</param>
/// <param name="After">Its value from then on; null for none.</param>
public readonly record struct AttributeChange(string Attribute, string? Before, string? After)
{
    /// <summary>What differs, by name (ordinal).</summary>
    public static IEnumerable<AttributeChange> Between(
        ValueList<KeyValuePair<string, string>> before,
        ValueList<KeyValuePair<string, string>> after
    )
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (was, becomes) = (before.ToDictionary(), after.ToDictionary());
        return was
            .Keys.Union(becomes.Keys)
            .Order(StringComparer.Ordinal)
            .Select(name => new AttributeChange(name, was.GetValueOrDefault(name), becomes.GetValueOrDefault(name)))
            .Where(change => change.Before != change.After);
    }
}
