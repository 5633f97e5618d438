using System.Text;

namespace Muster.Server.Tests;

/// <summary>Reads tables of separated values as a spreadsheet does: quotes count where a cell begins with one.</summary>
internal static class CsvReading
{
    /// <summary>The rows.</summary>
    public static List<List<string>> Rows(string text, char separator)
    {
        var rows = new List<List<string>>();
        var (row, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        void End()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
        for (var at = 0; at < text.Length; at++)
            if (quoted && text[at] == '"' && at + 1 < text.Length && text[at + 1] == '"')
                cell.Append(text[at++]);
            else if (text[at] == '"' && (quoted || cell.Length == 0))
                quoted = !quoted;
            else if (!quoted && text[at] == separator)
                End();
            else if (!quoted && text[at] is '\r' or '\n')
            {
                if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
                    at++;
                End();
                rows.Add(row);
                row = [];
            }
            else
                cell.Append(text[at]);
        return rows;
    }
}
