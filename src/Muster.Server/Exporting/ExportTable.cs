using System.Globalization;
using System.Text.Json;
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
    /// <summary>What goes out as JSON Lines, where that is more than the rows of the table; null for the rows.</summary>
    public ExportLines? Lines { get; init; }

    /// <summary>The type as which a format of it is sent; null for what is no format.</summary>
    public string? Type(string format) =>
        format == "jsonl" && Lines is not null ? Lines.Type : ExportWriter.Types.GetValueOrDefault(format);

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

/// <summary>Lines of JSON that are more than the rows of a table.</summary>
/// <param name="Type">The type as which they are sent.</param>
/// <param name="Lines">The lines, each as what writes it.</param>
internal sealed record ExportLines(string Type, IAsyncEnumerable<Action<Utf8JsonWriter>> Lines);
