using Muster.Engine.Drift;
using Spectre.Console;

namespace Muster.Cli.Drift;

/// <summary>How a difference looks on a terminal.</summary>
internal static class DriftStyle
{
    /// <summary>By what becomes of it; null for as usual.</summary>
    public static Style? Of(DriftRow row) =>
        row.State switch
        {
            DriftState.Damaged => new Style(Color.Red),
            DriftState.ReportOnly or DriftState.Paused => new Style(Color.Yellow),
            DriftState.Allowed => new Style(Color.Grey),
            _ => (Style?)null,
        };
}
