using MiniExcelLibs;
using MiniExcelLibs.OpenXml;
using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary>The table of the CSV export as a workbook, every cell a text, so that nothing in it can be a formula.</summary>
internal static class XlsxExport
{
    public static async Task<long> WriteAsync(ExportedState state, FileInfo file, CancellationToken cancellationToken)
    {
        if (file.Directory is not { Exists: true })
            throw new UserErrorException(ExitCodes.NotFound, $"--out: there is no folder {file.DirectoryName}.");
        var partial = file.FullName + ".partial.xlsx";
        try
        {
            long count = 0;
            var columns = StateTable.Columns;
            var rows = StateTable
                .RowsAsync(state, cancellationToken)
                .Select(row =>
                {
                    count++;
                    return columns
                        .Zip(row, (column, value) => (column, value))
                        .ToDictionary(cell => cell.column, object? (cell) => cell.value);
                })
                .ToBlockingEnumerable(cancellationToken);
            var configuration = new OpenXmlConfiguration
            {
                FastMode = true,
                FreezeRowCount = 1,
                AutoFilter = true,
            };
            await MiniExcel.SaveAsAsync(
                partial,
                rows,
                configuration: configuration,
                overwriteFile: true,
                cancellationToken: cancellationToken
            );
            File.Move(partial, file.FullName, overwrite: true);
            return count;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
