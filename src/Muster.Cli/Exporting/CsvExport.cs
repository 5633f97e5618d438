using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary>A state as a table, RFC 4180. A text that a spreadsheet would take for a formula gets a quote in front.</summary>
internal static class CsvExport
{
    public static async Task<long> WriteAsync(ExportedState state, OutputFile output, CancellationToken cancellationToken)
    {
        await using var closing = output;
        output.Writer.Write(string.Join(',', StateTable.Columns) + "\r\n");
        long count = 0;
        await foreach (var row in StateTable.RowsAsync(state, cancellationToken))
        {
            output.Writer.Write(string.Join(',', row.Select(CsvText.Field)) + "\r\n");
            count++;
        }
        await output.CompleteAsync(cancellationToken);
        return count;
    }
}
