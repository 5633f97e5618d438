using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary>A state as one JSON object a line.</summary>
internal static class JsonLinesExport
{
    public static async Task<long> WriteAsync(ExportedState state, OutputFile output, CancellationToken cancellationToken)
    {
        await using var closing = output;
        long rows = 0;
        await foreach (var line in StateLines.OfAsync(state, cancellationToken))
        {
            rows++;
            output.WriteJson(line);
        }
        await output.CompleteAsync(cancellationToken);
        return rows;
    }
}
