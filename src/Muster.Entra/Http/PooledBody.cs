using System.Buffers;

namespace Muster.Entra.Http;

/// <summary>The body of one answer in a pooled array. Dispose it and the bytes are gone.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 128 * 1024;

    private byte[] _bytes = [];

    private PooledBody() { }

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Set when the body went on beyond the limit; the bytes up to it are kept.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The bytes, without the mark that some servers put before UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            var bytes = _bytes.AsSpan(0, Length);
            return bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
        }
    }

    /// <summary>Reads a stream to its end, or to the limit in bytes.</summary>
    public static async Task<PooledBody> ReadAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        var body = new PooledBody();
        try
        {
            await body.FillAsync(stream, limit, cancellationToken).ConfigureAwait(false);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private async Task FillAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Length == _bytes.Length)
                Grow();
            var read = await stream.ReadAsync(_bytes.AsMemory(Length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return;
            Length += read;
            if (Length <= limit)
                continue;
            Length = limit;
            TooLong = true;
            return;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, _bytes.Length * 2));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
