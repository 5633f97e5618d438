using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Writes a list in one of the formats, row by row; what is in memory does not grow with it.</summary>
internal sealed class ExportWriter(ExportTable table) : IDisposable
{
    /// <summary>What a cell of a workbook takes; programs refuse to open one with more.</summary>
    private const int LongestCell = 32_767;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The formats, with the type each is sent as.</summary>
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["csv"] = "text/csv; charset=utf-8",
        ["jsonl"] = "application/x-ndjson",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };

    /// <summary>Rows written.</summary>
    public long Count { get; private set; }

    /// <summary>SHA-256 of the rows as they stand in the CSV table, without its header; the same in every format.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Writes all rows.</summary>
    public Task WriteAsync(string format, Stream to, CancellationToken cancellationToken) =>
        format switch
        {
            "csv" => CsvAsync(to, cancellationToken),
            "xlsx" => XlsxAsync(to, cancellationToken),
            _ => JsonLinesAsync(to, cancellationToken),
        };

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();

    private async Task CsvAsync(Stream to, CancellationToken cancellationToken)
    {
        await to.WriteAsync(Encoding.UTF8.GetBytes(Line(table.Columns)), cancellationToken);
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
            await to.WriteAsync(Counted(row), cancellationToken);
    }

    private async Task JsonLinesAsync(Stream to, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
        {
            Counted(row);
            buffer.SetLength(0);
            await using (var json = new Utf8JsonWriter(buffer, JsonFormat.Writer))
            {
                json.WriteStartObject();
                foreach (var (column, value) in table.Columns.Zip(row))
                    if (value is long or int)
                        json.WriteNumber(column, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                    else
                        json.Text(column, ExportTable.Text(value));
                json.WriteEndObject();
            }
            buffer.WriteByte((byte)'\n');
            await to.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
        }
    }

    /// <summary>A workbook is packed, so it is made in a file of its own first, which is gone when it is sent.</summary>
    private async Task XlsxAsync(Stream to, CancellationToken cancellationToken)
    {
        await using var file = TemporaryFile("xlsx");
        var sheets = new Dictionary<string, object> { [table.Name] = Rows(cancellationToken), ["About"] = About() };
        var configuration = new OpenXmlConfiguration
        {
            FastMode = true,
            FreezeRowCount = 1,
            AutoFilter = true,
        };
        await file.SaveAsAsync(sheets, configuration: configuration, cancellationToken: cancellationToken);
        file.Position = 0;
        await file.CopyToAsync(to, cancellationToken);
    }

    /// <summary>A file that only this account can read, and that is gone when it is closed.</summary>
    public static FileStream TemporaryFile(string ending)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"muster-{Guid.NewGuid():N}.{ending}"), options);
    }

    private IEnumerable<IDictionary<string, object?>> Rows(CancellationToken cancellationToken)
    {
        foreach (var row in table.Rows.ToBlockingEnumerable(cancellationToken))
        {
            Counted(row);
            yield return table
                .Columns.Zip(row, (column, value) => (column, value))
                .ToDictionary(
                    cell => cell.column,
                    cell => cell.value is long or int or null ? cell.value : Cell(ExportTable.Text(cell.value))
                );
        }
    }

    /// <summary>A text as a cell takes it: a carriage return is a line break there, which whoever reads the workbook would make of it anyway.</summary>
    private static string? Cell(string? text)
    {
        if (text is null)
            return null;
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return lines.Length > LongestCell ? lines[..(LongestCell - 1)] + "…" : lines;
    }

    /// <summary>Read after the rows, when their number and hash are known.</summary>
    private IEnumerable<IDictionary<string, object?>> About()
    {
        foreach (var (name, value) in table.About)
            yield return new Dictionary<string, object?> { ["What"] = name, ["Value"] = value };
        yield return new Dictionary<string, object?> { ["What"] = "Rows", ["Value"] = Count };
        yield return new Dictionary<string, object?> { ["What"] = "SHA-256 of the rows as CSV", ["Value"] = Hash };
    }

    private byte[] Counted(object?[] row)
    {
        var line = Encoding.UTF8.GetBytes(Line(row.Select(ExportTable.Text)));
        _hash.AppendData(line);
        Count++;
        return line;
    }

    private static string Line(IEnumerable<string?> fields) => string.Join(',', fields.Select(CsvText.Field)) + "\r\n";
}
