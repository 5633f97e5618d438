using System.Collections.Immutable;

namespace Muster.Core.DirectoryObjects;

/// <summary>Values of the properties that are read only because something names them, by name. Compared by value.</summary>
public sealed class MoreFacts : IEquatable<MoreFacts>
{
    /// <summary>No values.</summary>
    public static readonly MoreFacts None = new([]);

    private readonly ImmutableArray<KeyValuePair<string, string>> _values;

    private MoreFacts(ImmutableArray<KeyValuePair<string, string>> values) => _values = values;

    /// <summary>The values, ordered by name (ordinal).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values => _values;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _values.IsEmpty;

    /// <summary>The value of a property by its exact name, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var value in _values)
                if (value.Key == name)
                    return value.Value;
            return null;
        }
    }

    /// <summary>Takes values; nulls are left out, since a property without a value is not there.</summary>
    /// <exception cref="ArgumentException">A name comes twice.</exception>
    public static MoreFacts Of(IEnumerable<KeyValuePair<string, string?>> values)
    {
        var kept = values
            .Where(value => value.Value is not null)
            .Select(value => KeyValuePair.Create(value.Key, value.Value!))
            .OrderBy(value => value.Key, StringComparer.Ordinal)
            .ToImmutableArray();
        for (var i = 1; i < kept.Length; i++)
            if (kept[i].Key == kept[i - 1].Key)
                throw new ArgumentException($"'{kept[i].Key}' comes twice.", nameof(values));
        return kept.IsEmpty ? None : new MoreFacts(kept);
    }

    /// <summary>The values with one of them changed; null takes it away.</summary>
    public MoreFacts With(string name, string? value) =>
        this[name] == value
            ? this
            : Of([
                .. _values.Where(known => known.Key != name).Select(known => KeyValuePair.Create(known.Key, (string?)known.Value)),
                KeyValuePair.Create(name, value),
            ]);

    /// <inheritdoc />
    public bool Equals(MoreFacts? other) => other is not null && _values.AsSpan().SequenceEqual(other._values.AsSpan());

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as MoreFacts);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (name, value) in _values)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }

    /// <summary>Names and values, for people who debug.</summary>
    public override string ToString() => string.Join(", ", _values.Select(value => $"{value.Key} = {value.Value}"));
}
