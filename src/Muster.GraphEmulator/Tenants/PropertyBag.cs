using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Muster.GraphEmulator.Tenants;

/// <summary>The property values of one object, packed as they will be sent.</summary>
/// <remarks>
/// A run of (number, 2-byte length, JSON text in UTF-8), ordered by number. A tenant of half a million objects stays small
/// this way, and answering copies bytes instead of encoding values. A number that is present with <c>null</c> was cleared;
/// a number that is absent was never set: delta answers differ in that.
/// </remarks>
internal readonly struct PropertyBag(byte[]? packed)
{
    private const int HeadLength = 3;
    private readonly byte[]? _packed = packed;

    public Enumerator GetEnumerator() => new(_packed);

    public bool TryGet(byte number, out ReadOnlySpan<byte> json)
    {
        foreach (var entry in this)
        {
            if (entry.Number == number)
            {
                json = entry.Json;
                return true;
            }
        }
        json = default;
        return false;
    }

    /// <summary>The text of a property, or null when it is unset or not text.</summary>
    public string? Text(byte number) => TryGet(number, out var json) ? DecodeText(json) : null;

    public bool? Boolean(byte number) =>
        !TryGet(number, out var json) ? null
        : json.SequenceEqual("true"u8) ? true
        : json.SequenceEqual("false"u8) ? false
        : null;

    /// <summary>A text, a boolean, a <see cref="decimal"/> number, or null.</summary>
    public object? Scalar(byte number)
    {
        if (!TryGet(number, out var json))
            return null;
        if (json is [(byte)'"', ..])
            return DecodeText(json);
        if (Boolean(number) is { } flag)
            return flag;
        return decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    public IReadOnlyList<string> TextList(byte number) =>
        TryGet(number, out var json) && json is [(byte)'[', ..] ? JsonSerializer.Deserialize<string[]>(json) ?? [] : [];

    public static string? DecodeText(ReadOnlySpan<byte> json)
    {
        if (json.Length < 2 || json[0] != (byte)'"')
            return null;
        var content = json[1..^1];
        if (!content.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(content);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString();
    }

    public static PropertyBag Pack(SortedDictionary<byte, byte[]> values)
    {
        var length = 0;
        foreach (var json in values.Values)
            length += HeadLength + json.Length;
        var packed = new byte[length];
        var rest = packed.AsSpan();
        foreach (var (number, json) in values)
        {
            rest[0] = number;
            BinaryPrimitives.WriteUInt16LittleEndian(rest[1..], (ushort)json.Length);
            json.CopyTo(rest[HeadLength..]);
            rest = rest[(HeadLength + json.Length)..];
        }
        return new(packed);
    }

    public SortedDictionary<byte, byte[]> Unpack()
    {
        var values = new SortedDictionary<byte, byte[]>();
        foreach (var entry in this)
            values.Add(entry.Number, entry.Json.ToArray());
        return values;
    }

    public readonly ref struct Entry(byte number, ReadOnlySpan<byte> json)
    {
        public byte Number { get; } = number;

        public ReadOnlySpan<byte> Json { get; } = json;
    }

    public ref struct Enumerator(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public Entry Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var length = BinaryPrimitives.ReadUInt16LittleEndian(_rest[1..]);
            Current = new(_rest[0], _rest.Slice(HeadLength, length));
            _rest = _rest[(HeadLength + length)..];
            return true;
        }
    }
}
