using System.Runtime.InteropServices;

namespace Muster.Core.DirectoryObjects;

/// <summary>An immutable set of dense keys (positive integers), kept ascending, so that differences are merges.</summary>
/// <remarks>
/// A dense key is the small number that Muster gives a directory object or a platform object in one workspace. Sets of millions of them are
/// compared in milliseconds, which is what keeps a plan cheap.
/// </remarks>
public sealed class KeySet : IEquatable<KeySet>
{
    /// <summary>The set without keys.</summary>
    public static readonly KeySet Empty = new([]);

    private readonly Func<int[]>? _unpack;
    private int[]? _unpacked;

    private KeySet(int[] keys) => (_unpacked, Count) = (keys, keys.Length);

    private KeySet(int count, Func<int[]> unpack) => (_unpack, Count) = (unpack, count);

    /// <summary>How many keys are in the set.</summary>
    public int Count { get; }

    /// <summary>Whether the set has no keys.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The keys, ascending, each once.</summary>
    public ReadOnlySpan<int> Keys => Unpacked;

    /// <summary>The keys as a list, ascending, each once; no copy.</summary>
    public IReadOnlyList<int> AsList => Unpacked;

    private int[] Unpacked => _unpacked ??= Unpack();

    /// <summary>Makes a set of keys in any order, repeats allowed.</summary>
    public static KeySet Of(params IEnumerable<int> keys)
    {
        var copy = keys.ToArray();
        Array.Sort(copy);
        return FromAscending(Distinct(copy));
    }

    /// <summary>Takes over an array that is already ascending without repeats.</summary>
    /// <exception cref="ArgumentException">The keys are not strictly ascending.</exception>
    public static KeySet FromAscending(int[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        for (var i = 1; i < keys.Length; i++)
            if (keys[i] <= keys[i - 1])
                throw new ArgumentException("Keys must be strictly ascending.", nameof(keys));
        return keys.Length == 0 ? Empty : new KeySet(keys);
    }

    /// <summary>A set whose keys are unpacked when somebody looks at them; that may fail as <paramref name="unpack"/> does.</summary>
    /// <param name="count">How many keys it has.</param>
    /// <param name="unpack">Gives them strictly ascending, the same each time; may be asked more than once, also at the same time.</param>
    public static KeySet Deferred(int count, Func<int[]> unpack)
    {
        ArgumentNullException.ThrowIfNull(unpack);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count == 0 ? Empty : new KeySet(count, unpack);
    }

    /// <summary>Whether the key is in the set.</summary>
    public bool Contains(int key) => Array.BinarySearch(Unpacked, key) >= 0;

    /// <summary>The keys of either set.</summary>
    public KeySet Union(KeySet other)
    {
        if (other.IsEmpty)
            return this;
        if (IsEmpty)
            return other;
        var merged = new List<int>(Math.Max(Count, other.Count));
        int i = 0,
            j = 0;
        while (i < Unpacked.Length || j < other.Unpacked.Length)
        {
            var left = i < Unpacked.Length ? Unpacked[i] : int.MaxValue;
            var right = j < other.Unpacked.Length ? other.Unpacked[j] : int.MaxValue;
            merged.Add(Math.Min(left, right));
            if (left <= right)
                i++;
            if (right <= left)
                j++;
        }
        return new KeySet([.. merged]);
    }

    /// <summary>The keys of this set that are not in the other.</summary>
    public KeySet Except(KeySet other)
    {
        if (IsEmpty || other.IsEmpty)
            return this;
        var rest = new List<int>();
        var j = 0;
        foreach (var key in Unpacked)
        {
            while (j < other.Unpacked.Length && other.Unpacked[j] < key)
                j++;
            if (j == other.Unpacked.Length || other.Unpacked[j] != key)
                rest.Add(key);
        }
        return rest.Count == Count ? this : FromList(rest);
    }

    /// <summary>The keys of both sets. Costs what the smaller set is, but for a factor that grows very slowly with the larger one.</summary>
    /// <remarks>A set that was not unpacked before is unpacked for this and forgotten, so that looking for a few people in many sets takes no memory.</remarks>
    public KeySet Intersect(KeySet other)
    {
        if (IsEmpty || other.IsEmpty)
            return Empty;
        var (mine, theirs) = (_unpacked ?? Unpack(), other._unpacked ?? other.Unpack());
        var (few, many) = Count <= other.Count ? (mine, theirs) : (theirs, mine);
        var both = new List<int>(Math.Min(few.Length, 16));
        var from = 0;
        foreach (var key in few)
        {
            from = Seek(many, from, key);
            if (from == many.Length)
                break;
            if (many[from] == key)
                both.Add(key);
        }
        return both.Count == Count ? this : FromList(both);
    }

    /// <inheritdoc />
    public bool Equals(KeySet? other) => other is not null && Unpacked.AsSpan().SequenceEqual(other.Unpacked);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as KeySet);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(Unpacked.AsSpan()));
        return hash.ToHashCode();
    }

    /// <summary>The first few keys, for people who debug.</summary>
    public override string ToString() => $"{{{string.Join(", ", Unpacked.Take(12))}{(Count > 12 ? $", … {Count} keys" : "")}}}";

    private int[] Unpack()
    {
        var keys = _unpack!();
        return keys.Length == Count ? keys : throw new InvalidOperationException($"A set of {Count} keys came with {keys.Length}.");
    }

    private static KeySet FromList(List<int> ascending) => ascending.Count == 0 ? Empty : new KeySet([.. ascending]);

    /// <summary>Index of the first key not below a bound, looked for in strides that double, so that near ones are found at once.</summary>
    private static int Seek(int[] keys, int from, int bound)
    {
        var step = 1;
        var low = from;
        while (low + step < keys.Length && keys[low + step] < bound)
            (low, step) = (low + step, step * 2);
        var high = Math.Min(low + step, keys.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (keys[middle] < bound)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static int[] Distinct(int[] sorted)
    {
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
            if (i == 0 || sorted[i] != sorted[i - 1])
                sorted[count++] = sorted[i];
        return sorted.AsSpan(0, count).ToArray();
    }
}
