using System.Text;

namespace Muster.Storage.Packing;

/// <summary>A growing array of bytes with numbers of variable length (seven bits a byte, low ones first).</summary>
/// <param name="asStored">Whether texts have U+2400 in place of U+0000, as a database stores them that cannot hold it: for what is computed again from stored rows.</param>
internal sealed class ByteWriter(bool asStored = false)
{
    private byte[] _bytes = new byte[256];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => _length = 0;

    public void Number(long value)
    {
        var rest = unchecked((ulong)value);
        Reserve(10);
        while (rest >= 0x80)
        {
            _bytes[_length++] = unchecked((byte)(rest | 0x80));
            rest >>= 7;
        }
        _bytes[_length++] = (byte)rest;
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(0);
            return;
        }
        if (asStored)
            value = value.Replace('\0', '\u2400');
        var length = Encoding.UTF8.GetByteCount(value);
        Number(length + 1L);
        Reserve(length);
        _length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
    }

    public void Id(Guid value)
    {
        Reserve(16);
        value.TryWriteBytes(_bytes.AsSpan(_length), bigEndian: true, out _);
        _length += 16;
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(_length));
        _length += value.Length;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _length < more)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
    }
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
/// <exception cref="FormatException">The bytes end too early or are not what was written.</exception>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public long Number()
    {
        ulong value = 0;
        for (var (i, shift) = (0, 0); i < _rest.Length && shift < 64; i++, shift += 7)
        {
            value |= (ulong)(_rest[i] & 0x7F) << shift;
            if (_rest[i] >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return unchecked((long)value);
        }
        throw new FormatException("The stored bytes end in the middle of a number.");
    }

    public int Int() => checked((int)Number());

    public string? Text()
    {
        var length = Number();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(length - 1));
    }

    public Guid Id() => new(Take(16), bigEndian: true);

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _rest.Length)
            throw new FormatException("The stored bytes end too early.");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
