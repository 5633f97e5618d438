namespace Muster.Core.DirectoryObjects;

/// <summary>A mutable set of dense keys as a bitmap, for building sets quickly. Grows as needed.</summary>
public sealed class KeyBits
{
    private ulong[] _words;

    /// <summary>Makes an empty set with room for keys below a limit.</summary>
    public KeyBits(int limit = 0) => _words = new ulong[(limit >> 6) + 1];

    /// <summary>Whether the key is in the set.</summary>
    public bool this[int key] => key >> 6 < _words.Length && (_words[key >> 6] & (1UL << key)) != 0;

    /// <summary>Adds a key.</summary>
    /// <returns>True when it was not in the set before.</returns>
    public bool Add(int key)
    {
        var word = key >> 6;
        if (word >= _words.Length)
            Array.Resize(ref _words, Math.Max(word + 1, _words.Length * 2));
        var bit = 1UL << key;
        if ((_words[word] & bit) != 0)
            return false;
        _words[word] |= bit;
        return true;
    }

    /// <summary>Adds every key of a set.</summary>
    public void AddAll(KeySet keys)
    {
        foreach (var key in keys.Keys)
            Add(key);
    }

    /// <summary>Takes a key out.</summary>
    public void Remove(int key)
    {
        if (key >> 6 < _words.Length)
            _words[key >> 6] &= ~(1UL << key);
    }

    /// <summary>The keys, ascending.</summary>
    public IEnumerable<int> Ascending()
    {
        for (var word = 0; word < _words.Length; word++)
        for (var rest = _words[word]; rest != 0; rest &= rest - 1)
            yield return (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(rest);
    }
}
