using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Muster.Server.Exporting;

/// <summary>A workbook (Office Open XML) that is written as its rows come: straight into where it goes, with nothing kept.</summary>
/// <remarks>
/// Every cell is a number or a text, formatted as one, and no cell is a formula. What does not fit on a sheet goes on on further ones, each with the header.
/// Source: ECMA-376, SpreadsheetML; the limits are those of Excel.
/// </remarks>
internal sealed class Workbook : IAsyncDisposable
{
    /// <summary>Rows that a sheet takes, its header among them; programs refuse to open one with more.</summary>
    public const int MostRows = 1_048_576;

    private const int Kept = 1 << 15;

    private readonly Sluice _sluice = new();
    private readonly ZipArchive _zip;
    private readonly Stream _to;
    private readonly int _mostRows;
    private readonly List<string> _sheets = [];
    private readonly StringBuilder _text = new(Kept * 2);

    /// <summary>Begins one.</summary>
    /// <param name="to">Where it goes; need not be able to seek, and stays open.</param>
    /// <param name="mostRows">Rows of a sheet.</param>
    public Workbook(Stream to, int mostRows)
    {
        (_to, _mostRows) = (to, mostRows);
        _zip = new ZipArchive(_sluice, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Writes a table on a sheet, and what it does not take on sheets behind it that are called the same with a number.</summary>
    /// <param name="name">Name of the sheet, at most 25 characters.</param>
    /// <param name="columns">The header.</param>
    /// <param name="rows">Rows with a value for each column: whole numbers, texts or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AddAsync(
        string name,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        await using var row = rows.GetAsyncEnumerator(cancellationToken);
        var more = await row.MoveNextAsync();
        for (var sheet = 1; sheet == 1 || more; sheet++)
        {
            var entry = _zip.CreateEntry($"xl/worksheets/sheet{_sheets.Count + 1}.xml", CompressionLevel.Fastest);
            _sheets.Add(sheet == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {sheet}"));
            await using var part = await entry.OpenAsync(cancellationToken);
            _text.Append(WorkbookParts.SheetStart);
            Row(1, columns, WorkbookParts.HeaderStyle);
            var written = 1;
            for (; more && written < _mostRows; more = await row.MoveNextAsync())
            {
                Row(++written, row.Current, WorkbookParts.TextStyle);
                if (_text.Length >= Kept)
                    await WriteAsync(part, cancellationToken);
            }
            _text.Append(WorkbookParts.SheetEnd(Name(columns.Count - 1), written));
            await WriteAsync(part, cancellationToken);
        }
    }

    /// <summary>Writes what names the sheets, and the end. Without it, after a failure, no program takes what was written for a workbook.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var (path, content) in WorkbookParts.Of(_sheets))
        {
            await using var part = await _zip.CreateEntry(path, CompressionLevel.Fastest).OpenAsync(cancellationToken);
            await part.WriteAsync(Encoding.UTF8.GetBytes(content), cancellationToken);
        }
        await _zip.DisposeAsync();
        await _sluice.LetGoAsync(_to, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _zip.DisposeAsync();
        await _sluice.DisposeAsync();
    }

    private void Row(int number, IReadOnlyList<object?> cells, int style)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<row r=\"{number}\">");
        for (var column = 0; column < cells.Count; column++)
            if (cells[column] is int or long)
                _text.Append(CultureInfo.InvariantCulture, $"<c r=\"{Name(column)}{number}\"><v>{cells[column]}</v></c>");
            else if (cells[column] is string text)
            {
                _text.Append(CultureInfo.InvariantCulture, $"<c r=\"{Name(column)}{number}\" s=\"{style}\" t=\"inlineStr\">");
                _text.Append("<is><t xml:space=\"preserve\">");
                WorkbookParts.Escape(text, _text);
                _text.Append("</t></is></c>");
            }
        _text.Append("</row>");
    }

    private async Task WriteAsync(Stream part, CancellationToken cancellationToken)
    {
        await part.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellationToken);
        _text.Clear();
        await _sluice.LetGoAsync(_to, cancellationToken);
    }

    /// <summary>A, B, … Z, AA, …</summary>
    private static string Name(int column) =>
        column < 26 ? ((char)('A' + column)).ToString() : Name((column / 26) - 1) + (char)('A' + (column % 26));
}
