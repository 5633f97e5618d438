using System.IO.Compression;
using System.Text;
using Muster.Storage.Moving;

namespace Muster.Storage.Backups;

/// <summary>Writes a backup: compressed, then encrypted, in one go and without holding more than a row.</summary>
internal sealed class BackupWriter : ICells, IDisposable
{
    private readonly SealedWriter _sealed;
    private readonly ZLibStream _compressed;
    private readonly BinaryWriter _writer;
    private readonly RowsHash _digest = new();
    private long _rows;
    private int _keys;
    private bool _inRow;

    public BackupWriter(Stream into, byte[] key, BackupHead head)
    {
        _sealed = new SealedWriter(into, key);
        _compressed = new ZLibStream(_sealed, CompressionLevel.Fastest, leaveOpen: true);
        _writer = new BinaryWriter(new BufferedStream(_compressed, Sealing.Piece), Encoding.UTF8, leaveOpen: true);
        _writer.Write(BackupJson.Of(head));
    }

    public void BeginTable(BackupTable table)
    {
        _writer.Write((byte)BackupMark.Table);
        _writer.Write(BackupJson.Of(table));
    }

    public void EndTable()
    {
        var digest = _digest.End();
        _rows += digest.Rows;
        _writer.Write((byte)BackupMark.EndOfTable);
        _writer.Write(digest.Rows);
        _writer.Write(digest.Hash);
    }

    public void Key(BackupKey key)
    {
        _keys++;
        _writer.Write((byte)BackupMark.Key);
        _writer.Write(key.Store);
        _writer.Write(key.Name);
        Write(key.Content);
    }

    public void End(IReadOnlyList<BackupLog> logs)
    {
        _writer.Write((byte)BackupMark.End);
        _writer.Write(BackupJson.Of(new BackupEnd(_rows, _keys, logs)));
        _writer.Flush();
        _compressed.Dispose();
        _sealed.Complete();
    }

    public void Nothing()
    {
        Cell(CellMark.Nothing);
        _digest.Nothing();
    }

    public void Number(long value)
    {
        Cell(CellMark.Number);
        _writer.Write7BitEncodedInt64(value);
        _digest.Number(value);
    }

    public void Text(string value)
    {
        Cell(CellMark.Text);
        _writer.Write(value);
        _digest.Text(value);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Cell(CellMark.Bytes);
        Write(value);
        _digest.Bytes(value);
    }

    public void EndRow()
    {
        _inRow = false;
        _digest.EndRow();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _compressed.Dispose();
        _sealed.Dispose();
        _digest.Dispose();
    }

    private void Cell(CellMark kind)
    {
        if (!_inRow)
            _writer.Write((byte)BackupMark.Row);
        _inRow = true;
        _writer.Write((byte)kind);
    }

    private void Write(ReadOnlySpan<byte> value)
    {
        _writer.Write7BitEncodedInt(value.Length);
        _writer.Write(value);
    }
}
