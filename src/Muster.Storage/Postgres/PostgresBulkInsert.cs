using System.Buffers.Binary;
using System.Data.Common;
using System.Text;
using Muster.Storage.Sql;
using Npgsql;

namespace Muster.Storage.Postgres;

/// <summary>Rows as one stream: <c>COPY … FROM STDIN (FORMAT BINARY)</c>, in the format of the PostgreSQL documentation, "COPY", "Binary Format".</summary>
/// <remarks>Written by hand: the importer of the driver looks up a converter for every column of every row.</remarks>
internal sealed class PostgresBulkInsert : IBulkInsert
{
    private const int FlushAt = 1 << 16;

    private static ReadOnlySpan<byte> Signature => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];

    private readonly Func<DbException, StorageException> _translate;
    private readonly NpgsqlRawCopyStream _stream;
    private readonly bool[] _wide;
    private byte[] _bytes = new byte[FlushAt * 2];
    private int _count;
    private int _column;
    private bool _complete;

    public PostgresBulkInsert(
        NpgsqlConnection connection,
        string table,
        ReadOnlySpan<string> columns,
        IReadOnlyDictionary<string, bool> wide,
        Func<DbException, StorageException> translate
    )
    {
        _translate = translate;
        _wide = new bool[columns.Length];
        for (var i = 0; i < columns.Length; i++)
            _wide[i] = wide[columns[i]];
        var names = string.Join("\", \"", columns!);
        try
        {
            _stream = connection.BeginRawBinaryCopy($"COPY \"{table}\" (\"{names}\") FROM STDIN (FORMAT BINARY)");
        }
        catch (DbException fault)
        {
            throw translate(fault);
        }
        Append(Signature);
        // No flags, no extension of the header.
        Append(stackalloc byte[8]);
    }

    public IBulkInsert Integer(long value)
    {
        Begin();
        if (_wide[_column])
        {
            Number(8);
            BinaryPrimitives.WriteInt64BigEndian(Take(8), value);
        }
        else
        {
            Number(4);
            Number(checked((int)value));
        }
        _column++;
        return this;
    }

    public IBulkInsert Integer(long? value) => value is { } number ? Integer(number) : Null();

    public IBulkInsert Text(string? value)
    {
        if (value is null)
            return Null();
        var text = PostgresText.Storable(value);
        Begin();
        var length = Encoding.UTF8.GetByteCount(text);
        Number(length);
        Encoding.UTF8.GetBytes(text, Take(length));
        _column++;
        return this;
    }

    public IBulkInsert Id(Guid value)
    {
        Begin();
        Number(16);
        value.TryWriteBytes(Take(16), bigEndian: true, out _);
        _column++;
        return this;
    }

    public IBulkInsert Blob(ReadOnlySpan<byte> value)
    {
        Begin();
        Number(value.Length);
        Append(value);
        _column++;
        return this;
    }

    public void EndRow()
    {
        _column = 0;
        if (_count >= FlushAt)
            Flush();
    }

    public void Complete()
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        Flush();
        _complete = true;
        Try(_stream.Dispose);
    }

    public void Dispose()
    {
        if (_complete)
            return;
        try
        {
            _stream.Cancel();
            _stream.Dispose();
        }
        catch (Exception fault) when (fault is DbException or InvalidOperationException or IOException)
        {
            // The server ended it already; what it said first is the fault to report.
        }
    }

    private PostgresBulkInsert Null()
    {
        Begin();
        Number(-1);
        _column++;
        return this;
    }

    private void Begin()
    {
        if (_column == 0)
            BinaryPrimitives.WriteInt16BigEndian(Take(2), checked((short)_wide.Length));
    }

    private void Number(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    private void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int length)
    {
        if (_bytes.Length - _count < length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + length));
        _count += length;
        return _bytes.AsSpan(_count - length, length);
    }

    private void Flush()
    {
        Try(() => _stream.Write(_bytes, 0, _count));
        _count = 0;
    }

    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (DbException fault)
        {
            throw _translate(fault);
        }
    }
}
