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
        var safe = Formula().Replace(text, "${before}'${sign}");
        // Signs that some spreadsheets skip before one.
        if (text.TrimStart(' ', '\u00A0', '\u3000') is ['\t' or '\r' or '\n' or '\0', ..])
            safe = "'" + safe;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 && safe == safe.Trim()
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>What stands before a formula, and the sign that begins it: at the beginning of a text, and after whatever may separate cells.</summary>
    [GeneratedRegex(
        "(?<before>^|[;\\t\\r\\n]\"?)(?<sign>[ \\u00A0\\u3000]*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20])",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Formula();
}
