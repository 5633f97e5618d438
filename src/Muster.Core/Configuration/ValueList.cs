using System.Collections;

namespace Muster.Core.Configuration;

/// <summary>An immutable list that equals another with equal items in the same order, so that records that hold it compare by value.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _items;

    internal ValueList(T[] items) => _items = items;

    /// <inheritdoc />
    public int Count => _items.Length;

    /// <inheritdoc />
    public T this[int index] => _items[index];

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <inheritdoc />
    public bool Equals(ValueList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>The items, separated by commas.</summary>
    public override string ToString() => string.Join(", ", _items);
}

/// <summary>Makes value lists.</summary>
public static class ValueList
{
    /// <summary>The list without items.</summary>
    public static ValueList<T> Empty<T>() => Of<T>([]);

    /// <summary>Copies items into a list.</summary>
    public static ValueList<T> Of<T>(IEnumerable<T> items) => new([.. items]);
}
