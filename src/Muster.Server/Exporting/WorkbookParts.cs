using System.Globalization;
using System.Text;

namespace Muster.Server.Exporting;

/// <summary>The fixed parts of a workbook, and how texts stand in it.</summary>
internal static class WorkbookParts
{
    /// <summary>Style of a text: shown as it is, and still a text when somebody edits it.</summary>
    public const int TextStyle = 1;

    /// <summary>Style of the header.</summary>
    public const int HeaderStyle = 2;

    /// <summary>The beginning of a sheet, whose first row stays in sight.</summary>
    public const string SheetStart =
        Head
        + $"""<worksheet xmlns="{Main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>""";

    private const string Head = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    private const string Styles =
        Head
        + $"""<styleSheet xmlns="{Main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>"""
        + """<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>"""
        + """<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"""
        + """<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"""
        + """<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>""";

    /// <summary>The end of a sheet with a filter over its columns.</summary>
    public static string SheetEnd(string lastColumn, int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"""</sheetData><autoFilter ref="A1:{lastColumn}{rows}"/></worksheet>""");

    /// <summary>The parts beside the sheets, by their paths.</summary>
    public static IEnumerable<(string Path, string Content)> Of(IReadOnlyList<string> sheets)
    {
        var (names, links, parts) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var number = 1; number <= sheets.Count; number++)
        {
            names.Append(CultureInfo.InvariantCulture, $"""<sheet name="{sheets[number - 1]}" sheetId="{number}" r:id="rId{number}"/>""");
            links.Append(
                CultureInfo.InvariantCulture,
                $"""<Relationship Id="rId{number}" Type="{Relations}/worksheet" Target="worksheets/sheet{number}.xml"/>"""
            );
            parts.Append(
                CultureInfo.InvariantCulture,
                $"""<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{Types}.worksheet+xml"/>"""
            );
        }
        yield return ("xl/workbook.xml", $"""{Head}<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets>{names}</sheets></workbook>""");
        yield return (
            "xl/_rels/workbook.xml.rels",
            $"""{Head}<Relationships xmlns="{Package}/relationships">{links}<Relationship Id="rIdStyles" Type="{Relations}/styles" Target="styles.xml"/></Relationships>"""
        );
        yield return ("xl/styles.xml", Styles);
        yield return (
            "_rels/.rels",
            $"""{Head}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
        );
        yield return (
            "[Content_Types].xml",
            $"""{Head}<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{Types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Types}.styles+xml"/>{parts}</Types>"""
        );
    }

    /// <summary>A text as it stands in a cell: signs that XML does not take are written as the format has it, <c>_x0000_</c>.</summary>
    public static void Escape(string text, StringBuilder to)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                    to.Append(text[i]).Append(text[++i]);
                else
                    to.Append('\uFFFD');
            }
            else
                _ = text[i] switch
                {
                    '_' when LooksWritten(text, i) => to.Append("_x005F_"),
                    '&' => to.Append("&amp;"),
                    '<' => to.Append("&lt;"),
                    '>' => to.Append("&gt;"),
                    '\t' or '\n' => to.Append(text[i]),
                    < ' ' or '\uFFFE' or '\uFFFF' => to.Append(CultureInfo.InvariantCulture, $"_x{(int)text[i]:X4}_"),
                    _ => to.Append(text[i]),
                };
    }

    /// <summary>Whether a line below begins what looks like a sign written so.</summary>
    private static bool LooksWritten(string text, int at) =>
        at + 6 < text.Length
        && text[at + 1] == 'x'
        && text[at + 6] == '_'
        && char.IsAsciiHexDigit(text[at + 2])
        && char.IsAsciiHexDigit(text[at + 3])
        && char.IsAsciiHexDigit(text[at + 4])
        && char.IsAsciiHexDigit(text[at + 5]);
}
