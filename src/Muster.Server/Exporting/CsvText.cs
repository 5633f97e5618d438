using System.Text.RegularExpressions;

namespace Muster.Server.Exporting;

/// <summary>Texts in a table of comma-separated values.</summary>
internal static partial class CsvText
{
    /// <summary>A field as RFC 4180 has it, harmless in a spreadsheet: also in one that takes semicolons or tabs to separate, as most of Europe's do, for which quotes inside a cell are letters.</summary>
    public static string Field(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = Formula().Replace(text, "$1'");
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 && safe == safe.Trim()
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Before the sign that begins a formula, or what some spreadsheets skip before one: at the beginning, and after whatever may separate cells.</summary>
    [GeneratedRegex(
        "(^|[;\\t\\r\\n]\"?)(?=[ \\u00A0\\u3000]*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20])|(^)(?=[ \\u00A0\\u3000]*[\\t\\r\\n\\0])"
    )]
    private static partial Regex Formula();
}
