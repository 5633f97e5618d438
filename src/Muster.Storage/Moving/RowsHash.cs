using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Muster.Storage.Moving;

/// <summary>Rows of a table as a whole.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Hash">SHA-256 of all cells, in hexadecimal digits.</param>
internal readonly record struct RowsDigest(long Rows, string Hash);

/// <summary>Digests rows cell by cell: kind, length and value of each, so that no two tables look the same.</summary>
internal sealed class RowsHash : ICells, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = new byte[9];
    private byte[] _text = new byte[256];

    /// <summary>How many rows have ended.</summary>
    public long Rows { get; private set; }

    public void Nothing() => Head(0, 0);

    public void Number(long value) => Head(1, value);

    public void Text(string value)
    {
        if (_text.Length < Encoding.UTF8.GetMaxByteCount(value.Length))
            _text = new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        var length = Encoding.UTF8.GetBytes(value, _text);
        Head(2, length);
        _hash.AppendData(_text.AsSpan(0, length));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Head(3, value.Length);
        _hash.AppendData(value);
    }

    public void EndRow() => Rows++;

    /// <summary>The digest of all rows; what follows is of others.</summary>
    public RowsDigest End()
    {
        var digest = new RowsDigest(Rows, Convert.ToHexStringLower(_hash.GetHashAndReset()));
        Rows = 0;
        return digest;
    }

    public void Dispose() => _hash.Dispose();

    private void Head(byte kind, long value)
    {
        _head[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(_head.AsSpan(1), value);
        _hash.AppendData(_head);
    }
}
