namespace Muster.Core.DirectoryObjects;

/// <summary>What is read of users beyond what is read of every user, by the names that <c>$select</c> takes. Compared by value.</summary>
public sealed record PropertySelection
{
    /// <summary>Nothing more.</summary>
    public static readonly PropertySelection None = new([]);

    private readonly string _text;

    private PropertySelection(IEnumerable<string> names)
    {
        Names = [.. names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _text = string.Join(',', Names);
    }

    /// <summary>The names, each once, ordered.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether nothing more is read.</summary>
    public bool IsEmpty => Names.Count == 0;

    /// <summary>The part that may be read only with a permission of its own.</summary>
    public PropertySelection WithPermission =>
        Of(UserProperty.All.Where(property => property.Permission is not null && Names.Contains(property.Selects, StringComparer.Ordinal)));

    /// <summary>What reading these properties takes; those that are read of every user add nothing.</summary>
    public static PropertySelection Of(IEnumerable<UserProperty> properties) =>
        new(properties.Where(property => property.IsMore).Select(property => property.Selects));

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    public static PropertySelection Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PropertySelection(text.Split(','));
    }

    /// <summary>What either reads.</summary>
    public PropertySelection Union(PropertySelection other) => Covers(other) ? this : new PropertySelection([.. Names, .. other.Names]);

    /// <summary>Whether it reads all that the other does.</summary>
    public bool Covers(PropertySelection other) => other.Names.All(name => Names.Contains(name, StringComparer.Ordinal));

    /// <inheritdoc />
    public bool Equals(PropertySelection? other) => other is not null && other._text == _text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The names with commas.</summary>
    public override string ToString() => _text;
}
