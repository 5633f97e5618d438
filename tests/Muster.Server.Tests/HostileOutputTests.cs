using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using MiniExcelLibs;
using Muster.Server.Exporting;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Whatever somebody is called leaves in every format, comes back as it was, and does nothing on the way.</summary>
public sealed class HostileOutputTests
{
    private const string Signs = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    private static IReadOnlyList<string> Names => HostileNames.Endless;

    [Fact]
    public void There_are_names_enough_and_the_worst_are_among_them()
    {
        Assert.InRange(Names.Count, 1_000, int.MaxValue);
        Assert.Contains(Names, name => name.Length >= 10_000);
        Assert.All("\0\u001B\u202E\u200B\u061C", sign => Assert.Contains(Names, name => name.Contains(sign, StringComparison.Ordinal)));
        Assert.All(Signs, sign => Assert.Contains(Names, name => name.StartsWith(sign)));
    }

    [Fact]
    public async Task JSON_lines_give_every_name_back_as_it_is()
    {
        var text = await WriteAsync("jsonl");
        var lines = Encoding.UTF8.GetString(text).Split('\n')[..^1];
        Assert.Equal(Names.Count, lines.Length);
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        Assert.Equal(Names, lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_table_gives_every_name_back_and_no_cell_begins_like_a_formula_whichever_separator_is_taken()
    {
        var text = Encoding.UTF8.GetString(await WriteAsync("csv"));
        var rows = CsvReading.Rows(text, ',');
        Assert.Equal(Names.Count + 1, rows.Count);
        Assert.All(rows, row => Assert.Equal(3, row.Count));
        foreach (var (name, row) in Names.Zip(rows.Skip(1)))
        {
            // A quote in front is all that a name may gain.
            Assert.Equal(Unquoted(name), Unquoted(row[1]));
            Assert.Equal("after", row[2]);
        }
        foreach (var separator in ",;\t")
            Assert.All(CsvReading.Rows(text, separator).SelectMany(row => row), AssertInert);
    }

    [Fact]
    public async Task A_workbook_gives_every_name_back_and_has_no_formula()
    {
        using var book = new MemoryStream(await WriteAsync("xlsx"));
        var read = book.Query(useHeaderRow: true, sheetName: "names").Select(row => (string?)row.name).ToList();
        Assert.Equal(Names.Count, read.Count);
        foreach (var (name, cell) in Names.Zip(read))
            // A carriage return is a line break in a workbook.
            Assert.Equal(name.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'), cell);
        book.Position = 0;
        using var parts = new ZipArchive(book, ZipArchiveMode.Read);
        foreach (var part in parts.Entries.Where(part => part.FullName.EndsWith(".xml", StringComparison.Ordinal)))
        {
            await using var content = await part.OpenAsync(Tests.Token);
            var document = await XDocument.LoadAsync(content, LoadOptions.None, Tests.Token);
            Assert.DoesNotContain(document.Descendants(), element => element.Name.LocalName is "f" or "hyperlink" or "oleObject");
        }
    }

    [Fact]
    public async Task A_text_longer_than_a_cell_of_a_workbook_takes_is_cut_and_says_so()
    {
        using var book = new MemoryStream(await WriteAsync("xlsx", [new string('x', 40_000)]));
        var cell = (string)book.Query(useHeaderRow: true, sheetName: "names").Single().name;
        Assert.InRange(cell.Length, 32_000, 32_767);
        Assert.EndsWith("…", cell, StringComparison.Ordinal);
    }

    private static string Unquoted(string text) => text.Replace("'", "", StringComparison.Ordinal);

    private static void AssertInert(string cell)
    {
        // What some spreadsheets skip.
        var begin = cell.TrimStart(' ', '\u00A0', '\u3000');
        Assert.False(
            begin.Length > 0 && Signs.Contains(begin[0], StringComparison.Ordinal),
            $"A cell begins like a formula: {cell[..Math.Min(20, cell.Length)]}"
        );
    }

    private static async Task<byte[]> WriteAsync(string format, IReadOnlyList<string>? names = null)
    {
        var rows = (names ?? Names).Select(name => new object?[] { "before", name, "after" }).ToAsyncEnumerable();
        using var writer = new ExportWriter(new ExportTable("names", ["first", "name", "last"], rows, [("List", "names")]));
        using var written = new MemoryStream();
        await writer.WriteAsync(format, written, Tests.Token);
        Assert.Equal((names ?? Names).Count, writer.Count);
        return written.ToArray();
    }
}
