using Spectre.Console;

namespace Muster.Cli.Terminals;

/// <summary>One line on standard error that is rewritten in place on a terminal; off a terminal one plain line a phase.</summary>
internal sealed class ProgressLine(Terminal terminal, TimeProvider clock)
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);
    private readonly bool _live = !terminal.Options.Quiet && !terminal.Options.NoColor && !Console.IsErrorRedirected;
    private long _shownAt;
    private bool _open;

    /// <summary>A new phase.</summary>
    public void Begin(string phase)
    {
        End();
        terminal.Writer.Flush();
        _shownAt = 0;
        if (_live)
            Show($"{phase} …");
        else if (!terminal.Options.Quiet)
            terminal.Error.WriteLine($"{phase} ...");
    }

    /// <summary>What is going on now; skipped when the last change was a moment ago.</summary>
    public void Show(string text)
    {
        if (!_live || (_shownAt != 0 && clock.GetElapsedTime(_shownAt) < Pause))
            return;
        _shownAt = clock.GetTimestamp();
        var width = Math.Max(20, terminal.Error.Profile.Width - 1);
        var fitting = text.Length > width ? text[..width] : text;
        terminal.Error.Profile.Out.Writer.Write($"\r\u001b[2K{fitting}");
        terminal.Error.Profile.Out.Writer.Flush();
        _open = true;
    }

    /// <summary>How much of something is done.</summary>
    /// <param name="sentence">The same in words.</param>
    /// <param name="done">How much.</param>
    /// <param name="total">Of how much.</param>
    public void Bar(string sentence, long done, long total)
    {
        if (total <= 0)
            return;
        var filled = (int)Math.Min(BarWidth, done * BarWidth / total);
        Show($"{new string('━', filled)}{new string('─', BarWidth - filled)}  {sentence}");
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (_open)
            terminal.Error.Profile.Out.Writer.Write("\r\u001b[2K");
        _open = false;
    }
}
