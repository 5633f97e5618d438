using Muster.Cli.Terminals;
using Muster.Server.Plans;

namespace Muster.Cli.Plans;

/// <summary>What people said about a plan, for people.</summary>
internal static class PlanNoteList
{
    /// <summary>Comments that are shown unless everything is asked for: the last ones.</summary>
    private const int Few = 10;

    /// <summary>Prints who asked for approval, and the comments, the oldest first.</summary>
    public static void Print(Terminal terminal, long plan, IReadOnlyList<PlanNote> asked, IReadOnlyList<PlanNote> comments, bool everything)
    {
        foreach (var ask in asked)
            Print(terminal, ask, "asks for approval");
        var left = everything ? 0 : Math.Max(0, comments.Count - Few);
        if (left > 0)
            terminal.Note($"[grey]{Numbers.Of(left, "earlier comment")} left out: muster plan show {plan} --all[/]");
        foreach (var comment in comments.Skip(left))
            Print(terminal, comment, "says");
    }

    private static void Print(Terminal terminal, PlanNote note, string what)
    {
        terminal.Say($"[bold]{note.By}[/] {what} [grey]{Numbers.Instant(note.At)}[/]");
        foreach (var line in note.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            terminal.Say($"  {line.Replace('\t', ' ')}");
    }
}
