using System.Text.Json;
using Spectre.Console;

namespace Muster.Cli.Terminals;

/// <summary>Where a command writes: data on standard output, messages and progress on standard error.</summary>
internal sealed class Terminal
{
    /// <summary>Columns where nobody looks: in a file or a pipe a sentence or a command stays on one line, to be searched and copied.</summary>
    private const int Unwrapped = 10_000;

    /// <summary>How long a question waits: whoever asks may hold the lease, without which nobody else can work.</summary>
    public static readonly TimeSpan LongestQuestion = TimeSpan.FromMinutes(10);

    public Terminal(TextWriter output, TextWriter error, TerminalOptions options)
    {
        Options = options;
        Out = Console(output, options, System.Console.IsOutputRedirected);
        Error = Console(error, options, System.Console.IsErrorRedirected);
        Writer = output;
    }

    public TerminalOptions Options { get; }

    /// <summary>Data for people; nothing but JSON is written when <see cref="TerminalOptions.Json"/> is set.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Messages and progress.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>Raw standard output, for JSON and exports.</summary>
    public TextWriter Writer { get; }

    /// <summary>Standard output for bytes that are no text; null where a person would see them, or nothing but text is taken.</summary>
    public Stream? Bytes
    {
        get
        {
            if (!System.Console.IsOutputRedirected || Writer is not StreamWriter file)
                return null;
            file.Flush();
            return file.BaseStream;
        }
    }

    public bool Json => Options.Json;

    /// <summary>Whether a person sits there who can be asked.</summary>
    public bool CanAsk =>
        !Options.NoInput
        && !Options.Json
        && (Options.Answers is not null || (!System.Console.IsInputRedirected && !System.Console.IsErrorRedirected));

    /// <summary>A line for people, on standard output; silent with --json or --quiet.</summary>
    public void Say(FormattableString markup)
    {
        if (!Options.Json && !Options.Quiet)
            Line(Out, Escape(markup));
    }

    /// <summary>A message beside the data, on standard error; silent with --quiet.</summary>
    public void Note(FormattableString markup)
    {
        if (Options.Quiet)
            return;
        // Where both streams end in one file, they should read in the order of events.
        Writer.Flush();
        Line(Error, Escape(markup));
    }

    /// <summary>Markup on standard output that keeps its indentation where it is wrapped.</summary>
    public void Line(string markup) => Line(Out, markup);

    private static void Line(IAnsiConsole console, string markup)
    {
        var indent = markup.Length - markup.TrimStart(' ').Length;
        if (indent == 0 || console.Profile.Width >= Unwrapped)
            console.MarkupLine(markup);
        else
            console.Write(new Padder(new Markup(markup[indent..]), new Padding(indent, 0, 0, 0)));
    }

    /// <summary>What went wrong; never silent.</summary>
    public void Fail(string message)
    {
        Writer.Flush();
        Error.MarkupLine($"[red]Error:[/] {Markup.Escape(SafeText.Of(message.ReplaceLineEndings(" ")))}");
    }

    /// <summary>The place of an error: what was typed, and a caret below it.</summary>
    public void Point(string place)
    {
        foreach (var line in place.Split('\n'))
            Error.MarkupLine($"  [grey]{Markup.Escape(SafeText.Of(line))}[/]");
    }

    /// <summary>One JSON value on a line of its own.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonFormat.Writer))
            write(json);
        Writer.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        Writer.Write('\n');
    }

    /// <summary>Asks yes or no; no is the default, also where nobody answers for so long that others have waited enough for the lease.</summary>
    public async Task<bool> AskAsync(string question, CancellationToken cancellationToken)
    {
        Error.Markup($"{Markup.Escape(question)} [grey](y/N)[/] ");
        try
        {
            var answer = await AnswerAsync(LongestQuestion, cancellationToken);
            return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
        }
        catch (TimeoutException)
        {
            Error.WriteLine();
            Note($"Nobody answered within {Numbers.Of((long)LongestQuestion.TotalMinutes, "minute")}; that counts as no.");
            return false;
        }
    }

    /// <summary>Asks for a name to be typed, before what cannot be taken back.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>Whether it was typed.</returns>
    public async Task<bool> AskForNameAsync(string question, string name, CancellationToken cancellationToken)
    {
        Error.Markup($"{Markup.Escape(question)} ");
        return (await AnswerAsync(Timeout.InfiniteTimeSpan, cancellationToken))?.Trim() == name;
    }

    /// <summary>Asks for a number of a list; nothing is the default. Asks again while the answer is no such number.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="most">The largest number.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The number, or null where none was chosen.</returns>
    public async Task<int?> AskNumberAsync(string question, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            Error.Markup($"{Markup.Escape(question)} [grey](1 to {most}, Enter for none)[/] ");
            var answer = (await AnswerAsync(Timeout.InfiniteTimeSpan, cancellationToken))?.Trim();
            if (string.IsNullOrEmpty(answer))
                return null;
            if (
                int.TryParse(
                    answer,
                    System.Globalization.NumberStyles.None,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var number
                )
                && number >= 1
                && number <= most
            )
                return number;
            Fail($"'{answer}' is not in the list. Type a number from 1 to {most}, or only Enter to leave it.");
        }
    }

    private TextReader Answers => Options.Answers ?? System.Console.In;

    /// <summary>One line. The console's reader blocks until there is one, whatever its token says; so it blocks elsewhere, and who stops or waits in vain goes on.</summary>
    private Task<string?> AnswerAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.Run(Answers.ReadLine, CancellationToken.None)
            .WaitAsync(within, Options.Clock ?? TimeProvider.System, cancellationToken);
    }

    /// <summary>Fills a template whose fixed text is markup and whose values are names from anywhere.</summary>
    public static string Escape(FormattableString markup) =>
        string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            markup.Format,
            [.. markup.GetArguments().Select(argument => argument is string text ? Markup.Escape(SafeText.Of(text)) : argument)]
        );

    private static IAnsiConsole Console(TextWriter writer, TerminalOptions options, bool redirected)
    {
        var plain = options.NoColor || redirected;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Interactive = InteractionSupport.No,
            }
        );
        console.Profile.Width = redirected ? options.Width ?? Unwrapped : Math.Max(40, options.Width ?? console.Profile.Width);
        return console;
    }
}

/// <summary>How a person wants the output.</summary>
/// <param name="Json">Machine-readable output on standard output.</param>
/// <param name="Quiet">Only data and errors.</param>
/// <param name="NoColor">No colour and no animation.</param>
/// <param name="NoInput">Never ask.</param>
/// <param name="Width">Columns; null for the terminal's.</param>
/// <param name="Answers">Where answers come from; null for the console.</param>
/// <param name="Clock">By what waiting for an answer is measured; null for the machine's.</param>
internal sealed record TerminalOptions(
    bool Json = false,
    bool Quiet = false,
    bool NoColor = false,
    bool NoInput = false,
    int? Width = null,
    TextReader? Answers = null,
    TimeProvider? Clock = null
)
{
    /// <summary>Whether the environment asks for no colour (no-color.org) or has a terminal that cannot.</summary>
    public static bool PlainByEnvironment =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") == "dumb";
}
