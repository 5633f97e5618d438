using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Muster.Storage.Packing;

namespace Muster.Storage.Auditing;

/// <summary>SHA-256 over every column of a row that has a value, by name: a column that a later version adds changes no older digest.</summary>
internal static class RowDigest
{
    /// <summary>Name of the digest in the detail of an entry.</summary>
    public const string Name = "row";

    /// <summary>Digest of the row that was read with all its columns, lower-case hex.</summary>
    public static string Of(DbDataReader row) => Digest(row, asStored: true);

    /// <summary>The digest as it was made before texts counted as every database can hold them: with U+0000 where the row has it.</summary>
    public static string AsKept(DbDataReader row) => Digest(row, asStored: false);

    private static string Digest(DbDataReader row, bool asStored)
    {
        var writer = new ByteWriter(asStored);
        foreach (var column in Enumerable.Range(0, row.FieldCount).OrderBy(row.GetName, StringComparer.Ordinal))
        {
            if (row.IsDBNull(column))
                continue;
            writer.Text(row.GetName(column));
            Write(writer, row.GetValue(column));
        }
        return Convert.ToHexStringLower(SHA256.HashData(writer.Written));
    }

    private static void Write(ByteWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.Number(1);
                writer.Text(text);
                break;
            case byte[] bytes:
                writer.Number(2);
                writer.Number(bytes.Length);
                writer.Raw(bytes);
                break;
            case double or float or decimal:
                writer.Number(3);
                writer.Text(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            default:
                writer.Number(4);
                writer.Number(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
