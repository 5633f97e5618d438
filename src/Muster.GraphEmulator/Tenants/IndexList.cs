namespace Muster.GraphEmulator.Tenants;

/// <summary>Dense object numbers in the order they came, at positions that never move.</summary>
/// <remarks>
/// A removed number leaves a hole and one that comes back goes to the end, so that "continue at position n" in a page link
/// stays right whatever happens between two pages.
/// </remarks>
internal struct IndexList
{
    public const int Hole = -1;
    private int[]? _items;
    private int _length;
    private int _holes;

    /// <summary>How many numbers there are, holes left out.</summary>
    public readonly int Count => _length - _holes;

    /// <summary>All positions, holes among them.</summary>
    public readonly ReadOnlySpan<int> Positions => _items.AsSpan(0, _length);

    public readonly bool Contains(int index) => Positions.Contains(index);

    public void Add(int index)
    {
        if (_items is null)
            _items = new int[2];
        else if (_length == _items.Length)
            Array.Resize(ref _items, _length + Math.Max(2, _length / 2));
        _items[_length++] = index;
    }

    public bool Remove(int index)
    {
        var position = Positions.IndexOf(index);
        if (position < 0)
            return false;
        _items![position] = Hole;
        _holes++;
        return true;
    }

    /// <summary>Empties the list for an object that goes; positions start anew if it comes back.</summary>
    public void Clear() => this = default;
}
