using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Storage.Packing;

/// <summary>A set of dense keys as stored: the gaps between ascending keys as numbers of variable length, with count and hash beside them.</summary>
/// <remarks>Count and hash are of the keys and not of the bytes, so that they also catch a reader that loses some on the way.</remarks>
internal readonly record struct PackedSet(int Count, long Hash, byte[] Bytes)
{
    public static PackedSet Of(KeySet set)
    {
        var bytes = new byte[5 * set.Count];
        var length = 0;
        var previous = 0;
        foreach (var key in set.Keys)
        {
            var gap = (uint)(key - previous);
            previous = key;
            while (gap >= 0x80)
            {
                bytes[length++] = unchecked((byte)(gap | 0x80));
                gap >>= 7;
            }
            bytes[length++] = (byte)gap;
        }
        return new PackedSet(set.Count, HashOf(set.Keys), bytes.AsSpan(0, length).ToArray());
    }

    /// <summary>The set as it was stored.</summary>
    /// <param name="whose">Names the group and the set in the message.</param>
    /// <exception cref="StoredDataException">Something else, or less, came back than was stored.</exception>
    public KeySet Unpack(Func<string> whose) => KeySet.FromAscending(Keys(whose));

    /// <summary>The set, unpacked and checked when somebody looks at it.</summary>
    /// <inheritdoc cref="Unpack"/>
    public KeySet Deferred(Func<string> whose)
    {
        var packed = this;
        return KeySet.Deferred(Count, () => packed.Keys(whose));
    }

    private int[] Keys(Func<string> whose)
    {
        var keys = Count is >= 0 && Count <= Bytes.Length ? Decode(Bytes, Count) : null;
        if (keys is null || HashOf(keys) != Hash)
            throw new StoredDataException(
                $"{whose()}: the stored set of {Count} does not agree with its count and hash. Nothing was planned or changed. Restore the data folder from a backup."
            );
        return keys;
    }

    /// <summary>A hash over ascending keys that changes with any of them.</summary>
    public static long HashOf(ReadOnlySpan<int> keys)
    {
        unchecked
        {
            var hash = 0x9E3779B97F4A7C15UL ^ (ulong)keys.Length;
            foreach (var key in keys)
            {
                hash = (hash ^ (uint)key) * 0xFF51AFD7ED558CCDUL;
                hash ^= hash >> 32;
            }
            return (long)hash;
        }
    }

    private static int[]? Decode(ReadOnlySpan<byte> bytes, int count)
    {
        var keys = new int[count];
        long previous = 0;
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            long gap = 0;
            byte next;
            var shift = 0;
            do
            {
                if (at == bytes.Length || shift > 28)
                    return null;
                next = bytes[at++];
                gap |= (long)(next & 0x7F) << shift;
                shift += 7;
            } while (next >= 0x80);
            previous += gap;
            if (gap == 0 || previous > int.MaxValue)
                return null;
            keys[i] = (int)previous;
        }
        return at == bytes.Length ? keys : null;
    }
}
