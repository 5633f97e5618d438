using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Writes a list in one of the formats, row by row; what is in memory does not grow with it.</summary>
/// <param name="table">The list.</param>
/// <param name="sheetRows">Rows of a sheet of a workbook.</param>
internal sealed class ExportWriter(ExportTable table, int sheetRows = Workbook.MostRows) : IDisposable
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

    /// <summary>SHA-256 of the rows as they stand in the CSV table, without its header; the same in every format. Of lines that are more than the rows, of the lines.</summary>
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
        await foreach (var line in (table.Lines?.Lines ?? LinesAsync(cancellationToken)).WithCancellation(cancellationToken))
        {
            buffer.SetLength(0);
            await using (var json = new Utf8JsonWriter(buffer, JsonFormat.Writer))
                line(json);
            buffer.WriteByte((byte)'\n');
            if (table.Lines is not null)
                Note(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            await to.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
        }
    }

    private async IAsyncEnumerable<Action<Utf8JsonWriter>> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
        {
            Counted(row);
            yield return json =>
            {
                json.WriteStartObject();
                foreach (var (column, value) in table.Columns.Zip(row))
                    if (value is long or int)
                        json.WriteNumber(column, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    else
                        json.Text(column, ExportTable.Text(value));
                json.WriteEndObject();
            };
        }
    }

    private async Task XlsxAsync(Stream to, CancellationToken cancellationToken)
    {
        await using var book = new Workbook(to, sheetRows);
        await book.AddAsync(table.Name, table.Columns, CellsAsync(cancellationToken), cancellationToken);
        // Behind the rows, when their number and hash are known.
        await book.AddAsync("About", ["What", "Value"], About().ToAsyncEnumerable(), cancellationToken);
        await book.CompleteAsync(cancellationToken);
    }

    private async IAsyncEnumerable<object?[]> CellsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
        {
            Counted(row);
            yield return [.. row.Select(value => value is long or int ? value : Cell(ExportTable.Text(value)))];
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

    private IEnumerable<object?[]> About()
    {
        foreach (var (name, value) in table.About)
            yield return [name, Cell(value)];
        yield return ["Rows", Count];
        yield return ["SHA-256 of the rows as CSV", Hash];
        if (Count >= sheetRows)
            yield return
            [
                "Sheets",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The list has more rows than a sheet takes ({sheetRows - 1} and a header); it goes on on the sheets behind the first."
                ),
            ];
    }

    private byte[] Counted(object?[] row)
    {
        var line = Encoding.UTF8.GetBytes(Line(row.Select(ExportTable.Text)));
        Note(line);
        return line;
    }

    private void Note(ReadOnlySpan<byte> line)
    {
        _hash.AppendData(line);
        Count++;
    }

    private static string Line(IEnumerable<string?> fields) => string.Join(',', fields.Select(CsvText.Field)) + "\r\n";
}
