using System.Data.Common;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Storage.Sql;

/// <summary>Reads columns the way they are stored: see <see cref="SqlSession"/> for the other direction.</summary>
internal static class Columns
{
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? NumberOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static int? IntOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    /// <exception cref="StoredDataException">The column holds something else than 0 or 1.</exception>
    public static bool Flag(this DbDataReader row, int column) =>
        row.GetInt64(column) switch
        {
            0 => false,
            1 => true,
            var other => throw new StoredDataException(
                $"A stored flag ({row.GetName(column)}) is {other}. Restore the data folder from a backup."
            ),
        };

    public static byte[] Bytes(this DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <exception cref="StoredDataException">The column does not hold an object id.</exception>
    public static ObjectId Id(this DbDataReader row, int column) =>
        row.Bytes(column) is { Length: 16 } bytes
            ? new ObjectId(new Guid(bytes, bigEndian: true))
            : throw new StoredDataException(
                $"A stored object id ({row.GetName(column)}) is damaged. Restore the data folder from a backup."
            );

    public static ObjectId? IdOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Id(column);

    public static DateTimeOffset Instant(this DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? InstantOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Instant(column);
}
