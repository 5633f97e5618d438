using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Muster.Storage.Moving;

namespace Muster.Storage.Backups;

/// <summary>What takes a backup as it is read.</summary>
internal interface IBackupTaker
{
    /// <summary>A table begins.</summary>
    /// <returns>What takes its rows.</returns>
    Task<ICells> BeginAsync(BackupTable table, CancellationToken cancellationToken);

    /// <summary>A table has ended, and was as it was written.</summary>
    Task EndAsync(BackupTable table, CancellationToken cancellationToken);

    /// <summary>An encrypted key.</summary>
    Task KeyAsync(BackupKey key, CancellationToken cancellationToken);
}

/// <summary>Reads a backup to its end and compares each table, and the whole, with what was noted as it was written.</summary>
internal sealed class BackupReader : IDisposable
{
    private readonly string _file;
    private readonly HashedFile _hashed;
    private readonly SealedReader _sealed;
    private readonly ZLibStream _plain;
    private readonly BufferedStream _buffered;
    private readonly BinaryReader _reader;

    /// <param name="file">The backup.</param>
    /// <param name="key">The content of its key file.</param>
    /// <exception cref="StorageException">It cannot be read, or another key file made it.</exception>
    public BackupReader(string file, byte[] key)
    {
        _file = file;
        _hashed = new HashedFile(file);
        try
        {
            _sealed = new SealedReader(_hashed, file, key);
        }
        catch
        {
            _hashed.Dispose();
            throw;
        }
        _plain = new ZLibStream(_sealed, CompressionMode.Decompress);
        _reader = new BinaryReader(_buffered = new BufferedStream(_plain, Sealing.Piece), Encoding.UTF8);
        try
        {
            Head = BackupJson.Read<BackupHead>(_reader.ReadString());
        }
        catch (Exception fault) when (IsOfContent(fault))
        {
            throw Damaged(fault);
        }
    }

    public BackupHead Head { get; }

    /// <summary>Reads on to the end.</summary>
    /// <exception cref="StorageException">Something is not as it was written.</exception>
    public async Task<BackupOutcome> ReadAsync(IBackupTaker taker, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadToEndAsync(taker, cancellationToken);
        }
        catch (Exception fault) when (IsOfContent(fault))
        {
            throw Damaged(fault);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _plain.Dispose();
        _sealed.Dispose();
        _hashed.Dispose();
    }

    private async Task<BackupOutcome> ReadToEndAsync(IBackupTaker taker, CancellationToken cancellationToken)
    {
        var (tables, rows, keys) = (0, 0L, 0);
        while (true)
            switch ((BackupMark)_reader.ReadByte())
            {
                case BackupMark.Table:
                    rows += await TableAsync(taker, cancellationToken);
                    tables++;
                    break;
                case BackupMark.Key:
                    await taker.KeyAsync(new BackupKey(_reader.ReadString(), _reader.ReadString(), ReadBytes()), cancellationToken);
                    keys++;
                    break;
                case BackupMark.End:
                    var end = BackupJson.Read<BackupEnd>(_reader.ReadString());
                    if ((end.Rows, end.Keys) != (rows, keys))
                        throw Damaged();
                    // To the last piece, which says that nothing was cut off.
                    if (_buffered.ReadByte() >= 0 || _sealed.ReadByte() >= 0)
                        throw Damaged();
                    return new(_file, _hashed.Count, _hashed.Hash(), Head, tables, rows, keys, end.Logs);
                default:
                    throw Damaged();
            }
    }

    private async Task<long> TableAsync(IBackupTaker taker, CancellationToken cancellationToken)
    {
        var table = BackupJson.Read<BackupTable>(_reader.ReadString());
        var cells = await taker.BeginAsync(table, cancellationToken);
        using var digest = new RowsHash();
        var mark = (BackupMark)_reader.ReadByte();
        for (; mark == BackupMark.Row; mark = (BackupMark)_reader.ReadByte())
        {
            if ((digest.Rows & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            for (var at = 0; at < table.Columns.Count; at++)
                Cell(cells, digest);
            cells.EndRow();
            digest.EndRow();
        }
        var read = digest.End();
        if (mark != BackupMark.EndOfTable || new RowsDigest(_reader.ReadInt64(), _reader.ReadString()) != read)
            throw Damaged();
        await taker.EndAsync(table, cancellationToken);
        return read.Rows;
    }

    private void Cell(ICells cells, RowsHash digest)
    {
        switch ((CellMark)_reader.ReadByte())
        {
            case CellMark.Nothing:
                cells.Nothing();
                digest.Nothing();
                break;
            case CellMark.Number:
                var number = _reader.Read7BitEncodedInt64();
                cells.Number(number);
                digest.Number(number);
                break;
            case CellMark.Text:
                var text = _reader.ReadString();
                cells.Text(text);
                digest.Text(text);
                break;
            case CellMark.Bytes:
                var bytes = ReadBytes();
                cells.Bytes(bytes);
                digest.Bytes(bytes);
                break;
            default:
                throw Damaged();
        }
    }

    private byte[] ReadBytes() => _reader.ReadBytes(_reader.Read7BitEncodedInt());

    private static bool IsOfContent(Exception fault) =>
        fault is InvalidDataException or EndOfStreamException or FormatException or JsonException;

    private StorageException Damaged(Exception? fault = null) =>
        new(StorageFault.Damaged, $"{_file} is not as it was written. Use another backup; nothing was changed.", fault);
}
