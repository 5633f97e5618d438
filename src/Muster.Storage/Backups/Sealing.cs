using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Muster.Storage.Backups;

/// <summary>
/// How a backup is encrypted: AES-256-GCM over pieces of 64 KiB, each with its number and whether it is the last as its nonce (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár), under a key of
/// its own that HKDF-SHA256 makes from the key file and 32 random bytes at the beginning of the file. A piece that was changed, moved, left out or added does not open, and neither does a file that was cut.
/// </summary>
internal static class Sealing
{
    public const int SaltSize = 32;
    public const int CheckSize = 16;
    public const int Piece = 64 * 1024;
    public static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    /// <summary>What every backup begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "muster-backup/1\n"u8;

    public static AesGcm Cipher(byte[] key, byte[] salt) => new(Derive(key, salt, "muster/backup/content", 32), TagSize);

    /// <summary>Bytes by which a wrong key is told from a damaged file.</summary>
    public static byte[] Check(byte[] key, byte[] salt) => Derive(key, salt, "muster/backup/key check", CheckSize);

    public static void Nonce(Span<byte> nonce, long number, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        nonce[^1] = last ? (byte)1 : (byte)0;
    }

    private static byte[] Derive(byte[] key, byte[] salt, string purpose, int size) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, size, salt, System.Text.Encoding.ASCII.GetBytes(purpose));
}

/// <summary>Encrypts what is written to it. Without <see cref="Complete"/> what it wrote cannot be opened.</summary>
internal sealed class SealedWriter : Stream
{
    private readonly Stream _into;
    private readonly AesGcm _cipher;
    private readonly byte[] _piece = new byte[Sealing.Piece];
    private readonly byte[] _sealed = new byte[Sealing.Piece + Sealing.TagSize];
    private int _filled;
    private long _number;

    public SealedWriter(Stream into, byte[] key)
    {
        _into = into;
        var salt = RandomNumberGenerator.GetBytes(Sealing.SaltSize);
        _cipher = Sealing.Cipher(key, salt);
        into.Write(Sealing.Magic);
        into.Write(salt);
        into.Write(Sealing.Check(key, salt));
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_filled == _piece.Length)
                Seal(last: false);
            var part = buffer[..Math.Min(buffer.Length, _piece.Length - _filled)];
            part.CopyTo(_piece.AsSpan(_filled));
            _filled += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes the last piece. It is never a full one, by which the reader knows it.</summary>
    public void Complete()
    {
        if (_filled == _piece.Length)
            Seal(last: false);
        Seal(last: true);
    }

    /// <summary>Pieces are written when they are full.</summary>
    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _cipher.Dispose();
        base.Dispose(disposing);
    }

    private void Seal(bool last)
    {
        Span<byte> nonce = stackalloc byte[AesGcm.NonceByteSizes.MaxSize];
        Sealing.Nonce(nonce, _number++, last);
        _cipher.Encrypt(nonce, _piece.AsSpan(0, _filled), _sealed.AsSpan(Sealing.TagSize, _filled), _sealed.AsSpan(0, Sealing.TagSize));
        _into.Write(_sealed, 0, Sealing.TagSize + _filled);
        _filled = 0;
    }
}

/// <summary>Decrypts a backup, and refuses what is not as it was written.</summary>
internal sealed class SealedReader : ForwardReader
{
    private readonly Stream _from;
    private readonly string _place;
    private readonly AesGcm _cipher;
    private readonly byte[] _piece = new byte[Sealing.Piece];
    private readonly byte[] _sealed = new byte[Sealing.Piece + Sealing.TagSize];
    private int _at;
    private int _filled;
    private long _number;
    private bool _ended;

    /// <param name="from">The file.</param>
    /// <param name="place">Its name, for messages.</param>
    /// <param name="key">The content of the key file.</param>
    /// <exception cref="StorageException">It is no backup, or another key file made it.</exception>
    public SealedReader(Stream from, string place, byte[] key)
    {
        (_from, _place) = (from, place);
        var head = new byte[Sealing.Magic.Length + Sealing.SaltSize + Sealing.CheckSize];
        if (from.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.AsSpan().StartsWith(Sealing.Magic))
            throw new StorageException(StorageFault.Damaged, $"{place} is no backup of Muster's.");
        var salt = head.AsSpan(Sealing.Magic.Length, Sealing.SaltSize).ToArray();
        if (!CryptographicOperations.FixedTimeEquals(head.AsSpan(^Sealing.CheckSize..), Sealing.Check(key, salt)))
            throw new StorageException(
                StorageFault.Other,
                $"{place} was encrypted with another key file. Name the one of the installation that it was made of, with --key-file or MUSTER_KEY_FILE."
            );
        _cipher = Sealing.Cipher(key, salt);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _filled && !_ended)
            Open();
        var count = Math.Min(buffer.Length, _filled - _at);
        _piece.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _cipher.Dispose();
        base.Dispose(disposing);
    }

    private void Open()
    {
        var read = _from.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false);
        _ended = read < _sealed.Length;
        Span<byte> nonce = stackalloc byte[AesGcm.NonceByteSizes.MaxSize];
        Sealing.Nonce(nonce, _number++, _ended);
        try
        {
            if (read < Sealing.TagSize)
                throw new CryptographicException();
            (_at, _filled) = (0, read - Sealing.TagSize);
            _cipher.Decrypt(nonce, _sealed.AsSpan(Sealing.TagSize, _filled), _sealed.AsSpan(0, Sealing.TagSize), _piece.AsSpan(0, _filled));
        }
        catch (CryptographicException fault)
        {
            throw new StorageException(
                StorageFault.Damaged,
                $"{_place} is damaged or was cut, from byte {(_number - 1) * _sealed.Length} of its content on. Use another backup; nothing was changed.",
                fault
            );
        }
    }
}
