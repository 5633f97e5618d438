using System.Globalization;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>A list on its way out: columns, rows as they come, and what a reader has to know of it.</summary>
/// <param name="Name">What it lists.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">Rows with a value for each column: texts, whole numbers, instants, or null.</param>
/// <param name="About">Filter and state, by name.</param>
internal sealed record ExportTable(
    string Name,
    IReadOnlyList<string> Columns,
    IAsyncEnumerable<object?[]> Rows,
    IReadOnlyList<(string Name, string Value)> About
)
{
    /// <summary>A value as text, the same in every format.</summary>
    public static string? Text(object? value) =>
        value switch
        {
            null => null,
            DateTimeOffset at => JsonFormat.Instant(at),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}
