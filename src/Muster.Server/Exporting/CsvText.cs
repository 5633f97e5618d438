namespace Muster.Server.Exporting;

/// <summary>Texts in a table of comma-separated values.</summary>
internal static class CsvText
{
    /// <summary>A field as RFC 4180 has it, harmless in a spreadsheet.</summary>
    public static string Field(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = IsFormula(text) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 && safe == safe.Trim()
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsFormula(string text) =>
        text.TrimStart(' ', '\u00A0', '\u3000') is [var first, ..]
        && first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0' or '＝' or '＋' or '－' or '＠';
}
