using System.IO.Compression;
using System.Xml.Linq;
using MiniExcelLibs;
using Muster.Server.Exporting;

namespace Muster.Server.Tests;

/// <summary>A workbook takes a list of any length, as it comes, and says what a reader has to know of it.</summary>
public sealed class WorkbookTests
{
    [Theory]
    [InlineData(9, "names")]
    [InlineData(10, "names", "names 2")]
    [InlineData(27, "names", "names 2", "names 3")]
    [InlineData(28, "names", "names 2", "names 3", "names 4")]
    [InlineData(0, "names")]
    public async Task What_a_sheet_does_not_take_goes_on_on_further_sheets_each_with_the_header(int rows, params string[] sheets)
    {
        using var book = new MemoryStream();
        using var writer = new ExportWriter(Table(rows), sheetRows: 10);
        await writer.WriteAsync("xlsx", book, Tests.Token);
        Assert.Equal(rows, writer.Count);
        book.Position = 0;
        Assert.Equal([.. sheets, "About"], book.GetSheetNames());
        var read = new List<object>();
        foreach (var sheet in sheets)
        {
            var part = book.Query(sheetName: sheet).Cast<IDictionary<string, object>>().ToList();
            Assert.InRange(part.Count, 1, 10);
            Assert.Equal(["number", "name"], part[0].Values);
            read.AddRange(part.Skip(1).Select(row => row["A"]));
        }
        Assert.Equal(Enumerable.Range(0, rows).Select(number => (object)(double)number), read);
        var about = book.Query(useHeaderRow: true, sheetName: "About").ToDictionary(row => (string)row.What, row => (object)row.Value);
        Assert.Equal((double)rows, about["Rows"]);
        Assert.Equal(writer.Hash, about["SHA-256 of the rows as CSV"]);
        Assert.Equal(sheets.Length > 1, about.ContainsKey("Sheets"));
    }

    [Fact]
    public void A_sheet_is_as_long_as_programs_take_it() => Assert.Equal(1 << 20, Workbook.MostRows);

    [Fact]
    public async Task It_is_written_as_its_rows_come_into_what_cannot_seek_and_no_thread_waits()
    {
        await using var to = new OneWay();
        var seen = new List<long>();
        using var writer = new ExportWriter(
            Table(
                50_000,
                async number =>
                {
                    await Task.Yield();
                    if (number % 10_000 == 0)
                        seen.Add(to.Written);
                }
            )
        );
        await writer.WriteAsync("xlsx", to, Tests.Token);
        Assert.Equal(seen.Order(), seen);
        Assert.InRange(seen[^1], to.Written / 2, to.Written);
        using var book = new MemoryStream(to.Content);
        using var parts = new ZipArchive(book, ZipArchiveMode.Read);
        foreach (var part in parts.Entries)
        {
            await using var content = await part.OpenAsync(Tests.Token);
            Assert.NotNull((await XDocument.LoadAsync(content, LoadOptions.None, Tests.Token)).Root);
        }
    }

    [Fact]
    public async Task What_was_broken_off_is_no_workbook()
    {
        using var book = new MemoryStream();
        using var writer = new ExportWriter(
            Table(100, number => number == 50 ? throw new IOException("The list broke off.") : Task.CompletedTask)
        );
        await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync("xlsx", book, Tests.Token));
        book.Position = 0;
        Assert.Throws<InvalidDataException>(() => new ZipArchive(book, ZipArchiveMode.Read));
    }

    internal static ExportTable Table(int rows, Func<int, Task>? before = null) =>
        new("names", ["number", "name"], RowsAsync(rows, before ?? (_ => Task.CompletedTask)), [("List", "names")]);

    private static async IAsyncEnumerable<object?[]> RowsAsync(int rows, Func<int, Task> before)
    {
        for (var number = 0; number < rows; number++)
        {
            await before(number);
            yield return [number, $"somebody {number} <of> “many”"];
        }
    }

    /// <summary>Takes bytes, but not from a thread that waits for it.</summary>
    private sealed class OneWay : Stream
    {
        private readonly MemoryStream _content = new();

        public byte[] Content => _content.ToArray();

        public long Written => _content.Length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await _content.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("A thread waits.");

        public override void Flush() => throw new InvalidOperationException("A thread waits.");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>Tests that measure the process, with nothing beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>What a file of any length takes of memory.</summary>
[Collection(typeof(MeasuredAlone))]
public sealed class ExportMemoryTests
{
    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("xlsx")]
    public async Task What_is_in_memory_does_not_grow_with_a_million_rows(string format)
    {
        const int Rows = 1_000_000;
        var kept = new List<long>();
        using var writer = new ExportWriter(
            WorkbookTests.Table(
                Rows,
                number =>
                {
                    if (number is 50_000 or Rows / 2 or Rows - 1)
                        kept.Add(GC.GetTotalMemory(forceFullCollection: true));
                    return Task.CompletedTask;
                }
            )
        );
        await writer.WriteAsync(format, Stream.Null, Tests.Token);
        Assert.Equal(Rows, writer.Count);
        Assert.InRange(kept.Max() - kept[0], long.MinValue, 24 << 20);
    }
}
