using System.Diagnostics.CodeAnalysis;

namespace Muster.Core.DirectoryObjects;

/// <summary>Entra object id: the immutable GUID of one directory object.</summary>
/// <remarks>Ordered as its lower-case text is, so that lists look the same in every database and every export.</remarks>
public readonly record struct ObjectId(Guid Value) : IComparable<ObjectId>
{
    /// <summary>Reads the usual 36-character form, in either case.</summary>
    /// <returns>False when the text is not a GUID.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ObjectId id)
    {
        var parsed = Guid.TryParseExact(text, "D", out var value);
        id = new ObjectId(value);
        return parsed;
    }

    /// <summary>Reads the usual 36-character form.</summary>
    /// <exception cref="FormatException">The text is not a GUID.</exception>
    public static ObjectId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an object id (a GUID such as 6e7b768e-…).");

    /// <inheritdoc />
    public int CompareTo(ObjectId other)
    {
        Span<byte> left = stackalloc byte[16];
        Span<byte> right = stackalloc byte[16];
        Value.TryWriteBytes(left, bigEndian: true, out _);
        other.Value.TryWriteBytes(right, bigEndian: true, out _);
        return left.SequenceCompareTo(right);
    }

    /// <summary>The lower-case 36-character form.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Whether <paramref name="left"/> comes first.</summary>
    public static bool operator <(ObjectId left, ObjectId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes later.</summary>
    public static bool operator >(ObjectId left, ObjectId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> comes first or is the same.</summary>
    public static bool operator <=(ObjectId left, ObjectId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> comes later or is the same.</summary>
    public static bool operator >=(ObjectId left, ObjectId right) => left.CompareTo(right) >= 0;
}
