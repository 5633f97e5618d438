using System.Security.Cryptography;

namespace Muster.Storage.Backups;

/// <summary>A file that is digested while it is read.</summary>
internal sealed class HashedFile(string file) : ForwardReader
{
    private readonly FileStream _from = Open(file);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes read.</summary>
    public long Count { get; private set; }

    public override long Length => _from.Length;
    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    /// <summary>SHA-256 of what was read, in hexadecimal digits.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override int Read(Span<byte> buffer)
    {
        var read = _from.Read(buffer);
        _hash.AppendData(buffer[..read]);
        Count += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _from.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <exception cref="StorageException">It cannot be read.</exception>
    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Other, $"The backup {file} cannot be read: {fault.Message}", fault);
        }
    }
}
