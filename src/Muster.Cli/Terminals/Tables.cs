using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Terminals;

/// <summary>Tables that are calm on a terminal and plain in a pipe.</summary>
internal static class Tables
{
    /// <summary>Columns from which on a terminal is wide enough for what is said elsewhere too.</summary>
    public const int Wide = 80;

    /// <summary>
    /// Columns whose heading starts with <c>#</c> hold numbers and are aligned right; those with <c>=</c> hold single words. Neither is broken while others can give way.
    /// </summary>
    public static Table New(params string[] headings)
    {
        var table = new Table().Border(TableBorder.None);
        table.ShowRowSeparators = false;
        foreach (var heading in headings)
        {
            var column = new TableColumn(new Markup($"[grey]{Markup.Escape(heading.TrimStart('#', '='))}[/]")).PadRight(2).PadLeft(0);
            if (heading.StartsWith('#'))
                column.RightAligned();
            if (heading is ['#' or '=', ..])
                column.NoWrap();
            table.AddColumn(column);
        }
        return table;
    }

    /// <summary>Text from anywhere, shown as it is.</summary>
    public static IRenderable Text(string? text, Style? style = null) => new Text(SafeText.Of(text), style).Overflow(Overflow.Fold);

    public static IRenderable Number(long value) => new Text(Numbers.Of(value));

    /// <summary>An instant under a heading that says UTC; to the minute where the terminal is narrow.</summary>
    public static IRenderable Time(Terminal terminal, DateTimeOffset instant) =>
        new Text(
            instant.UtcDateTime.ToString(
                terminal.Out.Profile.Width >= Wide ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm",
                System.Globalization.CultureInfo.InvariantCulture
            )
        );

    public static void Add(this Table table, params IRenderable[] cells) => table.AddRow(cells);
}
