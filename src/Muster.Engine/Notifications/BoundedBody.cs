using System.Buffers;

namespace Muster.Engine.Notifications;

/// <summary>Reads a body that anybody may have sent: so many bytes and so long, no more.</summary>
internal static class BoundedBody
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads to the end and hands the bytes to <paramref name="take"/>.</summary>
    /// <returns>False when there was more than <paramref name="limit"/> bytes; nothing was handed over.</returns>
    public static async Task<bool> ReadAsync(Stream body, int limit, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBuffer, limit + 1));
        try
        {
            var length = 0;
            while (await body.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length > limit)
                    return false;
                if (length == buffer.Length)
                    buffer = Larger(buffer, limit + 1);
            }
            take(buffer.AsMemory(0, length));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Larger(byte[] buffer, int most)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, most));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
